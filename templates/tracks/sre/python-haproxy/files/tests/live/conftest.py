from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from delivery.provision import by_templates
from delivery.stack import Stack
from tests.programs import ROOT, need

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Path]]:
    """One stack for all tests here: whoever changes it puts it back."""
    for program in ("haproxy", "prometheus"):
        need(program)
    place = tmp_path_factory.mktemp("stack")
    stack = Stack(ROOT, place, place / "stack.json", by_templates)
    try:
        stack.start("1.0.0")
        yield stack, place / "stack.json"
    finally:
        stack.close()


@pytest.fixture
def stack(running: tuple[Stack, Path]) -> Stack:
    return running[0]


@pytest.fixture
def state(running: tuple[Stack, Path]) -> Path:
    return running[1]
