from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from pave.cli.app import main
from pave.devapi.faults import Script
from pave.devapi.server import LOCAL_TOKEN, Server
from pave.devapi.store import Store
from pave.golden import source, vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
WHO = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {"NAME": "owner", "EMAIL": "owner@example.com"}.items()
}


def git(folder: Path, *words: str) -> str:
    env = {**os.environ, **WHO}
    done = subprocess.run(["git", *words], cwd=folder, env=env, check=True, capture_output=True, text=True)
    return done.stdout


class Pave(Protocol):
    def __call__(self, *words: str | Path) -> tuple[int, str, str]: ...


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an identity for git and nothing else, and a store of its own for templates."""
    folder = tmp_path_factory.mktemp("home")
    (folder / ".gitconfig").write_text("[user]\n\tname = owner\n\temail = owner@example.com\n", encoding="utf-8")
    return folder


def settle(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Let no setting of whoever runs the tests reach them."""
    for name in list(os.environ):
        if name.startswith(("GIT_", "PAVE_", "PLATFORM_", "MAKE", "XDG_")) or name in {"VENV", "MFLAGS", "ENV"}:
            patch.delenv(name)
    patch.setenv("HOME", str(home))
    patch.setenv("PAVE_HOME", str(home / "pave"))
    patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    patch.setenv("NO_COLOR", "1")
    patch.setenv("COLUMNS", "100")
    patch.setenv("TERMINAL_WIDTH", "100")
    patch.chdir(home)


@pytest.fixture(autouse=True)
def world(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test lives in a home of its own."""
    settle(monkeypatch, home)


@pytest.fixture
def pave(capsys: pytest.CaptureFixture[str]) -> Pave:
    """The command line: exit code, stdout, stderr."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def devapi() -> Iterator[Server]:
    store = Store(":memory:")
    server = Server(("127.0.0.1", 0), store, LOCAL_TOKEN, Script(), slow=5.0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)
    store.close()


Change = dict[str, "Callable[[str], str]"]


@pytest.fixture
def template_repo(tmp_path: Path) -> Callable[..., Path]:
    """A template with versions: each is the template at hand, changed as said, under a tag."""

    def make(**versions: Change) -> Path:
        repo = tmp_path / "template-repo"
        repo.mkdir()
        git(repo, "init", "-q", "--initial-branch=main")
        shutil.copy(ROOT / "copier.yml", repo)
        for tag, changes in versions.items():
            shutil.rmtree(repo / "template", ignore_errors=True)
            shutil.copytree(ROOT / "template", repo / "template", ignore=shutil.ignore_patterns("__pycache__"))
            for name, change in changes.items():
                path = repo / "template" / name
                path.write_text(change(path.read_text("utf-8") if path.exists() else ""), encoding="utf-8")
            git(repo, "add", "-A", "-f")
            git(repo, "commit", "-q", "--allow-empty", "-m", tag)
            git(repo, "tag", tag.replace("_", "."))
        return repo

    return make


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory, home: Path) -> dict[str, Path]:
    """Two services made of the working tree's template: a long name and the shortest."""
    from pave.golden.names import ServiceName  # noqa: PLC0415
    from pave.golden.new import create  # noqa: PLC0415

    place = tmp_path_factory.mktemp("fresh")
    with pytest.MonkeyPatch.context() as patch:
        # Before `world`, which is there for each test alone.
        settle(patch, home)
        draft = source.resolve(draft=True)
        wheel = vendor.find_wheel()
        found = {}
        for name in ("parcel-labels", "k9"):
            parsed = ServiceName.parse(name)
            found[name] = create(parsed, "@parcels", place / name, draft, wheel, use_git=True).path
    return found


def python(service: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a module in a service with the environment of this repository, which has the service's pins."""
    env = {**os.environ, "PYTHONPATH": f"src{os.pathsep}{ROOT / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"}
    for name in list(env):
        if name.startswith("COV"):
            env.pop(name)
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, cwd=service, env=env, capture_output=True, text=True, check=False)
