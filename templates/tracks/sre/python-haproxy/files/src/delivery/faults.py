"""The five drills: which release is shipped, what is broken meanwhile, and how it has to end."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from delivery.stack import Stack


FIRST_STEP_HARM = 1.5
"""1.1.0 fails for a fifth of what it is asked, and at 5 % that is one request of a hundred; the rest is for chance."""


@dataclass(frozen=True)
class Fault:
    """One drill."""

    name: str
    says: str
    version: str
    ends_with: str
    breaks: str = ""
    at_weight: int = 0
    by_hand: bool = False
    may_fail: float = 0.0
    """Percent of all requests."""


_ALL = (
    Fault(
        "bad-release",
        "ships 1.1.0, which fails for two products of ten",
        "1.1.0",
        "error ratio",
        may_fail=FIRST_STEP_HARM,
    ),
    Fault("slow-release", "ships 1.2.0, which asks twenty warehouses one after the other", "1.2.0", "latency"),
    Fault("crash", "kills the canary of a good release", "1.1.1", "canary-down", breaks="canary", at_weight=20),
    Fault("blind", "kills Prometheus in mid-release", "1.1.1", "no data", breaks="prometheus", at_weight=20),
    Fault(
        "controller",
        "kills the controller in the middle of a bad release",
        "1.1.0",
        "by hand",
        at_weight=5,
        by_hand=True,
        may_fail=FIRST_STEP_HARM,
    ),
)
FAULTS = {fault.name: fault for fault in _ALL}


def strike(fault: Fault, stack: Stack, weight: int) -> str | None:
    """Break what this drill breaks, once its step is reached; return the name of the victim."""
    if not fault.breaks or weight != fault.at_weight:
        return None
    pid = stack.pid(fault.breaks)
    if pid is None:
        return None
    os.kill(pid, signal.SIGKILL)
    return fault.breaks
