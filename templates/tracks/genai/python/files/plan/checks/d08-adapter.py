"""Acceptance check of d08-adapter: a fit on top of the embeddings, repeatable, honest, tied to its index."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from handbook.evals.questions import is_dev
from tests.conftest import ROOT

Array = npt.NDArray[np.float32]
Run = Callable[..., subprocess.CompletedProcess[str]]
WIDTH, PAIRS, FITTED = 32, 240, 160
RECOVERED, LOST = 0.9, 0.3
VERDICTS = ("better", "worse", "no difference shown")
QUESTION = "How long do I have to refund a payment?"


def fit() -> Callable[[Array, Array], Array]:
    """Find what is to be written, and say so when it is not there."""
    try:
        module = importlib.import_module("handbook.retrieve.adapter")
    except ModuleNotFoundError:
        pytest.fail("handbook.retrieve.adapter is missing: fit(questions, passages) gives a matrix", pytrace=False)
    assert hasattr(module, "fit"), "fit is missing from handbook.retrieve.adapter"
    found: Callable[[Array, Array], Array] = module.fit
    return found


def unit(rows: npt.NDArray[np.float64]) -> Array:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def recall(questions: Array, passages: Array, first: int) -> float:
    """Count how often a question is nearest to its own passage, among all of them."""
    nearest = (questions[first:] @ passages.T).argmax(axis=1)
    return float((nearest == np.arange(first, len(passages))).mean())


def planted(*, turned: bool) -> tuple[Array, Array]:
    """Make passages, and questions that stand near them; turned: all of them by one and the same rotation."""
    chance = np.random.default_rng(7)
    passages = unit(chance.normal(size=(PAIRS, WIDTH)))
    rotation = np.linalg.qr(chance.normal(size=(WIDTH, WIDTH)))[0] if turned else np.eye(WIDTH)
    return unit(passages @ rotation + 0.05 * chance.normal(size=(PAIRS, WIDTH))), passages


def test_a_shift_that_was_planted_is_undone() -> None:
    questions, passages = planted(turned=True)
    assert recall(questions, passages, FITTED) < LOST, "the shift is too small to show anything"
    matrix = fit()(questions[:FITTED], passages[:FITTED])
    assert matrix.shape == (WIDTH, WIDTH)
    found = recall(unit((questions @ matrix).astype(np.float64)), passages, FITTED)
    assert found >= RECOVERED, f"recall@1 of pairs that were not fitted is {found:.2f}"
    again = fit()(questions[:FITTED], passages[:FITTED])
    assert again.tobytes() == matrix.tobytes(), "two fits of the same pairs differ"


def test_where_nothing_is_shifted_little_is_changed() -> None:
    questions, passages = planted(turned=False)
    matrix = fit()(questions[:30], passages[:30])
    found = recall(unit((questions @ matrix).astype(np.float64)), passages, FITTED)
    assert found >= RECOVERED, f"thirty pairs without a shift spoil the search: recall@1 is {found:.2f}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handbook in a folder of its own, with the vectors that were computed here already."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("corpus", "evals", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("config.toml", "prices.toml"):
        shutil.copy(ROOT / name, folder / name)
    known = [path for path in (ROOT / "var/cache/vectors.db", *sorted(ROOT.glob("var/tests/*.db"))) if path.is_file()]
    if known:
        (folder / "var/cache").mkdir(parents=True)
        shutil.copy(known[-1], folder / "var/cache/vectors.db")
    return folder


@pytest.fixture(scope="module")
def run(home: Path) -> Run:
    def command(*argv: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "HANDBOOK_"))}
        env = kept | {"HANDBOOK_ROOT": str(home), "PYTHONPATH": str(ROOT / "src")}
        argv = (sys.executable, "-m", "handbook", *argv)
        return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False)

    return command


def tune(run: Run, home: Path) -> dict[str, bytes]:
    """Tune, and give what was written."""
    done = run("tune")
    assert done.returncode == 0, (
        f"python -m handbook tune is missing or fails: {done.stderr.strip().rpartition(chr(10))[2][:200]}"
    )
    names = ("var/tune/adapter.npy", "var/tune/adapter.json", "docs/adapter.md")
    for name in names:
        assert (home / name).is_file(), f"python -m handbook tune did not write {name}"
    return {name: (home / name).read_bytes() for name in names}


def test_there_is_a_verb() -> None:
    done = subprocess.run(["make", "-n", "tune"], cwd=ROOT, capture_output=True, text=True, check=False)
    planned = done.stdout if done.returncode == 0 else ""
    assert "handbook tune" in planned, "make tune is missing, or does not start `handbook tune`"


def test_tuning_is_repeatable_and_names_its_weights(run: Run, home: Path) -> None:
    first = tune(run, home)
    assert tune(run, home) == first, "two runs differ"
    noted = json.loads(first["var/tune/adapter.json"])
    assert noted["sha256"] == hashlib.sha256(first["var/tune/adapter.npy"]).hexdigest(), "the sha256 is another file's"


def test_the_report_has_an_interval_and_a_verdict(run: Run, home: Path) -> None:
    report = tune(run, home)["docs/adapter.md"].decode()
    assert "recall@1" in report
    assert re.search(r"[+-]\d\.\d+ to [+-]\d\.\d+", report), "the paired difference has no interval"
    assert sum(verdict in report for verdict in VERDICTS) == 1, f"the report says one of {VERDICTS}"


def test_no_test_row_is_read(run: Run, home: Path) -> None:
    first = tune(run, home)
    path = home / "evals/questions.jsonl"
    kept = path.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in kept.splitlines()]
    for number, row in enumerate(rows):
        if not is_dev(row["id"]):
            row["question"] = f"Which of {number} other things was asked?"
    try:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        assert tune(run, home) == first, "the adapter depends on a question of the test half"
    finally:
        path.write_text(kept, encoding="utf-8")


def test_an_index_refuses_an_adapter_that_it_was_not_made_for(run: Run, home: Path) -> None:
    tune(run, home)
    config = home / "config.toml"
    lines = [line for line in config.read_text(encoding="utf-8").splitlines() if not line.startswith("adapter")]
    config.write_text("\n".join([*lines, 'adapter = "var/tune/adapter.npy"']) + "\n", encoding="utf-8")
    before = run("ask", QUESTION)
    assert before.returncode != 0, "an index that was made without an adapter is asked with one"
    assert "adapter" in before.stderr, f"the refusal does not name the adapter: {before.stderr.strip()}"
    assert run("ingest").returncode == 0
    assert run("ask", QUESTION).returncode == 0
    path, note = home / "var/tune/adapter.npy", home / "var/tune/adapter.json"
    np.save(path, np.load(path) * np.float32(0.99))
    changed = run("ask", QUESTION)
    assert changed.returncode != 0, "weights with another sha256 than the noted one are used"
    assert "adapter" in changed.stderr
    noted = json.loads(note.read_text(encoding="utf-8"))
    noted["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    note.write_text(json.dumps(noted), encoding="utf-8")
    old = run("ask", QUESTION)
    assert old.returncode != 0, "an index of another adapter is asked"
    assert "adapter" in old.stderr
    assert run("ingest").returncode == 0
    assert run("ask", QUESTION).returncode == 0
