from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from delivery.provision import Facts, ProvisionError, by_play, by_templates
from tests.programs import ROOT, need

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_changes_nothing_a_hand_edit_is_put_back_and_a_mistake_never_arrives(tmp_path: Path) -> None:
    for program in ("haproxy", "promtool"):
        need(program)
    facts = Facts(
        into=str(tmp_path / "it's here"),
        socket=f"unix@{tmp_path}/edge",
        edge_bind="127.0.0.1:18080",
        exporter_bind="127.0.0.1:18405",
        exporter_target="127.0.0.1:18405",
        stable="127.0.0.1:18001",
        canary="127.0.0.1:18002",
    )
    folder = tmp_path / "it's here"
    assert by_play(ROOT, facts).changed == 4
    made = contents(folder)
    assert by_play(ROOT, facts).changed == 0
    edited = folder / "haproxy.cfg"
    edited.write_text(edited.read_text("utf-8").replace("balance roundrobin", "balance source"), encoding="utf-8")
    repaired = by_play(ROOT, facts)
    assert repaired.changed == 1
    assert "-    balance source" in repaired.said
    assert contents(folder) == made
    with pytest.raises(ProvisionError, match="the play failed"):
        by_play(ROOT, replace(facts, edge_bind="nowhere at all"))
    assert contents(folder) == made
    by_templates(ROOT, replace(facts, into=str(tmp_path / "rendered")))
    assert contents(tmp_path / "rendered") == made
