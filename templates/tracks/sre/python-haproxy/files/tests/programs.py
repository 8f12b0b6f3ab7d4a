"""Programs that may be missing on somebody's machine: said aloud, and never taken for a pass where it counts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from delivery.tools import find

ROOT = Path(__file__).resolve().parents[1]


def need(name: str) -> Path:
    found = find(name)
    if found is not None:
        return found
    sys.stderr.write(f"\nSKIPPED: {name} not found\n")
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} not found, and CI counts a skip as a failure")
    pytest.skip(f"{name} not found")
