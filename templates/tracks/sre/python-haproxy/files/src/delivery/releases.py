"""A release is a folder that is made once and never edited: what was tested is what is started."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "1.0.0"
"""The release that `src/quotes` is as it stands."""

VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
MANIFEST = "manifest.json"


class ReleaseError(Exception):
    """A release that cannot be made or must not be started; the message names it and the file."""


@dataclass(frozen=True)
class Release:
    """A built release."""

    version: str
    folder: Path
    digest: str


class Releases:
    """Builds releases from the sources and the modules that are laid over them."""

    def __init__(self, root: Path, built: Path) -> None:
        self._sources = root / "src" / "quotes"
        self._overlays = root / "drills" / "releases"
        self._built = built

    def known(self) -> list[str]:
        """List the versions that can be built."""
        return sorted([FIRST, *(path.name for path in self._overlays.iterdir() if path.is_dir())])

    def build(self, version: str) -> Release:
        """Make a release, or find it made already; the same sources give the same digest."""
        if not VERSION.fullmatch(version) or version not in self.known():
            raise ReleaseError(f"there is no release {version!r}; there are {', '.join(self.known())}")
        files = {f"quotes/{path.name}": path.read_bytes() for path in sorted(self._sources.glob("*.py"))}
        if version != FIRST:
            files |= {
                f"quotes/{path.name}": path.read_bytes() for path in sorted((self._overlays / version).glob("*.py"))
            }
        hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        folder = self._built / version
        release = Release(version, folder, _digest(hashes))
        if not (folder / MANIFEST).exists() or json.loads((folder / MANIFEST).read_text("utf-8"))["files"] != hashes:
            self._write(release, files, hashes)
        return release

    def _write(self, release: Release, files: dict[str, bytes], hashes: dict[str, str]) -> None:
        shutil.rmtree(release.folder, ignore_errors=True)
        for name, content in files.items():
            path = release.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o444)
        manifest = {"version": release.version, "digest": release.digest, "files": hashes}
        # Last, so that a build that was interrupted is no build.
        path = release.folder / MANIFEST
        path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        path.chmod(0o444)


def verify(release: Release) -> None:
    """Refuse a release whose files are not those of its manifest."""
    wanted: dict[str, str] = json.loads((release.folder / MANIFEST).read_text("utf-8"))["files"]
    found = {
        path.relative_to(release.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in release.folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise ReleaseError(
                f"release {release.version} is not what was built: {name} differs from its manifest; "
                f"to build it again, remove {release.folder}"
            )


def _digest(hashes: dict[str, str]) -> str:
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
