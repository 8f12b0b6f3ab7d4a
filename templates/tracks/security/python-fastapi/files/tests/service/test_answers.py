"""What holds for every answer."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from tickets.middleware import HEADERS

if TYPE_CHECKING:
    import pytest

    from .conftest import Desk

REQUESTS: list[tuple[int, str, str, str, dict[str, Any]]] = [
    (200, "GET", "/healthz", "", {}),
    (200, "GET", "/export", "ines.keller", {}),
    (204, "PATCH", "/tickets/1", "ines.keller", {"json": {"state": "closed"}}),
    (401, "GET", "/tickets", "", {}),
    (403, "GET", "/export", "jonas.frei", {}),
    (404, "GET", "/nothing/here", "", {}),
    (405, "DELETE", "/tickets", "ines.keller", {}),
    (413, "POST", "/tickets", "ines.keller", {"content": b"x" * 65_537}),
    (422, "POST", "/tickets", "ines.keller", {"json": {"subject": "A", "body": "B", "tenant": "harbor"}}),
    (422, "POST", "/tickets", "ines.keller", {"content": b"{"}),
    (401, "POST", "/tickets", "", {"content": b"{"}),
    (422, "POST", "/login", "", {"content": b"{"}),
    (422, "GET", "/tickets/99999999999999999999", "ines.keller", {}),
    (404, "GET", "/docs", "", {}),
]


def test_every_answer_has_the_safe_headers(desk: Desk) -> None:
    for status, method, path, who, more in REQUESTS:
        answer = desk.call(method, path, who, **more)
        assert answer.status_code == status, (method, path, answer.text)
        for name, value in HEADERS.items():
            assert answer.headers.get_list(name) == [value], (method, path, name)
        if answer.content:
            assert "charset=utf-8" in answer.headers["content-type"]
        if status >= 400:
            assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
            assert answer.json()["status"] == status


def test_a_fault_says_nothing_internal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM inside")

    monkeypatch.setattr(desk.context.store, "tickets", broken)
    answer = desk.call("GET", "/tickets", "ines.keller")
    assert answer.status_code == 500
    assert answer.json() == {"type": "about:blank", "title": "Internal Server Error", "status": 500}
    assert set(HEADERS.values()) <= set(answer.headers.values())


def test_a_cell_of_the_export_is_never_a_formula(desk: Desk) -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "plain, with a comma"):
        body = {"subject": text, "body": "x"}
        assert desk.call("POST", "/tickets", "ines.keller", json=body).status_code == 201
    rows = list(csv.reader(io.StringIO(desk.call("GET", "/export", "ines.keller").text)))
    subjects = [row[1] for row in rows[1:7]]
    assert subjects == ["plain, with a comma", "'\t=1", "'@SUM(A1)", "'-1", "'+1", "'=1+1"]
