from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from ledger import telemetry

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def test_secrets_are_removed_by_name_and_by_form_at_any_depth(
    capsys: pytest.CaptureFixture[str], real_logs: Callable[[], None]
) -> None:
    real_logs()
    log = telemetry.logger("test")
    log.info(
        "sign_in",
        password="flour and water",
        nested={"Authorization": "x1", "list": [{"token": "x2"}, ("mira@example.com",)]},
        header=f"Bearer {JWT}",
        text=f"token {JWT} of mira@example.com",
    )
    logging.getLogger("some.library").warning("for %s", "mira@example.com")
    said = capsys.readouterr().out
    assert not [secret for secret in ("flour", "x1", "x2", "mira", "example.com", "eyJ") if secret in said]
    first, second = [json.loads(line) for line in said.splitlines()]
    assert (first["event"], first["level"]) == ("sign_in", "info")
    assert second["event"] == f"for {telemetry.REMOVED}"


def test_an_exception_is_one_line_without_secrets(
    capsys: pytest.CaptureFixture[str], real_logs: Callable[[], None]
) -> None:
    real_logs()
    try:
        raise ValueError("duplicate key (mira@example.com)")
    except ValueError as fault:
        telemetry.logger("test").error("broke", exc_info=fault)
    [line] = capsys.readouterr().out.splitlines()
    assert "ValueError" in json.loads(line)["exception"]
    assert "mira" not in line


def test_numbers_are_written_for_a_scraper() -> None:
    text = telemetry.exposition({"jobs": ("state", {"queued": 3.0}), "age": ("", {"": 1.5})}, None).decode()
    assert 'jobs{state="queued"} 3.0' in text
    assert "age 1.5" in text
    assert "ledger_request_seconds" in text
