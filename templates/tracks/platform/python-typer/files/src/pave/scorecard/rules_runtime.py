"""What a running service answers: PV09."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from pave.scorecard.model import Judgement, Rule, failed, passed, unknown

if TYPE_CHECKING:
    from pave.scorecard.facts import ServiceFacts

PATHS = ("/healthz", "/readyz")
OK = 200


def health(facts: ServiceFacts) -> Judgement:
    """PV09: alive and ready are two questions; asked of the running service when there is one, else of its code."""
    if facts.live is not None:
        for path in PATHS:
            if facts.live.get(path) != OK:
                return failed(f"{path} answered {facts.live.get(path, 'nothing')}")
        return passed("asked live")
    if not facts.sources():
        return unknown("no Python source to read; --run asks the running service")
    found: dict[str, str] = {}
    for source in facts.sources():
        for node in ast.walk(facts.trees[source]):
            if isinstance(node, ast.Constant) and node.value in PATHS:
                found.setdefault(str(node.value), f"{source}:{node.lineno}")
    missing = [path for path in PATHS if path not in found]
    if missing:
        return failed(f"no route {', '.join(missing)}")
    return passed(found[PATHS[1]])


RULES = (
    Rule(
        "PV09",
        8,
        "it says whether it lives and whether it can work",
        "Without the two answers a restart comes too late and traffic comes too early.",
        "Answer 200 at /healthz while the process lives, and at /readyz while it can do its work.",
        health,
    ),
)
