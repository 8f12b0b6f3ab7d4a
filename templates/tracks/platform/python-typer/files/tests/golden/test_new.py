from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import yaml

from pave import __version__
from pave.golden import copier_gate, vendor
from tests.conftest import ROOT, git

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Pave


def test_new_prints_the_path_and_says_what_it_made(pave: Pave, tmp_path: Path) -> None:
    place = tmp_path / "Bücher & more" / "parcel-labels"
    code, out, err = pave("new", "parcel-labels", "--owner", "@parcels", "--dest", place)
    assert (code, out) == (0, f"{place}\n")
    assert "owner @parcels" in err
    assert (place / "src" / "parcel_labels" / "app.py").is_file()
    assert list(place.parent.iterdir()) == [place]


def test_a_folder_with_something_in_it_is_left_alone(pave: Pave, tmp_path: Path) -> None:
    (tmp_path / "k9").mkdir()
    (tmp_path / "k9" / "mine.txt").write_text("mine", encoding="utf-8")
    code, out, err = pave("new", "k9", "--dest", tmp_path / "k9")
    assert (code, out) == (3, "")
    assert "nothing was written" in err
    assert [path.name for path in (tmp_path / "k9").iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_taken(pave: Pave, tmp_path: Path) -> None:
    (tmp_path / "k9").mkdir()
    assert pave("new", "k9", "--dest", tmp_path / "k9")[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["Parcel Labels"], 2, "pave new parcel-labels"),
        (["k9", "--owner", "parcels"], 2, "--owner @team"),
        (["k9", "--draft", "--ref", "v0.1.0"], 2, "--draft"),
        (["k9", "--ref", "v9.9.9"], 3, "take one of: v0.1.0"),
        (["k9", "--sdk-wheel", "nowhere.whl"], 3, "make dist"),
        (["k9", "--template", "."], 3, "repository"),
        ([], 2, "pave new --help"),
        (["k9", "--colour"], 2, "pave new --help"),
    ],
)
def test_a_refusal_is_short_and_helps(pave: Pave, words: list[str], code: int, hint: str) -> None:
    found, out, err = pave("new", *words)
    assert (found, out) == (code, "")
    assert hint in err
    assert err.startswith("error: ")
    assert len(err.splitlines()) <= 4
    assert "Traceback" not in err


def test_a_wheel_of_another_version_is_refused(pave: Pave, tmp_path: Path) -> None:
    other = tmp_path / "pave-9.9.9-py3-none-any.whl"
    other.write_bytes(b"zip")
    code, _, err = pave("new", "k9", "--sdk-wheel", other, "--dest", tmp_path / "k9")
    assert code == 3
    assert f"not of version {__version__}" in err
    assert not (tmp_path / "k9").exists()


def test_without_an_identity_the_files_are_staged(pave: Pave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.useConfigOnly")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    code, _, err = pave("new", "k9", "--dest", tmp_path / "k9")
    assert code == 0
    assert "commit before pave upgrade" in err
    assert "A  src/k9/app.py" in git(tmp_path / "k9", "status", "--porcelain")


def test_killed_at_any_moment_the_target_is_absent_or_complete(tmp_path: Path, home: Path) -> None:
    import os  # noqa: PLC0415

    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HOME": str(home)}
    place = tmp_path / "k9"
    child = subprocess.Popen(
        [sys.executable, "-m", "pave", "new", "k9", "--dest", str(place), "--no-git"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".k9-*/k9/*")) and child.poll() is None and time.monotonic() < until:
        # While the staging folder fills, the target is not there.
        assert not place.exists()
    child.kill()
    child.wait(10)
    assert not place.exists() or (place / "requirements" / "sdk.txt").is_file()
    assert list(tmp_path.glob(".k9-*/k9/*")) or place.exists()


def test_while_it_is_rendered_the_target_is_not_there(
    pave: Pave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "k9"
    real = vendor.put

    def look(wheel: Path, service: Path) -> None:
        assert not place.exists()
        real(wheel, service)

    monkeypatch.setattr(vendor, "put", look)
    assert pave("new", "k9", "--dest", place)[0] == 0
    assert place.is_dir()


def test_a_template_of_one_s_own_is_recorded_without_a_path(pave: Pave, tmp_path: Path, template_repo: object) -> None:
    repo = template_repo(v3_0_0={}, v3_1_0rc1={})  # type: ignore[operator]
    code, _, err = pave("new", "k9", "--template", repo, "--dest", tmp_path / "k9")
    assert code == 0, err
    answers = yaml.safe_load((tmp_path / "k9" / copier_gate.ANSWERS_FILE).read_text("utf-8"))
    assert answers["_commit"] == "v3.0.0"
    assert str(tmp_path) not in str(answers)


def test_an_address_that_does_not_answer_is_one_line(pave: Pave, tmp_path: Path) -> None:
    code, _, err = pave("new", "k9", "--template", f"file://{tmp_path}/nowhere.git")
    assert code == 3
    assert err.startswith("error: the template cannot be read\n  ")
    assert "hint: " in err
