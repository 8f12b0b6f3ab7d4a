from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest

from pave import __version__
from pave.golden import git as asked
from pave.golden import source
from tests.conftest import ROOT, git

if TYPE_CHECKING:
    from pathlib import Path


def test_versions_are_ordered_as_versions() -> None:
    tags = ["v0.9.0", "v0.10.0", "v0.2.0", "v0.11.0rc1", "nightly", "v1.bad"]
    assert source.ordered(tags) == ["v0.2.0", "v0.9.0", "v0.10.0", "v0.11.0rc1"]
    assert source.newest(tags) == "v0.10.0"
    assert source.newest(tags, pre=True) == "v0.11.0rc1"
    assert source.newest([]) is None


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in which nothing was released yet."""
    here = tmp_path / "checkout"
    here.mkdir()
    shutil.copy(ROOT / "copier.yml", here)
    shutil.copytree(ROOT / "template", here / "template", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(source, "root", lambda: here)
    monkeypatch.setenv("PAVE_HOME", str(tmp_path / "home"))
    return here


def start(here: Path) -> None:
    git(here, "init", "-q")
    git(here, "add", "-A", "-f")
    git(here, "commit", "-q", "-m", "Day 1")


def change(here: Path, text: str) -> None:
    (here / "template" / "Makefile").write_text(text, encoding="utf-8")
    git(here, "commit", "-q", "-a", "-m", text)


def shown(found: source.TemplateSource, ref: str) -> str:
    assert found.local is not None
    return git(found.local, "show", f"{ref}:template/Makefile")


def test_a_folder_without_history_is_one_version(checkout: Path) -> None:
    found = source.resolve()
    assert (found.version, found.url) == (f"v{__version__}", source.PORTABLE)
    assert "no history" in found.note
    assert checkout.is_dir()


def test_equal_files_give_the_same_commit_everywhere(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = source.resolve()
    cache = checkout / "template" / "tests" / "__pycache__"
    cache.mkdir()
    (cache / "x.pyc").write_bytes(b"junk")
    (checkout / "template" / "Makefile").chmod(0o600)
    monkeypatch.setenv("PAVE_HOME", str(checkout.parent / "other-home"))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2020-01-01T00:00:00Z")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    second = source.resolve()
    assert first.local
    assert second.local
    assert first.local != second.local
    assert git(first.local, "rev-parse", "HEAD") == git(second.local, "rev-parse", "HEAD")


def test_the_first_commit_stays_version_0_1_0_after_the_first_own_tag(checkout: Path) -> None:
    start(checkout)
    first = shown(source.resolve(), "v0.1.0")
    change(checkout, "# new\n")
    assert source.resolve().version == "v0.1.0"
    git(checkout, "tag", "v0.2.0")
    found = source.resolve()
    assert found.version == "v0.2.0"
    assert shown(found, "v0.1.0") == first
    assert shown(found, "v0.2.0") == "# new\n"
    assert source.released(found) == ["v0.1.0", "v0.2.0"]


def test_a_draft_is_the_working_tree_and_newer_than_every_release(checkout: Path) -> None:
    start(checkout)
    (checkout / "template" / "Makefile").write_text("# not committed\n", encoding="utf-8")
    found = source.resolve(draft=True)
    assert found.version == "v0.1.1.dev0"
    assert shown(found, found.version) == "# not committed\n"
    assert "draft" in found.note


def test_a_shallow_clone_without_tags_takes_the_files_at_hand(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(checkout)
    change(checkout, "# second\n")
    git(tmp_path, "clone", "-q", "--depth=1", checkout.as_uri(), "shallow")
    monkeypatch.setattr(source, "root", lambda: tmp_path / "shallow")
    found = source.resolve()
    assert found.version == f"v{__version__}"
    assert shown(found, found.version) == "# second\n"


def test_two_at_once_make_one_store(checkout: Path) -> None:
    found: list[source.TemplateSource] = []
    threads = [threading.Thread(target=lambda: found.append(source.resolve())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len({each.local for each in found}) == 1
    assert len(found) == 3
    assert not list((checkout.parent / "home" / "store").glob(".store-*"))


def test_the_wheel_carries_the_template_byte_for_byte(tmp_path: Path) -> None:
    [wheel] = (ROOT / "dist").glob("pave-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.startswith("pave/_template/template/")}
        for name in names:
            assert archive.read(name) == (ROOT / name.removeprefix("pave/_template/")).read_bytes()
        archive.extractall(tmp_path)
    files = [path for path in (ROOT / "template").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(names) == len(files)
    # What a service imports needs nothing of the command line.
    heavy = "{'typer', 'copier', 'yaml', 'packaging'}"
    code = f"import sys, pave.sdk; assert not {heavy} & set(sys.modules); print(pave.__file__)"
    env = {"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert str(tmp_path) in done.stdout
    code = "from pave.golden import source; print(source.resolve().version)"
    env["PAVE_HOME"] = str(tmp_path / "home")
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"v{__version__}"


def test_git_s_own_words_become_one_line(tmp_path: Path) -> None:
    from pave.errors import PaveError  # noqa: PLC0415

    with pytest.raises(PaveError) as caught:
        asked.ask(tmp_path, "rev-parse", "HEAD")
    assert "\n" not in caught.value.cause
