"""What an operator does to a running stack from another terminal. Imports little, because a rollback is in a hurry."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from delivery.edge import Edge, Weights
from delivery.processes import born, end

STABLE_ONLY = Weights(100, 0)


class NoStackError(Exception):
    """No state file, so nothing is known to run."""


def read_state(path: Path) -> dict[str, Any]:
    """Read what the owner of the stack wrote down."""
    try:
        state: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise NoStackError(f"no stack is up ({path} is not there); start one: make up") from fault
    return state


def rollback(path: Path) -> str:
    """Send everybody to stable. It asks nobody but the edge, so it works when the controller is dead or hangs."""
    edge = Edge(Path(read_state(path)["socket"]))
    if edge.weights() == STABLE_ONLY:
        return "already at 100/0"
    edge.all_to_stable()
    return "stable 100, canary 0"


def down(path: Path) -> list[str]:
    """End what the state file names, as long as it is still what it was; return the names."""
    state = read_state(path)
    ended = []
    # The owner first: it ends its children in order, and whatever is left afterwards is ended here.
    for name, (pid, when) in sorted(state["processes"].items(), key=lambda item: item[0] != "owner"):
        if when is not None and born(pid) == when:
            end(pid)
            ended.append(name)
    # An owner that was killed could not take its sockets away.
    for left in (Path(state[name]) for name in ("socket", "control") if name in state):
        left.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            left.parent.rmdir()
    path.unlink(missing_ok=True)
    return ended


def alive(path: Path) -> bool:
    """Tell whether the stack of a state file still has its owner."""
    try:
        pid, when = read_state(path)["processes"]["owner"]
    except NoStackError:
        return False
    return when is not None and born(pid) == when
