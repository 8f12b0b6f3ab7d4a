from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from handbook.wiring import Parts
from tests.web.conftest import Site, Start

WORDS = ("zebrawood", "4242 4242 4242 4242", "mira@shop.example")
QUESTION = f"Can {WORDS[0]} be paid with {WORDS[1]} by {WORDS[2]}?"


def test_no_trace_of_a_question_is_left(
    parts: Parts, site: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert "refusal" in site.ask(QUESTION).body
    out, err = capfd.readouterr()
    seen = [caplog.text, out, err, site.send("/metrics").text]
    # The index is left out: it holds the handbook, which has a test card of its own.
    blobs = [path.read_bytes() for path in parts.settings.var.glob("ledger.db*")]
    assert blobs
    for word in WORDS:
        assert not [text for text in seen if word in text]
        assert not [blob for blob in blobs if word.encode() in blob]


def test_each_question_is_one_line_of_the_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "handbook"):
        asked = site.ask("At what time do payouts leave?").body  # asked nowhere else: its stages are all there
    (entry,) = [json.loads(record.getMessage()) for record in caplog.records if record.name == "handbook.web"]
    assert (entry["event"], entry["outcome"], entry["id"]) == ("asked", "answered", asked["trace"]["id"])
    assert {"embed", "gate"} <= set(entry["stages"])
    assert "question" not in entry


def test_the_text_is_logged_on_request_and_then_masked(
    parts: Parts, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    traced = Parts(replace(parts.settings, trace_text=True))
    traced.__dict__["model"] = parts.model
    with caplog.at_level(logging.INFO, "handbook"):
        start(traced).ask(QUESTION)
    traced.book.close()
    assert WORDS[0] in caplog.text
    assert not [word for word in WORDS[1:] if word in caplog.text]
