from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import yaml

from pave.golden import copier_gate
from tests.conftest import ROOT, git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Pave

Make = "Callable[..., Path]"


def line_after(mark: str, line: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert mark in text
        return text.replace(mark, f"{mark}{line}\n", 1)

    return change


FIRST = ".PHONY: help\n"
NEWS = {
    "Makefile": line_after(FIRST, "# template: new line"),
    "tests/test_health.py": lambda text: f"# template: changed\n{text}",
    "scripts/warm": lambda _: "#!/bin/sh\necho warm\n",
}


@pytest.fixture
def service(pave: Pave, tmp_path: Path, template_repo: Callable[..., Path]) -> tuple[Path, Path]:
    """A service on v0.9.0 of a template that also has v0.10.0 and a draft."""
    repo = template_repo(v0_9_0={}, v0_10_0=NEWS, v0_11_0_dev0={})
    place = tmp_path / "k9"
    code, _, err = pave("new", "k9", "--template", repo, "--ref", "v0.9.0", "--dest", place)
    assert code == 0, err
    return place, repo


def commit(place: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = place / name.replace("__", "/")
        path.write_text(text, encoding="utf-8")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "What the owner needed")


def edit(place: Path, name: str, change: Callable[[str], str]) -> None:
    path = place / name
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")
    git(place, "commit", "-q", "-a", "-m", f"Edit {name}")


def test_the_owner_s_edits_stay_and_the_template_s_news_arrive(pave: Pave, service: tuple[Path, Path]) -> None:
    place, repo = service
    edit(place, "Makefile", lambda text: f"{text}\n.PHONY: seed\nseed: setup\n\t@echo seeded\n")
    edit(place, "tests/test_health.py", lambda text: f"{text}\n# owner: mine\n")
    code, out, err = pave("upgrade", place, "--template", repo)
    assert code == 0, err
    makefile = (place / "Makefile").read_text("utf-8")
    assert "# template: new line" in makefile
    assert "@echo seeded" in makefile
    health = (place / "tests" / "test_health.py").read_text("utf-8")
    assert "# owner: mine" in health
    assert "# template: changed" not in health
    assert (place / "scripts" / "warm").is_file()
    assert yaml.safe_load((place / copier_gate.ANSWERS_FILE).read_text("utf-8"))["_commit"] == "v0.10.0"
    assert {"Makefile", ".copier-answers.yml", "scripts/warm"} <= set(out.split())
    assert "v0.9.0 -> v0.10.0" in err
    assert git(place, "log", "--format=%s").splitlines()[0] == "Edit tests/test_health.py"


def test_the_wheel_and_its_hash_change_together(pave: Pave, service: tuple[Path, Path]) -> None:
    place, repo = service
    old = place / "vendor" / "pave-0.0.1-py3-none-any.whl"
    for wheel in (place / "vendor").glob("*.whl"):
        wheel.rename(old)
    commit(place, **{"requirements/sdk.txt": "./vendor/pave-0.0.1-py3-none-any.whl --hash=sha256:0\n"})
    assert pave("upgrade", place, "--template", repo)[0] == 0
    [wheel] = (place / "vendor").glob("*.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    pins = (place / "requirements" / "sdk.txt").read_text("utf-8")
    assert f"./vendor/{wheel.name} --hash=sha256:{digest}" in pins
    assert "0.0.1" not in pins


def test_a_conflict_is_listed_marked_and_ends_with_one(pave: Pave, service: tuple[Path, Path]) -> None:
    place, repo = service
    edit(place, "Makefile", line_after(FIRST, "# owner: my line at the same place"))
    code, _, err = pave("upgrade", place, "--template", repo)
    assert code == 1
    assert "\n  Makefile\n" in err
    makefile = (place / "Makefile").read_text("utf-8")
    assert "<<<<<<<" in makefile
    assert "# owner: my line at the same place" in makefile
    assert git(place, "log", "--format=%s").splitlines()[0] == "Edit Makefile"


def test_a_rehearsal_shows_the_difference_and_changes_nothing(pave: Pave, service: tuple[Path, Path]) -> None:
    place, repo = service
    before = git(place, "status", "--porcelain") + git(place, "rev-parse", "HEAD")
    code, out, err = pave("upgrade", place, "--template", repo, "--dry-run")
    assert code == 0
    assert "+# template: new line" in out
    assert "nothing was changed" in err
    assert git(place, "status", "--porcelain") + git(place, "rev-parse", "HEAD") == before


def test_the_newest_has_nothing_to_do(pave: Pave, service: tuple[Path, Path]) -> None:
    place, repo = service
    assert pave("upgrade", place, "--template", repo)[0] == 0
    commit(place)
    code, out, err = pave("upgrade", place, "--template", repo)
    assert (code, out) == (0, "")
    assert "already on v0.10.0" in err


@pytest.mark.parametrize(
    ("spoil", "words", "hint"),
    [
        (lambda place: (place / "README.md").write_text("x"), [], "git stash"),
        (lambda place: (place / ".copier-answers.yml").unlink(), [], "pave check"),
        (lambda place: (place / ".copier-answers.yml").write_text("a: ["), [], "git checkout"),
        (lambda place: (place / ".copier-answers.yml").write_text("a: 1\n"), [], "git checkout"),
        (lambda place: (place / ".git").rename(place / "git"), [], "git init"),
        (lambda _: None, ["--to", "v9.9.9"], "take one of: v0.9.0"),
        (lambda _: None, ["--to", "v0.8.0"], "take one of: v0.9.0"),
    ],
)
def test_what_stands_in_the_way_is_said_with_a_way_out(
    pave: Pave, service: tuple[Path, Path], spoil: Callable[[Path], object], words: list[str], hint: str
) -> None:
    place, repo = service
    spoil(place)
    code, out, err = pave("upgrade", place, "--template", repo, *words)
    assert (code, out) == (3, "")
    assert hint in err
    assert "Traceback" not in err


def test_an_upgrade_only_goes_forward(pave: Pave, service: tuple[Path, Path]) -> None:
    place, repo = service
    assert pave("upgrade", place, "--template", repo)[0] == 0
    commit(place)
    code, _, err = pave("upgrade", place, "--template", repo, "--to", "v0.9.0")
    assert code == 3
    assert "only goes forward" in err


def test_drafts_are_taken_only_when_asked_for(pave: Pave, service: tuple[Path, Path]) -> None:
    place, repo = service
    assert pave("upgrade", place, "--template", repo, "--to", "v0.11.0.dev0")[0] == 0


def test_the_changelog_between_two_versions_is_shown() -> None:
    from pave.golden.upgrade import changes_between  # noqa: PLC0415

    assert "`pave new`" in changes_between("v0.0.9", "v0.1.0")
    assert changes_between("v0.1.0", "v0.2.0") == ""
    assert (ROOT / "CHANGELOG.md").is_file()
