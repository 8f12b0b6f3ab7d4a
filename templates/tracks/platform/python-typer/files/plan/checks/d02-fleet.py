"""`pave fleet DIR`: one table of all services, with version, distance and score. Called as its user calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TAGS = ["v0.1.0", "v0.9.0", "v0.10.0", "v0.11.0rc1"]


def git(folder: Path, *words: str) -> None:
    who = {f"GIT_{role}_{key}": "owner@example.com" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    subprocess.run(["git", *words], cwd=folder, env={**os.environ, **who}, check=True, capture_output=True)


def pave(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PAVE_HOME": str(folder / "home"), "NO_COLOR": "1"}
    env["PAVE_TEMPLATE"] = str(folder / "template")
    command = [sys.executable, "-m", "pave", *words]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=120)
    if "No such command" in done.stderr:
        pytest.fail("the command `pave fleet DIR` is missing", pytrace=False)
    return done


def service(folder: Path, version: str) -> None:
    folder.mkdir(parents=True)
    answers = f"_commit: {version}\n_src_path: git+pave:service.git\nname: {folder.name}\nowner: '@parcels'\n"
    (folder / ".copier-answers.yml").write_text(answers, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A template of four versions and a fleet of five services, one of them deep, one broken, and a link that loops."""
    template = tmp_path / "template"
    template.mkdir()
    git(template, "init", "-q")
    for tag in TAGS:
        (template / "copier.yml").write_text(f"# {tag}\n", encoding="utf-8")
        git(template, "add", "-A")
        git(template, "commit", "-q", "-m", tag)
        git(template, "tag", tag)
    fleet = tmp_path / "fleet"
    service(fleet / "newest", "v0.10.0")
    service(fleet / "teams" / "west" / "behind-one", "v0.9.0")
    service(fleet / "behind-two", "v0.1.0")
    service(fleet / "candidate", "v0.11.0rc1")
    (fleet / "broken").mkdir()
    (fleet / "broken" / ".copier-answers.yml").write_text("_commit: [\n", encoding="utf-8")
    (fleet / "loop").symlink_to(fleet, target_is_directory=True)
    return tmp_path


def rows(place: Path, *words: str) -> list[dict[str, object]]:
    done = pave(place, "fleet", "fleet", "--json", *words)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    assert found["schema"] == 1
    listed = found["services"]
    assert isinstance(listed, list)
    return listed


def test_every_service_is_a_row_and_the_furthest_behind_comes_first(place: Path) -> None:
    found = {str(row["service"]): row for row in rows(place)}
    assert len(found) == 5, "each answers file is one service, at any depth; a link that loops adds none"
    assert found["behind-two"]["behind"] == 2
    assert found["behind-one"]["behind"] == 1, "v0.10.0 comes after v0.9.0"
    assert found["newest"]["behind"] == 0, "a pre-release is not counted"
    assert found["candidate"]["behind"] == 0
    order = [row["behind"] for row in rows(place) if row["behind"] is not None]
    assert order == sorted(order, reverse=True), "rows are sorted by distance"
    for row in found.values():
        assert row["score"] is None or isinstance(row["score"], int)
    assert found["behind-two"]["version"] == "v0.1.0"


def test_a_broken_answers_file_is_a_row(place: Path) -> None:
    found = {str(row["service"]): row for row in rows(place)}
    assert found["broken"]["version"] == "unreadable"
    assert found["broken"]["behind"] is None


def test_the_table_is_for_people(place: Path) -> None:
    done = pave(place, "fleet", "fleet")
    assert done.returncode == 0, done.stderr
    assert "behind-two" in done.stdout
    assert "unreadable" in done.stdout
    assert "Traceback" not in done.stderr


def test_too_far_behind_ends_with_one_and_the_names(place: Path) -> None:
    done = pave(place, "fleet", "fleet", "--max-behind", "1")
    assert done.returncode == 1
    assert "behind-two" in done.stderr
    assert "behind-one" not in done.stderr
    assert pave(place, "fleet", "fleet", "--max-behind", "2").returncode == 0


def test_a_folder_without_services_and_one_that_is_none(place: Path) -> None:
    (place / "empty").mkdir()
    assert pave(place, "fleet", "empty").returncode == 0
    assert pave(place, "fleet", "nowhere").returncode == 3


def test_fifty_services_take_no_minute(place: Path) -> None:
    for number in range(50):
        service(place / "many" / f"service-{number:02}", "v0.9.0")
    begin = time.monotonic()
    done = pave(place, "fleet", "many", "--json")
    # A service takes some hundredths of a second; the limit is there for a template that is read once per service.
    assert time.monotonic() - begin < 60
    assert len(json.loads(done.stdout)["services"]) == 50
