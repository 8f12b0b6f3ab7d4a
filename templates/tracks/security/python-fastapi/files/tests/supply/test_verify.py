"""A gate is worth what it refuses."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from securesystemslib.signer import CryptoSigner

from supply import __main__ as command
from supply.bundle import LAYER, application_files, build, digest_of, source_hash, to_json
from supply.lock import sha256_of
from supply.sign import (
    FILES,
    PROVENANCE,
    SBOM,
    new_signer,
    provenance,
    read_public,
    read_signer,
    sign,
    statement,
    write_signatures,
)
from supply.verify import BrokenLink, verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOCK_HASH = "a" * 64


@dataclass
class Shipment:
    """An image, its signatures and the key that is trusted."""

    folder: Path
    signer: CryptoSigner
    digest: str

    @property
    def layout(self) -> Path:
        return self.folder / "image"

    @property
    def signatures(self) -> Path:
        return self.folder / "signatures"

    def check(self) -> dict[str, dict[str, Any]]:
        return verify(self.layout, self.signatures, read_public(self.folder / "key.pub.json"), LOCK_HASH)

    def blob(self, kind: str) -> Path:
        index = json.loads((self.layout / "index.json").read_bytes())
        described = index["manifests"][0]
        if kind != "manifest":
            manifest = json.loads((self.layout / "blobs/sha256" / described["digest"][7:]).read_bytes())
            described = manifest["config"] if kind == "config" else manifest["layers"][0]
        return self.layout / "blobs/sha256" / str(described["digest"])[7:]

    def statement(
        self, kind: str, change: Callable[[dict[str, Any]], None], signer: CryptoSigner | None = None
    ) -> None:
        """Sign something else in place of one statement."""
        said = statement(kind, self.digest, provenance(LOCK_HASH, "b" * 64))
        change(said)
        text = json.dumps(sign(signer or self.signer, said))
        (self.signatures / FILES[kind]).write_text(text, encoding="utf-8")


@pytest.fixture
def shipment(root: Path, tmp_path: Path) -> Shipment:
    digest = build(application_files(root), tmp_path / "image", "1.0.0")
    signer = new_signer(tmp_path / "key.pem")
    made_of = provenance(LOCK_HASH, source_hash(application_files(root)))
    write_signatures(tmp_path / "signatures", signer, digest, {PROVENANCE: made_of, SBOM: {"components": []}})
    return Shipment(tmp_path, signer, digest)


def test_what_was_signed_passes(shipment: Shipment) -> None:
    assert set(shipment.check()) == {PROVENANCE, SBOM}


def test_two_builds_are_one_digest(root: Path, tmp_path: Path) -> None:
    files = application_files(root)
    first = build(files, tmp_path / "one", "1.0.0")
    assert build(reversed(files), tmp_path / "two", "1.0.0") == first
    changed = [(name, data + b"#") for name, data in files]
    assert build(changed, tmp_path / "three", "1.0.0") != first


@pytest.mark.parametrize("kind", ["manifest", "config", "layer 1"])
def test_a_flipped_byte_is_refused(shipment: Shipment, kind: str) -> None:
    blob = shipment.blob(kind)
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.write_bytes(data)
    with pytest.raises(BrokenLink, match=rf"^{kind}: its bytes hash to"):
        shipment.check()


@pytest.mark.parametrize("kind", ["manifest", "config", "layer 1"])
def test_a_longer_blob_and_a_missing_one_are_refused(shipment: Shipment, kind: str) -> None:
    blob = shipment.blob(kind)
    blob.write_bytes(blob.read_bytes() + b"\n")
    with pytest.raises(BrokenLink, match=rf"^{kind}: \d+ bytes instead of"):
        shipment.check()
    blob.unlink()
    with pytest.raises(BrokenLink, match=rf"^{kind}: blob .* is missing"):
        shipment.check()


def test_a_blob_that_nobody_names_is_refused(shipment: Shipment) -> None:
    data = b"a guest"
    (shipment.layout / "blobs/sha256" / digest_of(data)[7:]).write_bytes(data)
    with pytest.raises(BrokenLink, match="nobody names"):
        shipment.check()


def test_another_image_in_its_place_is_refused(shipment: Shipment) -> None:
    build([("app/other.py", b"print()")], shipment.layout, "1.0.0")
    with pytest.raises(BrokenLink, match="about another image"):
        shipment.check()


def test_a_payload_without_its_signature_is_refused(shipment: Shipment) -> None:
    for name in FILES.values():
        file = shipment.signatures / name
        envelope = json.loads(file.read_bytes())
        kept = file.read_bytes()
        envelope["payload"] = envelope["payload"][:-8] + "AAAAAAA="
        file.write_text(json.dumps(envelope), encoding="utf-8")
        with pytest.raises(BrokenLink, match=r"not signed by|not JSON"):
            shipment.check()
        envelope["signatures"] = []
        file.write_text(json.dumps(envelope), encoding="utf-8")
        with pytest.raises(BrokenLink, match="not signed by"):
            shipment.check()
        file.unlink()
        with pytest.raises(BrokenLink, match="no such signature"):
            shipment.check()
        file.write_bytes(kept)


def test_another_key_is_refused(shipment: Shipment) -> None:
    shipment.statement(PROVENANCE, lambda _said: None, CryptoSigner.generate_ed25519())
    with pytest.raises(BrokenLink, match="not signed by"):
        shipment.check()


def test_statements_about_something_else_are_refused(shipment: Shipment) -> None:
    def two(said: dict[str, Any]) -> None:
        said["subject"].append(said["subject"][0])

    shipment.statement(PROVENANCE, two)
    with pytest.raises(BrokenLink, match="exactly one subject"):
        shipment.check()
    shipment.statement(PROVENANCE, lambda said: said.update(predicateType=SBOM))
    with pytest.raises(BrokenLink, match="instead of"):
        shipment.check()
    shipment.statement(PROVENANCE, lambda said: said["predicate"]["buildDefinition"].update(resolvedDependencies=[]))
    with pytest.raises(BrokenLink, match="another lock"):
        shipment.check()


def test_statements_may_not_trade_places(shipment: Shipment) -> None:
    one, two = (shipment.signatures / name for name in FILES.values())
    shutil.copy(one, two)
    with pytest.raises(BrokenLink, match="instead of"):
        shipment.check()


def test_an_index_with_two_manifests_and_a_manifest_without_layers_are_refused(shipment: Shipment) -> None:
    index = shipment.layout / "index.json"
    kept = json.loads(index.read_bytes())
    manifest = json.loads(shipment.blob("manifest").read_bytes()) | {"layers": []}
    index.write_bytes(to_json(kept | {"manifests": kept["manifests"] * 2}))
    with pytest.raises(BrokenLink, match="exactly one manifest"):
        shipment.check()
    data = to_json(manifest)
    (shipment.layout / "blobs/sha256" / digest_of(data)[7:]).write_bytes(data)
    index.write_bytes(to_json(kept | {"manifests": [{"digest": digest_of(data), "size": len(data)}]}))
    with pytest.raises(BrokenLink, match="names no layer"):
        shipment.check()


def test_the_private_key_is_for_its_owner_alone(shipment: Shipment) -> None:
    path = shipment.folder / "key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_signer(path).public_key.keyid == shipment.signer.public_key.keyid
    path.chmod(0o644)
    with pytest.raises(PermissionError):
        read_signer(path)


def test_the_verbs_work_together(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("src", "requirements", "supply"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    assert [command.main([verb]) for verb in ("sbom", "bundle", "sign", "verify", "advisories")] == [0] * 5
    layer = max((tmp_path / "var/image/blobs/sha256").iterdir(), key=lambda blob: blob.stat().st_size)
    assert gzip.decompress(layer.read_bytes())
    assert LAYER.endswith("gzip")
    layer.write_bytes(layer.read_bytes()[:-1])
    assert command.main(["verify"]) == 6
    assert sha256_of(tmp_path / "requirements/base.txt")
