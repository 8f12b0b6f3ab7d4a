"""Where published models are: a folder a version, a link that says which one is served, a hash that says it is that one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import pandas
import sklearn
import skops
import skops.io

from departures.domain.errors import ConfigError

MODEL, ABOUT, LINK = "model.skops", "model.json", "current"
LIBRARIES = {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "pandas": pandas.__version__}


class RegistryError(ConfigError):
    """There is no model to serve, or it is not one that may be trusted."""


@dataclass(frozen=True)
class Published:
    """A model that passed all checks, with what was written about it."""

    folder: Path
    version: str
    about: dict[str, Any]
    pipeline: Any


def sha256(path: Path) -> str:
    """Hash a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def publish(root: Path, version: str, staged: Path, about: dict[str, Any], keep: int) -> Path:
    """Make a staged folder the served version. The link moves in one step; the newest few versions are kept."""
    files = {path.name: sha256(path) for path in sorted(staged.iterdir()) if path.name != ABOUT}
    about = {**about, "version": version, "files": files, "libraries": LIBRARIES}
    (staged / ABOUT).write_text(json.dumps(about, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    root.mkdir(parents=True, exist_ok=True)
    target = root / version
    if target.exists():
        shutil.rmtree(target)
    staged.rename(target)
    _point(root, version)
    order = [name for name in _history(root) if name != version] + [version]
    for name in order[:-keep]:
        shutil.rmtree(root / name, ignore_errors=True)
    (root / "published.txt").write_text("\n".join(order[-keep:]) + "\n", encoding="utf-8")
    return target


def roll_back(root: Path) -> str:
    """Serve the version that was published before the served one."""
    order, served = _history(root), current(root).name
    if served not in order or order.index(served) == 0:
        raise RegistryError(f"no version was published before {served}; make train publishes one")
    before = order[order.index(served) - 1]
    _point(root, before)
    return before


def current(root: Path) -> Path:
    """Find the folder of the served version."""
    link = root / LINK
    if not link.is_dir():
        raise RegistryError(f"no model is published in {root}: make train")
    return root / link.readlink()


def load(folder: Path) -> Published:
    """Open a version, but only when it is byte for byte what was published, for the libraries that are here.

    What may be in the file is decided here: nothing beyond what skops trusts by itself. A file cannot ask for more.
    """
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        files, libraries, version = about["files"], about["libraries"], about["version"]
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise RegistryError(f"{folder}: {ABOUT} is missing or broken: make train") from why
    for name, expected in files.items():
        if not (folder / name).is_file() or sha256(folder / name) != expected:
            raise RegistryError(f"{folder / name} is not the file that was published: make train, or make rollback")
    if MODEL not in files:
        raise RegistryError(f"{folder}: {ABOUT} names no {MODEL}")
    made_by, here = libraries["scikit-learn"], LIBRARIES["scikit-learn"]
    if _minor(made_by) != _minor(here):
        raise RegistryError(f"{folder}: made by scikit-learn {made_by}, here is {here}: make train")
    try:
        pipeline = skops.io.load(folder / MODEL, trusted=[])
    except Exception as why:
        first = str(why).splitlines()[0] if str(why) else type(why).__name__
        raise RegistryError(f"{folder / MODEL} was not opened: {first}") from why
    return Published(folder, version, about, pipeline)


def _minor(version: str) -> tuple[str, ...]:
    return tuple(version.split(".")[:2])


def _point(root: Path, version: str) -> None:
    beside = root / f".{LINK}-{os.getpid()}"
    beside.unlink(missing_ok=True)
    beside.symlink_to(version)
    beside.replace(root / LINK)


def _history(root: Path) -> list[str]:
    """List the versions that are still there, oldest first."""
    listed = root / "published.txt"
    names = listed.read_text(encoding="utf-8").split() if listed.is_file() else []
    return [name for name in names if (root / name).is_dir()]
