"""The words of the scorecard."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pave.scorecard.facts import ServiceFacts


class State(StrEnum):
    """What a rule found."""

    PASS = "pass"  # noqa: S105  # nosec B105  # a verdict, no secret
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judgement:
    """A verdict and where it can be seen: `path:line`, or a path, or a reason."""

    state: State
    evidence: str


def passed(evidence: str) -> Judgement:
    """Judge that all is well."""
    return Judgement(State.PASS, evidence)


def failed(evidence: str) -> Judgement:
    """Judge that something is missing."""
    return Judgement(State.FAIL, evidence)


def unknown(reason: str) -> Judgement:
    """Judge that the rule cannot be applied; it leaves the count and is listed."""
    return Judgement(State.UNKNOWN, reason)


@dataclass(frozen=True)
class Rule:
    """One question to a service."""

    id: str
    weight: int
    title: str
    why: str
    fix: str
    judge: Callable[[ServiceFacts], Judgement]


@dataclass(frozen=True)
class Finding:
    """A rule and what it found in one service."""

    rule: Rule
    state: State
    evidence: str


@dataclass(frozen=True)
class Score:
    """All findings of one service."""

    findings: tuple[Finding, ...]

    def of(self, state: State) -> list[Finding]:
        """Return the findings of one state."""
        return [finding for finding in self.findings if finding.state is state]

    @property
    def points(self) -> int:
        """Return the passed weight over the counted weight, in whole points; what is unknown is not counted."""
        won = sum(finding.rule.weight for finding in self.of(State.PASS))
        counted = won + sum(finding.rule.weight for finding in self.of(State.FAIL))
        return won * 100 // counted if counted else 0
