"""`pave fix DIR` moves callers from `deployments.create` to `deployments.start`, and touches nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROVEN = {
    "assigned": 'from pave.sdk import Platform\n\np = Platform("u", "t")\np.deployments.create("a", "1")\n',
    "annotated": 'from pave.sdk import Platform\n\n\ndef roll(p: Platform):\n    p.deployments.create("a", "1")\n',
    "alias": 'from pave.sdk import Platform as Client\n\np = Client("u", "t")\np.deployments.create("a", "1")\n',
    "module": 'import pave.sdk\n\np = pave.sdk.Platform("u", "t")\np.deployments.create("a", "1")\n',
    "with": 'from pave.sdk import Platform\n\nwith Platform("u", "t") as p:\n    p.deployments.create("a", "1")\n',
    "direct": 'from pave.sdk import Platform\n\nPlatform("u", "t").deployments.create("a", "1")\n',
}
UNPROVEN = {
    "unknown": 'def roll(p):\n    p.deployments.create("a", "1")\n',
    "other": 'from shop import Platform\n\np = Platform("u", "t")\np.deployments.create("a", "1")\n',
    "rebound": 'from pave.sdk import Platform\n\np = Platform("u", "t")\np = 3\np.deployments.create("a", "1")\n',
}


def fix(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "pave", "fix", str(folder), *words]
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    if "No such command" in done.stderr:
        pytest.fail("the command `pave fix DIR` is missing", pytrace=False)
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("name", PROVEN)
def test_what_is_proven_is_moved(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.py"
    path.write_text(PROVEN[name], encoding="utf-8")
    assert fix(tmp_path).returncode == 0
    assert path.read_text("utf-8") == PROVEN[name].replace(".create(", ".start(")


@pytest.mark.parametrize("name", UNPROVEN)
def test_what_cannot_be_proven_is_listed_and_left_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.py"
    path.write_text(UNPROVEN[name], encoding="utf-8")
    done = fix(tmp_path)
    assert done.returncode == 1, "what is left for a person ends with 1"
    assert path.read_text("utf-8") == UNPROVEN[name]
    line = UNPROVEN[name][: UNPROVEN[name].index(".create(")].count("\n") + 1
    assert f"{name}.py:{line}" in done.stdout + done.stderr


def test_comments_quotes_line_ends_and_marks_stay(tmp_path: Path) -> None:
    text = (
        "\ufefffrom pave.sdk import Platform  # deployments.create(\r\n"
        "p = Platform('u', \"t\")\r\n"
        "s = 'p.deployments.create(1)'\r\n"
        "ä = p . deployments . create ( 'ü' , '1' )  # p.deployments.create\r\n"
        "p.other.create('a')\r\n"
    )
    path = tmp_path / "odd.py"
    path.write_bytes(text.encode("utf-8"))
    assert fix(tmp_path).returncode == 0
    wanted = text.replace(". create (", ". start (")
    assert path.read_bytes() == wanted.encode("utf-8")


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(PROVEN["with"], encoding="utf-8")
    assert fix(tmp_path).returncode == 0
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert fix(tmp_path).returncode == 0
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_rehearsal_is_a_patch_that_git_takes(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for name in ("assigned", "alias"):
        (tmp_path / "src" / f"{name}.py").write_text(PROVEN[name], encoding="utf-8")
    done = fix(tmp_path, "--dry-run")
    assert (tmp_path / "src" / "alias.py").read_text("utf-8") == PROVEN["alias"]
    (tmp_path / "fix.patch").write_text(done.stdout, encoding="utf-8")
    subprocess.run(["git", "apply", "fix.patch"], cwd=tmp_path, check=True, capture_output=True)
    for name in ("assigned", "alias"):
        assert ".start(" in (tmp_path / "src" / f"{name}.py").read_text("utf-8")


def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_done(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def (\n", encoding="utf-8")
    (tmp_path / "fine.py").write_text(PROVEN["with"], encoding="utf-8")
    done = fix(tmp_path)
    assert done.returncode == 1
    assert "broken.py:1" in done.stdout + done.stderr
    assert ".start(" in (tmp_path / "fine.py").read_text("utf-8")
