"""The document holds what the raw numbers say, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from perf.report import DOCUMENT, RESULTS, filled, rewrite_document, run_section, sections, spread, step_section

if TYPE_CHECKING:
    from pathlib import Path


def run(load: str, base: float) -> dict[str, Any]:
    """Make up one run."""
    latency = {"count": 10, "p50": base, "p95": base * 2, "p99": base * 3, "max": base * 4}
    return {
        "load": load,
        "seconds": 20.0,
        "read": latency,
        "transfer": latency,
        "per_second": 50.0,
        "errors": 0,
        "cpu_per_1000": base / 10,
        "queue_age_p95": None,
    }


def made_up() -> dict[str, Any]:
    """Make up what `make perf` keeps."""
    runs = [run("open", 10.0), run("open", 12.0), run("open", 11.0)]
    return {"machine": "M", "commit": "C", "source": "S", "rate_limits": "off", "runs": runs}


def test_the_document_agrees_with_the_raw_numbers() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert filled(text, sections(RESULTS)) == text


def test_a_spread_is_a_median_and_a_range() -> None:
    assert spread([3.0, 1.0, 2.0]) == "2.0 (1.0-3.0)"
    assert spread([1.26, 1.34], 2) == "1.30 (1.26-1.34)"


def test_a_run_is_told_with_its_origin() -> None:
    text = run_section(made_up())
    assert text.startswith("M; commit C, source S; 3 repeats of 20 s, rate limits off.")
    assert "| open | read | 11.0 (10.0-12.0) | 22.0 (20.0-24.0) | 33.0 (30.0-36.0) | 44.0 (40.0-48.0) |" in text
    assert "| open | 50.0 (50.0-50.0) | 0 | 1.10 (1.00-1.20) | not exposed |" in text


def test_a_step_is_told_with_what_it_cost_the_reads() -> None:
    sides = {side: {"runs": [run("closed", base) for _ in range(5)]} for side, base in (("A", 10.0), ("B", 5.0))}
    names = ("transfer p50 ms", "transfer p95 ms", "transfer p99 ms", "read p50 ms", "read p95 ms", "requests a second")
    result = {"machine": "M", "load": "closed", "sides": sides, "verdicts": dict.fromkeys(names, "faster")}
    text = step_section([("1", result)])
    assert "| 1 | transfer p50 ms | 10.0 (10.0-10.0) | 5.0 (5.0-5.0) | 0.50 | faster |" in text
    assert "|  | read p95 ms | 20.0 (20.0-20.0) | 10.0 (10.0-10.0) | 0.50 | faster |" in text
    assert step_section([]) == "Not measured yet."


def test_a_document_is_rewritten_between_its_markers(tmp_path: Path) -> None:
    document, results = tmp_path / "note.md", tmp_path / "results"
    results.mkdir()
    (results / "run.json").write_text(json.dumps(made_up()), encoding="utf-8")
    markers = "".join(
        f"<!-- {name}: written by perf/report.py --><!-- end of {name} -->\n" for name in ("run", "steps")
    )
    document.write_text(f"before\n{markers}after\n", encoding="utf-8")
    rewrite_document(document, results)
    once = document.read_text(encoding="utf-8")
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "| open | read |" in once
    rewrite_document(document, results)
    assert document.read_text(encoding="utf-8") == once
    with pytest.raises(ValueError, match="0 sections called run"):
        filled("nothing", {"run": "x"})
