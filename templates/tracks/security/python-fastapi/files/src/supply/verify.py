"""The gate: an image passes when every link of the chain holds, from the index down to each byte of a layer.

A signature says nothing about blobs. It names a manifest; the manifest names configuration and layers;
so the walk over digests and the signature only mean something together.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError

from supply.bundle import digest_of
from supply.sign import FILES, PAYLOAD, PROVENANCE, STATEMENT

if TYPE_CHECKING:
    from pathlib import Path

    from securesystemslib.signer import SSlibKey


class BrokenLink(Exception):  # noqa: N818 - a verdict, not a fault
    """The first link that does not hold."""


def _read(layout: Path, described: dict[str, Any], what: str) -> bytes:
    digest = str(described.get("digest"))
    name = digest.removeprefix("sha256:")
    blob = layout / "blobs/sha256" / name
    if not name.isalnum() or not blob.is_file():
        raise BrokenLink(f"{what}: blob {digest} is missing")
    data = blob.read_bytes()
    if len(data) != described.get("size"):
        raise BrokenLink(f"{what}: {len(data)} bytes instead of {described.get('size')}")
    if digest_of(data) != digest:
        raise BrokenLink(f"{what}: its bytes hash to {digest_of(data)}, not to {digest}")
    return data


def _object(data: bytes, what: str) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        raise BrokenLink(f"{what}: not JSON") from None
    if not isinstance(value, dict):
        raise BrokenLink(f"{what}: not an object")
    return value


def walk(layout: Path) -> str:
    """Check every blob by digest and size, and that there are no others; return the manifest's digest."""
    index = layout / "index.json"
    if not index.is_file():
        raise BrokenLink("index: index.json is missing")
    manifests = _object(index.read_bytes(), "index").get("manifests")
    if not isinstance(manifests, list) or len(manifests) != 1:
        raise BrokenLink("index: it does not name exactly one manifest")
    manifest = _object(_read(layout, manifests[0], "manifest"), "manifest")
    _read(layout, manifest.get("config", {}), "config")
    for number, layer in enumerate(manifest.get("layers", []), 1):
        _read(layout, layer, f"layer {number}")
    if not manifest.get("layers"):
        raise BrokenLink("manifest: it names no layer")
    named = {each["digest"] for each in (manifests[0], manifest["config"], *manifest["layers"])}
    there = {f"sha256:{blob.name}" for blob in (layout / "blobs/sha256").iterdir()}
    if surplus := sorted(there - named):
        raise BrokenLink(f"blobs: nobody names {', '.join(surplus)}")
    return str(manifests[0]["digest"])


def read_statement(file: Path, key: SSlibKey, kind: str, digest: str) -> dict[str, Any]:
    """Return what was said, once signature, form and subject are right."""
    what = file.name
    if not file.is_file():
        raise BrokenLink(f"{what}: there is no such signature")
    try:
        envelope = Envelope.from_dict(_object(file.read_bytes(), what))
        if envelope.payload_type != PAYLOAD:
            raise BrokenLink(f"{what}: the payload is {envelope.payload_type}")
        envelope.verify([key], 1)
    except (VerificationError, KeyError, TypeError, ValueError, AttributeError):
        raise BrokenLink(f"{what}: not signed by {key.keyid[:12]}") from None
    said = _object(envelope.payload, what)
    if said.get("_type") != STATEMENT or said.get("predicateType") != kind:
        raise BrokenLink(f"{what}: says {said.get('predicateType')} instead of {kind}")
    subjects = said.get("subject")
    if not isinstance(subjects, list) or len(subjects) != 1:
        raise BrokenLink(f"{what}: it does not have exactly one subject")
    algorithm, _, value = digest.partition(":")
    if subjects[0].get("digest") != {algorithm: value}:
        raise BrokenLink(f"{what}: it is about another image")
    predicate: dict[str, Any] = said.get("predicate", {})
    return predicate


def verify(layout: Path, signatures: Path, key: SSlibKey, lock_hash: str) -> dict[str, dict[str, Any]]:
    """Walk the whole chain; return what both statements say."""
    digest = walk(layout)
    said = {kind: read_statement(signatures / name, key, kind, digest) for kind, name in FILES.items()}
    materials = said[PROVENANCE].get("buildDefinition", {}).get("resolvedDependencies", [])
    locks = [each.get("digest", {}).get("sha256") for each in materials if each.get("name") == "requirements/base.txt"]
    if locks != [lock_hash]:
        raise BrokenLink("provenance.dsse.json: built from another lock")
    return said
