"""What an answer takes, counted: tokens, passages and calls are the same on every machine, milliseconds are not.

So the gate of the pipeline stands on these and never on a time. Dev questions only.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from pathlib import Path

from handbook.evals.questions import dev_only
from handbook.generate.prompt import load, size
from handbook.safety import inputs
from handbook.wiring import Parts

# More than this share above what was accepted is red; a new question or page moves a count by less.
MOST_MORE = 1.1
PASSAGES, INDEX, LARGEST = "passages", "tokens in the index", "tokens in the largest passage"
CALLS, PROMPT = "calls of the embedding model for 100 questions", "tokens a language model would be sent, median"


def count(parts: Parts, path: Path) -> dict[str, int]:
    """Count over the index and the dev questions that the input filter lets through."""
    retriever, prompt = parts.retriever(), load(parts.settings.prompt)
    tokens = [passage.tokens for passage in retriever.index.passages.values()]
    asked = [row.question for row in dev_only(path) if not inputs.refuse(row.question)]
    before = parts.model.calls
    found = [retriever.find(question, parts.settings.as_of, lambda _stage: None) for question in asked]
    calls = parts.model.calls - before
    pairs = zip(asked, found, strict=True)
    sent = [
        size(prompt.messages(question, one.hits, "cnry-0123456789abcdef"), parts.model.count) for question, one in pairs
    ]
    return {
        PASSAGES: len(tokens),
        INDEX: sum(tokens),
        LARGEST: max(tokens),
        CALLS: round(100 * calls / len(asked)),
        PROMPT: round(statistics.median(sent)),
    }


def grown(accepted: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """Name what takes more than was accepted."""
    return [
        f'{name}: {now[name]}, accepted were {before}; if it is worth it, make eval-accept REASON="..."'
        for name, before in accepted.items()
        if name in now and now[name] > MOST_MORE * before
    ]
