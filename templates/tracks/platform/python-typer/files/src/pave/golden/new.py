"""`pave new`: a complete service or nothing."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pave.errors import PreconditionError
from pave.golden import copier_gate, git, vendor

if TYPE_CHECKING:
    from pave.golden.names import ServiceName
    from pave.golden.source import TemplateSource


@dataclass(frozen=True)
class Made:
    """What was made, and whether its first commit was."""

    path: Path
    version: str
    files: int
    committed: bool


def create(name: ServiceName, owner: str, place: Path, source: TemplateSource, wheel: Path, *, use_git: bool) -> Made:
    """Render beside the target and rename: killed at any moment, the target is absent or complete."""
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise PreconditionError(
            f"{place} is there already and not empty; nothing was written", hint=f"pave new {name.text} --dest DIR"
        )
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{name.text}-", dir=place.parent))
    except OSError as fault:
        raise PreconditionError(
            f"nothing can be written in {place.parent}: {fault.strerror}", hint=f"pave new {name.text} --dest DIR"
        ) from fault
    try:
        inner = staging / name.text
        copier_gate.copy(source, inner, {"name": name.text, "module": name.module, "owner": owner})
        vendor.put(wheel, inner)
        files = sum(1 for path in inner.rglob("*") if path.is_file())
        committed = use_git and _first_commit(inner, source.version)
        if place.is_dir():
            place.rmdir()
        inner.rename(place)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Made(place, source.version, files, committed)


def _first_commit(folder: Path, version: str) -> bool:
    """Commit everything; without an identity the files are left staged for whoever has one."""
    git.ask(folder, "init", "-q", "--initial-branch=main")
    git.ask(folder, "add", "-A")
    if not git.has_identity(folder):
        return False
    git.ask(folder, "commit", "-q", "-m", f"Start on the golden path, template {version}")
    return True
