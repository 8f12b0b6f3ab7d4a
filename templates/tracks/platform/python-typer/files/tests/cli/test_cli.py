from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from pave import __version__
from pave.cli import check
from pave.errors import ApiError, PaveError
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Pave

COMMANDS = [
    "",
    "new",
    "check",
    "upgrade",
    "doctor",
    "measure",
    "measure adoption",
    "measure person",
    "devapi",
    "devapi serve",
    "completions",
]


def test_the_help_of_every_command_is_as_reviewed(pave: Pave) -> None:
    texts = []
    for command in COMMANDS:
        code, out, err = pave(*command.split(), "--help")
        assert (code, err) == (0, ""), command
        texts.append(f"$ pave {command} --help".replace("  ", " ") + f"\n{out.rstrip()}\n")
    text = "\n".join(texts)
    path = ROOT / "tests" / "cli" / "help.txt"
    if os.environ.get("UPDATE"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text("utf-8") == text


def test_the_command_reference_is_what_the_commands_say() -> None:
    command = [sys.executable, str(ROOT / "ops" / "commands_doc.py"), "--print"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == (ROOT / "docs" / "commands.md").read_text("utf-8")


def test_the_version_is_printed(pave: Pave) -> None:
    assert pave("--version") == (0, f"pave {__version__}\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_are_printed(pave: Pave, shell: str) -> None:
    code, out, _ = pave("completions", shell)
    assert code == 0
    assert "_PAVE_COMPLETE" in out


def test_an_unknown_shell_and_an_unknown_command_are_usage(pave: Pave) -> None:
    assert pave("completions", "tcsh")[0] == 2
    code, _, err = pave("pvae")
    assert code == 2
    assert "hint: pave --help" in err


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (PaveError("no luck", hint="try again"), 3, "error: no luck\n\nhint: try again\n"),
        (ApiError("no answer", cause="time-out"), 4, "error: no answer\n  time-out\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (PermissionError(13, "Permission denied", "x"), 3, "error: x: Permission denied\n"),
    ],
)
def test_every_fault_has_its_code_and_no_traceback(
    pave: Pave, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(check, "score_of", fail)
    assert pave("check") == (code, "", said)


def test_a_bug_says_how_to_report_it(pave: Pave, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(check, "score_of", fail)
    code, _, err = pave("check")
    assert code == 70
    assert "ZeroDivisionError" in err
    assert "PAVE_DEBUG=1" in err
    assert "Traceback" not in err


def test_doctor_lists_what_is_there_and_what_is_not(pave: Pave, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_URL", "http://127.0.0.1:9")
    code, out, _ = pave("doctor")
    assert code == 0
    assert "pave devapi serve" not in out
    assert "away" in out
    assert re.search(r"^git +\d+\.\d+", out, re.MULTILINE)
    assert f"v{__version__}, its own" in out
    monkeypatch.setattr(shutil, "which", lambda _: None)
    code, out, _ = pave("doctor", "--json")
    lines = {line["what"]: line for line in json.loads(out)["lines"]}
    assert code == 3
    assert not lines["git"]["fine"]
    assert "apt-get install git" in lines["git"]["get"]
    assert lines["uv"]["fine"]


def test_the_platform_api_says_why_it_cannot_be_served(pave: Pave) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = pave("devapi", "serve", "--port", str(port))
    assert code == 3
    assert err.startswith(f"error: 127.0.0.1:{port} cannot be served\n  Address already in use\n")
    assert "hint: --port 0 takes a free one" in err
    code, _, err = pave("devapi", "serve", "--database", "no/such/folder.db")
    assert code == 3
    assert err.startswith("error: no/such/folder.db cannot be opened\n")


def test_help_starts_nothing_heavy() -> None:
    code = (
        "import sys; from pave.cli.app import main; main(['--help']);"
        "heavy = {'copier', 'httpx', 'yaml', 'plumbum', 'pydantic', 'jinja2'} & set(sys.modules);"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def start(tmp_path: Path, *words: str, **more: str) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}
    command = [sys.executable, "-m", "pave", "devapi", "serve", *words]
    return subprocess.Popen(
        command,
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_local_platform_serves_until_it_is_stopped(tmp_path: Path, how: signal.Signals) -> None:
    (tmp_path / "faults.json").write_text('["503"]', encoding="utf-8")
    child = start(tmp_path, "--port", "0", "--database", "rows.db", "--faults", "faults.json")
    try:
        assert child.stdout is not None
        said = json.loads(child.stdout.readline())
        assert said["event"] == "listening"
        assert httpx.get(f"{said['url']}/healthz", timeout=10).status_code == 200
        assert httpx.get(f"{said['url']}/v1/services", timeout=10).status_code == 503
        assert httpx.get(f"{said['url']}/v1/services", timeout=10).status_code == 401
        child.send_signal(how)
        assert child.wait(20) == 0
    finally:
        child.kill()
        child.communicate()
    assert (tmp_path / "rows.db").is_file()


def test_the_development_token_does_not_serve_production(tmp_path: Path) -> None:
    child = start(tmp_path, "--port", "0", ENV="production")
    _, err = child.communicate(timeout=30)
    assert child.returncode == 3
    assert "PAVE_DEVAPI_TOKEN" in err
