"""The fitted gate as a file: small, readable, and with what it was fitted on."""

from __future__ import annotations

import json
from pathlib import Path

from handbook.domain.gate import Features, Gate


def read(path: Path) -> Gate:
    """Read a gate; refuse one that was fitted for other features."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if data["features"] != Features.names():
        raise ValueError(f"{path.name} was fitted for other features; run make fit-gate")
    columns = (tuple(data[name]) for name in ("weights", "centre", "scale"))
    weights, centre, scale = columns
    return Gate(weights, data["bias"], centre, scale, data["cut"])


def write(path: Path, gate: Gate, fitted_on: str, rows: int) -> None:
    """Write a gate."""
    path.write_text(dump(gate, fitted_on, rows), encoding="utf-8", newline="\n")


def dump(gate: Gate, fitted_on: str, rows: int) -> str:
    """Give a gate as text."""
    data = {
        "features": Features.names(),
        "weights": list(gate.weights),
        "bias": gate.bias,
        "centre": list(gate.centre),
        "scale": list(gate.scale),
        "cut": gate.cut,
        "fitted_on": fitted_on,
        "rows": rows,
    }
    return json.dumps(data, indent=2) + "\n"
