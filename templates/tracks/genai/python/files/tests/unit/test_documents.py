"""What documents and lock files say, held against what is there."""

from __future__ import annotations

import json
import re

from handbook.evals import failures
from handbook.evals.metrics import Result
from handbook.evals.questions import load
from ops import checklist
from tests.conftest import ROOT


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_lock_holds_nothing_that_downloads_models() -> None:
    for name in ("base", "dev"):
        pins = set(re.findall(r"^([\w.-]+)==", read(f"requirements/{name}.txt"), re.MULTILINE))
        assert not pins & {"torch", "transformers", "sentence-transformers", "huggingface-hub", "tiktoken"}
        assert not [pin for pin in pins if pin.startswith("nvidia")]


def test_every_ticked_line_of_the_checklist_names_a_test_that_exists() -> None:
    assert checklist.faults(read("docs/safety-checklist.md")) == []


def test_the_checklist_notices_a_test_that_is_not_there() -> None:
    assert checklist.faults("- [x] Safe. `tests/unit/test_documents.py::test_missing`\n")
    assert checklist.faults("- [x] Safe.\n")
    assert checklist.faults("- [ ] Open. `tests/unit/test_documents.py::test_missing`\n")


def test_the_failure_note_is_made_of_the_results() -> None:
    rows = json.loads(read("evals/latest.json"))["test"]
    results = [Result(**{name: value for name, value in row.items() if name != "right"}) for row in rows]
    note = read("docs/when-it-fails.md")
    assert failures.markdown(results, load(ROOT / "evals/questions.jsonl"), note) == note


def test_words_that_somebody_added_to_the_failure_note_stay() -> None:
    rows = json.loads(read("evals/latest.json"))["test"]
    results = [Result(**{name: value for name, value in row.items() if name != "right"}) for row in rows]
    questions = load(ROOT / "evals/questions.jsonl")
    name = next(iter(failures.failing(results)))
    own = failures.markdown(results, questions).replace(f"<!-- own {name} -->\n\n", f"<!-- own {name} -->\nMy view.\n")
    assert "My view." in failures.markdown(results, questions, own)


def test_readme_shows_the_figures_of_the_results() -> None:
    data = json.loads(read("evals/latest.json"))
    readme = read("README.md")
    for name in ("refusal recall, near-miss", "answer rate", "right among answered", "wrong answers"):
        row = data["metrics"][name]
        assert f"| {name} | {row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f}) |" in readme
