"""All rules in the order of their ids, and the judging of a service by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pave.scorecard import rules_delivery, rules_ownership, rules_runtime, rules_safety
from pave.scorecard.model import Finding, Rule, Score

if TYPE_CHECKING:
    from pave.scorecard.facts import ServiceFacts

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*rules_ownership.RULES, *rules_delivery.RULES, *rules_runtime.RULES, *rules_safety.RULES),
        key=lambda rule: rule.id,
    )
)


def judge(facts: ServiceFacts) -> Score:
    """Ask every rule."""
    findings = []
    for rule in RULES:
        verdict = rule.judge(facts)
        findings.append(Finding(rule, verdict.state, verdict.evidence))
    return Score(tuple(findings))
