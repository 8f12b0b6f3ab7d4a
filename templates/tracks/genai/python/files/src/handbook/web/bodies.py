"""What the API reads and writes, as plain data."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from handbook.app.ask import Asked
from handbook.domain.answer import Answer
from handbook.domain.document import Passage, Span
from handbook.observe.show import TITLES
from handbook.safety.outputs import mask
from handbook.store.index import Index
from handbook.web.problems import ProblemError

FIELDS = {"question", "as_of"}


def read_question(raw: bytes) -> tuple[str, date | None]:
    """Read the body of POST /ask; unknown fields are refused, or a typo in `as_of` would answer by another rule."""
    try:
        data = json.loads(raw)
    except ValueError:
        raise ProblemError("malformed") from None
    if not isinstance(data, dict):
        raise ProblemError("malformed", "an object is expected")
    if extra := set(data) - FIELDS:
        raise ProblemError("validation", f"{len(extra)} unknown field; there are {', '.join(sorted(FIELDS))}")
    if not isinstance(data.get("question"), str):
        raise ProblemError("validation", "question must be text")
    wanted = data.get("as_of")
    if wanted is None:
        return data["question"], None
    try:
        return data["question"], date.fromisoformat(wanted)
    except (TypeError, ValueError):
        raise ProblemError("validation", "as_of must be a date like 2026-11-01") from None


def answer(asked: Asked) -> dict[str, Any]:
    """Write what became of a question."""
    outcome = asked.outcome
    body: dict[str, Any] = {
        "mode": outcome.mode.value,
        "trace": {
            "id": asked.trace.question,
            "ms": round(asked.trace.ms, 2),
            "stages": [{"name": stage.name, "ms": round(stage.ms, 2)} for stage in asked.trace.stages],
        },
    }
    if isinstance(outcome, Answer):
        said = [
            {
                "text": part.text,
                "citations": [
                    {"passage": c.passage, "doc": c.doc, "span": [c.span.start, c.span.end], "quote": c.quote}
                    for c in part.citations
                ],
            }
            for part in outcome.said
        ]
        return body | {"answer": {"sentences": said, "note": outcome.note}}
    near = outcome.nearest
    refusal: dict[str, Any] = {
        "reason": outcome.reason.value,
        "title": TITLES[outcome.reason],
        "detail": outcome.detail,
    }
    if near:
        refusal["nearest"] = {"passage": near.passage, "probability": near.probability, "needed": near.needed}
    return body | {"refusal": refusal}


def passage(found: Passage, index: Index) -> dict[str, Any]:
    """Write a passage with its document; what is personal or planted in it is masked, character by character.

    The mask keeps every place, so a span of a citation is right in the masked text as well.
    """
    document = index.documents[found.doc]
    text = mask(document.text)
    for kept in index.quarantined(found.doc):
        text = _blank(text, kept.span)
    return {
        "id": found.id,
        "doc": found.doc,
        "title": document.title,
        "section": found.section,
        "valid_from": document.valid_from.isoformat(),
        "replaces": document.replaces,
        "span": [found.span.start, found.span.end],
        "body": document.body,
        "text": text,
    }


def _blank(text: str, span: Span) -> str:
    return text[: span.start] + "\u2588" * (span.end - span.start) + text[span.end :]
