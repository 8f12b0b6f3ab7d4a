from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.conftest import ROOT, git, python

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["parcel-labels", "k9"])
def test_a_fresh_service_passes_its_own_checks(fresh: dict[str, Path], name: str) -> None:
    service = fresh[name]
    for words in (["ruff", "format", "--check", "--no-cache", "."], ["ruff", "check", "--no-cache", "."]):
        done = python(service, *words)
        assert done.returncode == 0, done.stdout + done.stderr
    done = python(service, "pytest", "-q")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout


def test_a_fresh_service_passes_its_own_types(fresh: dict[str, Path]) -> None:
    done = python(
        fresh["parcel-labels"], "mypy", "--no-error-summary", "--cache-dir", str(ROOT / ".mypy_cache" / "service")
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["parcel-labels", "k9"])
def test_no_mark_of_the_template_survives(fresh: dict[str, Path], name: str) -> None:
    for path in fresh[name].rglob("*"):
        if path.is_file() and ".git" not in path.relative_to(fresh[name]).parts and path.suffix != ".whl":
            text = path.read_text("utf-8")
            assert not re.search(r"(?<!\$)\{\{|\{%", text), path
            assert str(ROOT) not in text, path
            assert str(fresh[name]) not in text, path


def test_the_first_commit_holds_everything(fresh: dict[str, Path]) -> None:
    assert git(fresh["k9"], "status", "--porcelain") == ""
    files = git(fresh["k9"], "ls-files").splitlines()
    assert ".copier-answers.yml" in files
    assert "src/k9/app.py" in files
    assert any(name.startswith("vendor/pave-") for name in files)


def test_scripts_are_executable_and_nothing_else_is(fresh: dict[str, Path]) -> None:
    modes = dict(line.split("\t")[::-1] for line in git(fresh["k9"], "ls-files", "--stage").splitlines())
    executable = {name for name, mode in modes.items() if mode.startswith("100755")}
    assert executable == {"scripts/cache-key", "scripts/setup"}


def test_the_answers_hold_a_portable_address_and_a_version(fresh: dict[str, Path]) -> None:
    answers = yaml.safe_load((fresh["k9"] / ".copier-answers.yml").read_text("utf-8"))
    assert answers["_src_path"] == "git+pave:service.git"
    assert re.fullmatch(r"v\d+\.\d+\.\d+(\.dev0)?", answers["_commit"])
    assert answers["owner"] == "@parcels"


def test_the_locks_of_the_service_are_hashed_and_without_address(fresh: dict[str, Path]) -> None:
    for path in (fresh["k9"] / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        assert "://" not in text
        assert text.count("--hash=sha256:") >= text.count("==")
    assert re.fullmatch(
        r"# .*\n\./vendor/pave-[\d.]+-py3-none-any\.whl --hash=sha256:[0-9a-f]{64}\n",
        (fresh["k9"] / "requirements" / "sdk.txt").read_text("utf-8"),
    )


def key(service: Path) -> str:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    env = {"PATH": "/usr/bin:/bin", "PYTHON": sys.executable}
    command = ["sh", "scripts/cache-key"]
    return subprocess.run(command, cwd=service, env=env, capture_output=True, text=True, check=True).stdout


def test_the_cache_key_follows_the_locks(fresh: dict[str, Path], tmp_path: Path) -> None:
    import shutil  # noqa: PLC0415

    copy = shutil.copytree(fresh["k9"], tmp_path / "k9")
    before = key(copy)
    (copy / "README.md").write_text("something else\n", encoding="utf-8")
    assert key(copy) == before
    for name in ("dev.txt", "sdk.txt"):
        path = copy / "requirements" / name
        text = path.read_text("utf-8")
        path.write_text(f"{text}# one more line\n", encoding="utf-8")
        assert key(copy) != before, name
        path.write_text(text, encoding="utf-8")
