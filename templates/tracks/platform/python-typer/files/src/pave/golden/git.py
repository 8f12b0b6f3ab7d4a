"""git, asked in its plain voice: no colour, no translation, no variable that points elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess  # nosec B404  # git is what this module is about
from typing import TYPE_CHECKING

from pave.errors import PreconditionError

if TYPE_CHECKING:
    from pathlib import Path


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a child call: ours, without what a hook or an alias may have set."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(("GIT_SSL", "GIT_SSH", "GIT_ASKPASS", "GIT_CONFIG"))
    }
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **more}


def call(folder: Path, *args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run git in a folder and return how it went; only a missing git is an error here."""
    program = shutil.which("git")
    if program is None:
        raise PreconditionError("git is missing", hint="apt-get install git, or brew install git")
    return subprocess.run(  # noqa: S603  # nosec B603  # a list of words, no shell
        [program, "-c", "core.quotePath=false", *args],
        cwd=folder,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def ask(folder: Path, *args: str, env: dict[str, str] | None = None) -> str:
    """Run git and return what it printed; a failure becomes one line."""
    done = call(folder, *args, env=env)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()
        raise PreconditionError(f"git {args[0]} failed in {folder.name}", cause=said[-1])
    return done.stdout.strip()


def is_top(folder: Path) -> bool:
    """Tell whether the folder is the top of a work tree."""
    done = call(folder, "rev-parse", "--show-cdup")
    return done.returncode == 0 and not done.stdout.strip()


def has_identity(folder: Path) -> bool:
    """Tell whether a commit could be made: without name and address git would end 128."""
    return call(folder, "var", "GIT_AUTHOR_IDENT").returncode == 0
