"""Documents that must agree with the code."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.http.problems import STATUS, ProblemType
from ledger.http.routes_system import contract
from ledger.settings import Settings

ROOT = Path(__file__).parents[2]


def test_every_problem_type_is_explained_once_with_its_status() -> None:
    text = (ROOT / "docs/problems.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(/problems/[a-z-]+)` \| (\d+) \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    assert [(kind, int(status)) for kind, status, _when, _then in rows] == [
        (kind.value, status) for kind, status in STATUS.items()
    ]
    assert text.count("\n| `/problems/") == len(rows) == len(ProblemType)


def test_the_contract_has_the_same_problem_types() -> None:
    schemas = contract()["components"]["schemas"]  # type: ignore[index]
    assert schemas["ProblemType"]["enum"] == [kind.value for kind in ProblemType]


def test_every_setting_is_explained() -> None:
    text = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in text] == []


def test_readme_and_demo_name_only_verbs_that_exist() -> None:
    verbs = set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "AGENTS.md", "docs/demo.md", "docs/rollback.md", "docs/slo.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"`make ([a-z][a-z0-9-]*)", text)) - {"plan-check"} <= verbs, name
