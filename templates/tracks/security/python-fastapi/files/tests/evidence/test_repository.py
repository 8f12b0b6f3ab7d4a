"""The repository itself: scanners that find what was planted, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


def run(*argv: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, cwd=cwd, capture_output=True, encoding="utf-8", check=False, timeout=120)


def test_workflows_are_clean_and_a_careless_one_is_not(root: Path, tmp_path: Path) -> None:
    zizmor = str(Path(sys.executable).parent / "zizmor")
    argv = (zizmor, "--offline", "--no-progress", "--no-config", "--persona", "pedantic")
    clean = run(*argv, str(root / ".github"), cwd=root)
    assert clean.returncode == 0, clean.stdout
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    text = (root / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    careless = text.replace("permissions: {}", "permissions: write-all").replace(
        "persist-credentials: false", "fetch-depth: 1"
    )
    (folder / "ci.yml").write_text(careless, encoding="utf-8")
    found = run(*argv, str(tmp_path), cwd=tmp_path)
    assert found.returncode != 0
    assert "excessive-permissions" in found.stdout
    assert "artipacked" in found.stdout


def test_every_action_is_pinned_by_its_commit(root: Path) -> None:
    uses = [
        line.partition("uses:")[2].strip()
        for file in (root / ".github/workflows").glob("*.yml")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "uses:" in line
    ]
    assert len(uses) > 5
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", each) for each in uses), uses


def test_bandit_finds_what_is_planted(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(
        "import subprocess\nsubprocess.run('ls', shell=True)\neval('1')\n", encoding="utf-8"
    )
    done = run(sys.executable, "-m", "bandit", "--quiet", "--recursive", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 1
    assert "B602" in done.stdout
    assert "B307" in done.stdout


def test_the_secret_scan_finds_what_is_planted(root: Path, tmp_path: Path) -> None:
    quiet = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "core.hooksPath=/dev/null")
    (tmp_path / "settings.py").write_text('token = "ghp_' + "0123456789" * 3 + "abcdef" + '"\n', encoding="utf-8")
    run("git", *quiet, "init", "-q", cwd=tmp_path)
    run("git", *quiet, "add", "settings.py", cwd=tmp_path)
    scan = ("sh", str(root / "ops/secret-scan"), sys.executable)
    found = run(*scan, cwd=tmp_path)
    assert found.returncode == 1
    assert "settings.py" in found.stdout
    (tmp_path / "settings.py").write_text("token = None\n", encoding="utf-8")
    run("git", *quiet, "add", "settings.py", cwd=tmp_path)
    clean = run(*scan, cwd=tmp_path)
    assert clean.returncode == 0, clean.stdout + clean.stderr


def test_the_image_runs_as_nobody_and_tells_its_health(root: Path) -> None:
    text = (root / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert re.search(r"^FROM \S+@sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert "HEALTHCHECK" in text
    assert "--require-hashes" in text
