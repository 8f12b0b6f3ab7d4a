"""What documents and lock files say, held against what is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from handbook.evals import counts, failures, files, marked
from handbook.evals.metrics import Result
from handbook.evals.questions import load
from handbook.observe import report
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


@pytest.mark.parametrize("name", sorted(files.DOCUMENTS))
def test_a_document_shows_the_figures_of_the_results(name: str) -> None:
    mark, table = files.DOCUMENTS[name]
    assert marked.put(read(name), mark, table(json.loads(read("evals/latest.json")))) == read(name)


def test_publishing_changes_the_tables_and_nothing_else(tmp_path: Path) -> None:
    data = json.loads(read("evals/latest.json"))
    for name in files.DOCUMENTS:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(re.sub(r"0\.\d\d", "0.99", read(name)), encoding="utf-8")
    for path in files.publish(data, tmp_path):
        mark, table = files.DOCUMENTS[path.relative_to(tmp_path).as_posix()]
        assert table(data) in path.read_text(encoding="utf-8")
        with pytest.raises(marked.MarkError, match="must be there once"):
            marked.put(path.read_text(encoding="utf-8").replace(f"<!-- /{mark} -->", ""), mark, "")


def test_the_estimate_of_the_report_is_what_a_call_takes() -> None:
    counted = json.loads(read("evals/latest.json"))["counts"][counts.PROMPT]
    assert counted == pytest.approx(report.TYPICAL_IN, rel=0.1)
