from __future__ import annotations

import logging

import pytest

from handbook.wiring import Parts
from tests.web.conftest import Site

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
