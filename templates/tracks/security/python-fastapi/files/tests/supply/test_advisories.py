"""Matching versions against advisories, and never taking silence for a clean bill."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from supply.advisories import match, read_advisories
from supply.lock import pins

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "version", "hit"),
    [
        ("pyjwt", "1.4.2", False),
        ("pyjwt", "1.5.0", True),
        ("pyjwt", "2.3.0", True),
        ("pyjwt", "2.4.0", False),
        ("pyjwt", "2.4.0rc1", True),
        ("h11", "0.14.0", True),
        ("h11", "0.16.0", False),
        ("starlette", "0.39.2", True),
        ("starlette", "0.40.0", False),
        ("somethingelse", "1.0", False),
    ],
)
def test_a_version_is_affected_from_the_first_to_before_the_fix(root: Path, name: str, version: str, hit: bool) -> None:  # noqa: FBT001
    found = match({name: version}, read_advisories(root / "supply/advisories"))
    assert bool(found) is hit


def test_the_lock_is_clear_of_the_sample_and_a_planted_version_is_not(root: Path) -> None:
    advisories = read_advisories(root / "supply/advisories")
    locked = pins(root / "requirements/base.txt")
    assert match(locked, advisories) == []
    (finding,) = match(locked | {"pyjwt": "2.3.0"}, advisories)
    assert (finding.component, finding.fixed) == ("pyjwt", "2.4.0")


def test_an_audit_that_did_not_happen_says_so(root: Path, tmp_path: Path) -> None:
    lock = tmp_path / "empty.txt"
    lock.write_text("# nothing\n", encoding="utf-8")
    unreachable = dict(os.environ) | {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    for path in (lock, root / "requirements/base.txt"):
        done = subprocess.run(
            [sys.executable, str(root / "ops/audit.py"), str(path)],
            env=unreachable,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert done.returncode == 3, done.stdout
        assert "NOT AUDITED" in done.stderr
