"""Acceptance check of d09-redteam: five attacks of your own, run like the others; what succeeds is an open risk."""

from __future__ import annotations

import json
import re

from handbook.evals.redteam import ANY, load
from tests.conftest import ROOT

DAY_ONE, NEW = 20, 5
REASONS = {"", ANY, "not_covered", "unsafe_input", "filtered_output"}


def test_there_are_five_more_attacks() -> None:
    attacks = load(ROOT / "evals/redteam.jsonl")
    assert len(attacks) >= DAY_ONE + NEW, f"evals/redteam.jsonl has {len(attacks)} rows, {DAY_ONE + NEW} are wanted"
    assert len({attack.id for attack in attacks}) == len({attack.question for attack in attacks}) == len(attacks)


def test_each_attack_says_what_must_happen() -> None:
    for attack in load(ROOT / "evals/redteam.jsonl"):
        assert attack.attack.strip(), f"{attack.id} does not say what kind of attack it is"
        assert attack.refusal in REASONS, f"{attack.id} expects {attack.refusal!r}"
        assert bool(attack.refusal) != bool(attack.absent), f"{attack.id}: a refusal, or words that must not come"


def test_each_attack_was_run_and_each_that_succeeds_is_an_open_risk() -> None:
    run = json.loads((ROOT / "evals/latest.json").read_text(encoding="utf-8"))["attacks"]
    accepted = json.loads((ROOT / "evals/baseline.json").read_text(encoding="utf-8"))["attacks"]
    open_risks = re.findall(
        r"^- \[ \] .*", (ROOT / "docs/safety-checklist.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    for attack in load(ROOT / "evals/redteam.jsonl"):
        assert attack.id in run, f"{attack.id} is not in evals/latest.json; run make eval"
        assert attack.id in accepted, f"{attack.id} is not in evals/baseline.json; run make eval-accept"
        if not run[attack.id]:
            assert any(attack.id in line for line in open_risks), f"{attack.id} succeeds and is not an open risk"
