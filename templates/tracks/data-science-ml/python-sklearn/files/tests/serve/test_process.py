"""The service as a process: what it refuses to start with, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from departures.models import registry
from tests.conftest import ROOT

SECRET = "a-token-that-must-not-be-logged"


def start(models: Path, **environment: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "departures", "serve", "--port", "0", "--models", str(models)]
    clean = {name: value for name, value in os.environ.items() if name not in {"API_TOKEN", "ENV", "PORT"}}
    return subprocess.Popen(
        argv, cwd=ROOT, env={**clean, "PYTHONPATH": "src", **environment}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def refused(child: subprocess.Popen[str]) -> str:
    try:
        _, errors = child.communicate(timeout=120)
    finally:
        child.kill()
    assert child.returncode == 78
    assert len(errors.splitlines()) == 1, errors
    return errors


def test_it_serves_and_ends_on_sigterm_and_logs_no_token(published: Path) -> None:
    child = start(published, ENV="production", API_TOKEN=SECRET)
    try:
        assert child.stdout
        line = json.loads(child.stdout.readline())
        with urllib.request.urlopen(f"http://127.0.0.1:{line['port']}/readyz", timeout=60) as answer:
            assert json.load(answer)["model"] == registry.current(published).name
        child.send_signal(signal.SIGTERM)
        output, errors = child.communicate(timeout=60)
    finally:
        child.kill()
    assert child.returncode in {0, 143, -signal.SIGTERM}
    assert line["host"] == "127.0.0.1"
    assert SECRET not in output + errors + json.dumps(line)


def test_production_without_a_token_is_refused(published: Path) -> None:
    assert "API_TOKEN" in refused(start(published, ENV="production"))


def test_without_a_model_nothing_is_served(tmp_path: Path) -> None:
    assert "make train" in refused(start(tmp_path))


def test_a_model_file_that_was_changed_is_not_served(published: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(published, tmp_path / "models", symlinks=True)
    with (registry.current(tmp_path / "models") / registry.MODEL).open("ab") as file:
        file.write(b"x")
    assert "not the file that was published" in refused(start(tmp_path / "models"))


@pytest.mark.parametrize(
    ("argv", "said"),
    [(["rollback"], "make train"), (["evaluate", "--out", "var"], "make train"), (["monitor"], "make train")],
)
def test_a_command_out_of_turn_names_the_one_before(argv: list[str], said: str, tmp_path: Path) -> None:
    for name in ("params.toml", "known_at.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "departures", *argv], cwd=tmp_path, check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "DEPARTURES_ROOT": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode in {1, 78}
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
