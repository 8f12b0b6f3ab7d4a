"""Signatures: who says that this image was built from these sources, and what is inside it.

Two in-toto statements name the manifest's digest as their subject: SLSA provenance, and the SBOM.
Both travel in DSSE envelopes. The key is made for this machine and never leaves `var/`; a release
signs without any key of ours, see release.yml.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner, SSlibKey

if TYPE_CHECKING:
    from pathlib import Path

PAYLOAD: Final = "application/vnd.in-toto+json"
STATEMENT: Final = "https://in-toto.io/Statement/v1"
PROVENANCE: Final = "https://slsa.dev/provenance/v1"
SBOM: Final = "https://cyclonedx.org/bom/v1.6"
FILES: Final = {PROVENANCE: "provenance.dsse.json", SBOM: "sbom.dsse.json"}


def new_signer(private: Path) -> CryptoSigner:
    """Make a key, keep it where only its owner reads it, and its public half beside it."""
    signer = CryptoSigner.generate_ed25519()
    private.parent.mkdir(parents=True, exist_ok=True)
    private.unlink(missing_ok=True)
    file = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(signer.private_bytes)
    public = {"keyid": signer.public_key.keyid, **signer.public_key.to_dict()}
    private.with_suffix(".pub.json").write_text(json.dumps(public, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return signer


def read_signer(private: Path) -> CryptoSigner:
    """Read the key, unless others could have read it too."""
    if private.stat().st_mode & 0o077:
        raise PermissionError(f"{private} can be read by others; make a new key")
    return CryptoSigner(load_pem_private_key(private.read_bytes(), None))


def read_public(path: Path) -> SSlibKey:
    """Read the public half."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return SSlibKey.from_dict(data.pop("keyid"), data)


def statement(kind: str, digest: str, predicate: dict[str, Any]) -> dict[str, Any]:
    """Say something about one image."""
    algorithm, _, value = digest.partition(":")
    return {
        "_type": STATEMENT,
        "subject": [{"name": "tickets", "digest": {algorithm: value}}],
        "predicateType": kind,
        "predicate": predicate,
    }


def provenance(lock_hash: str, sources: str) -> dict[str, Any]:
    """Say what the image was made of, and by what."""
    return {
        "buildDefinition": {
            "buildType": "https://tickets.example/make-bundle/v1",
            "externalParameters": {"verb": "make bundle"},
            "resolvedDependencies": [
                {"name": "requirements/base.txt", "digest": {"sha256": lock_hash}},
                {"name": "src/tickets", "digest": {"sha256": sources}},
            ],
        },
        "runDetails": {"builder": {"id": "https://tickets.example/this-machine"}},
    }


def sign(signer: CryptoSigner, said: dict[str, Any]) -> dict[str, Any]:
    """Put a statement into a signed envelope."""
    envelope = Envelope(json.dumps(said, sort_keys=True).encode(), PAYLOAD, {})
    envelope.sign(signer)
    signed: dict[str, Any] = envelope.to_dict()
    return signed


def write_signatures(folder: Path, signer: CryptoSigner, digest: str, predicates: dict[str, dict[str, Any]]) -> None:
    """Sign each statement into its own file."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, predicate in predicates.items():
        text = json.dumps(sign(signer, statement(kind, digest, predicate)), indent=1, sort_keys=True)
        (folder / FILES[kind]).write_text(text + "\n", encoding="utf-8", newline="\n")
