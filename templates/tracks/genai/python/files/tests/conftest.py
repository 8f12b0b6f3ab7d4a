"""What all tests share: one index over the real corpus, built once per run."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy is loaded: the same numbers and the same speed on every machine
for name in (
    "OPENAI_BASE_URL",
    "OPENAI_API_KEY",
    "MODEL",
    "API_TOKEN",
    "DAILY_BUDGET",
    "ENV",
    "PROMPT",
    "HANDBOOK_VAR",
):
    os.environ.pop(name, None)

import pytest  # noqa: E402

from handbook.settings import Settings, load  # noqa: E402
from handbook.wiring import Parts  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
# Vectors of earlier runs; the key holds all that they depend on, so that no run meets vectors of other code.
DEPENDS = [*sorted((ROOT / "src/handbook/embed").glob("*.py")), *sorted((ROOT / "corpus").glob("*.md"))]
KEY = hashlib.sha256(b"".join(path.read_bytes() for path in DEPENDS)).hexdigest()[:16]


TICKED = set(
    re.findall(
        r"^- \[x\] .*`(tests/.+)`$", (ROOT / "docs/safety-checklist.md").read_text(encoding="utf-8"), re.MULTILINE
    )
)
not_run: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look at what the suite left behind when all of it is there."""
    items.sort(key=lambda item: item.path.name == "test_afterwards.py")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a test of the safety checklist that was skipped: a ticked line says that it passes."""
    if report.skipped and report.nodeid.partition("[")[0] in TICKED:
        not_run.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    for name in not_run:
        print(f"\nticked in docs/safety-checklist.md and not run: {name}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def logged() -> Iterator[list[str]]:
    """Every line that anybody logs while the suite runs."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler = Keep()
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return replace(load(ROOT, {}), var=tmp_path_factory.mktemp("var"))


@pytest.fixture(scope="session")
def parts(settings: Settings) -> Iterator[Parts]:
    """The product over the real corpus."""
    kept = ROOT / "var" / "tests" / f"{KEY}.db"
    cache = settings.var / "cache" / "vectors.db"
    cache.parent.mkdir(parents=True)
    if kept.is_file():
        shutil.copy(kept, cache)
    made = Parts(settings)
    made.ingest()
    if not kept.is_file():
        made.embedder.close()
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(f".{os.getpid()}")
        shutil.copy(cache, half)
        half.replace(kept)
        del made.embedder
    yield made
    made.book.close()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of three small documents that a test may change."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder, "lamps", "Lamps", "A lamp costs 12 euros. Lamps are sold in three colours.")
    write(folder, "chairs", "Chairs", "A chair carries 120 kilograms. Chairs are made of oak.")
    write(folder, "tables", "Tables", "A table seats six people. Tables are delivered on Fridays.")
    return folder


def write(folder: Path, name: str, title: str, text: str, more: str = "") -> Path:
    """Write one document."""
    path = folder / f"{name}.md"
    head = f"---\nid: {name}\ntitle: {title}\ntopic: furniture\nvalid_from: 2026-01-01\n{more}---\n"
    path.write_text(f"{head}# {title}\n\n{text}\n", encoding="utf-8", newline="\n")
    return path
