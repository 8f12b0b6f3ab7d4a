from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from delivery.releases import ReleaseError, Releases, verify
from tests.programs import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(ROOT, tmp_path)


def test_the_same_sources_give_the_same_digest_and_other_sources_another(releases: Releases, tmp_path: Path) -> None:
    first = releases.build("1.1.0")
    assert releases.build("1.1.0") == first
    assert Releases(ROOT, tmp_path / "elsewhere").build("1.1.0").digest == first.digest
    assert releases.build("1.1.1").digest != first.digest


def test_an_overlay_replaces_the_module_and_nothing_else(releases: Releases) -> None:
    first, second = releases.build("1.0.0").folder, releases.build("1.1.0").folder
    differ = [
        path.name
        for path in sorted((first / "quotes").iterdir())
        if path.read_bytes() != (second / "quotes" / path.name).read_bytes()
    ]
    assert differ == ["pricing.py"]


def test_the_files_of_a_release_are_read_only(releases: Releases) -> None:
    files = [path for path in releases.build("1.0.0").folder.rglob("*") if path.is_file()]
    assert files
    assert all(not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) for path in files)


@pytest.mark.parametrize("change", ["edit", "add", "remove"])
def test_a_release_that_was_touched_is_refused_by_the_name_of_the_file(releases: Releases, change: str) -> None:
    release = releases.build("1.0.0")
    verify(release)
    path = release.folder / "quotes" / ("extra.py" if change == "add" else "pricing.py")
    if change == "remove":
        path.unlink()
    else:
        if path.exists():
            path.chmod(0o644)
        path.write_text("# patched in place\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=rf"1\.0\.0 is not what was built: quotes/{path.stem}\."):
        verify(release)


@pytest.mark.parametrize("version", ["1.9.9", "../1.0.0", "latest"])
def test_a_release_that_nobody_wrote_is_refused(releases: Releases, version: str) -> None:
    with pytest.raises(ReleaseError, match=r"there are 1\.0\.0, 1\.1\.0, 1\.1\.1, 1\.2\.0"):
        releases.build(version)
