"""The application as an OCI image layout: a folder of blobs, each named by its own sha256.

Written with the standard library alone and without a clock, so two builds of one source are one digest.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import tarfile
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

INDEX: Final = "application/vnd.oci.image.index.v1+json"
MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"
CONFIG: Final = "application/vnd.oci.image.config.v1+json"
LAYER: Final = "application/vnd.oci.image.layer.v1.tar+gzip"


def digest_of(data: bytes) -> str:
    """Return the name that a blob must have."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def to_json(value: object) -> bytes:
    """Write JSON the one way."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def application_files(root: Path) -> list[tuple[str, bytes]]:
    """Return what the application consists of: its sources and its lock."""
    files = [*(root / "src/tickets").rglob("*.py"), root / "requirements/base.txt"]
    return sorted((f"app/{file.relative_to(root).as_posix()}", file.read_bytes()) for file in files)


def source_hash(files: Iterable[tuple[str, bytes]]) -> str:
    """Return one fingerprint of all sources."""
    lines = sorted(f"{hashlib.sha256(data).hexdigest()} {name}\n" for name, data in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _tar(files: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o644
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def _put(layout: Path, data: bytes, kind: str) -> dict[str, Any]:
    digest = digest_of(data)
    blob = layout / "blobs/sha256" / digest.removeprefix("sha256:")
    blob.parent.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(data)
    return {"mediaType": kind, "digest": digest, "size": len(data)}


def build(files: Iterable[tuple[str, bytes]], layout: Path, version: str) -> str:
    """Write the layout anew; return the digest of its manifest."""
    shutil.rmtree(layout, ignore_errors=True)
    layout.mkdir(parents=True)
    tar = _tar(files)
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {
            "User": "10001:10001",
            "Env": ["PYTHONPATH=/app/src", "HOST=0.0.0.0"],
            "Entrypoint": ["python", "-m", "tickets", "serve"],
            "Labels": {"org.opencontainers.image.title": "tickets", "org.opencontainers.image.version": version},
            "WorkingDir": "/app",
        },
        "rootfs": {"type": "layers", "diff_ids": [digest_of(tar)]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": _put(layout, to_json(config), CONFIG),
        "layers": [_put(layout, gzip.compress(tar, mtime=0), LAYER)],
    }
    described = _put(layout, to_json(manifest), MANIFEST)
    (layout / "index.json").write_bytes(to_json({"schemaVersion": 2, "mediaType": INDEX, "manifests": [described]}))
    (layout / "oci-layout").write_bytes(to_json({"imageLayoutVersion": "1.0.0"}))
    return str(described["digest"])
