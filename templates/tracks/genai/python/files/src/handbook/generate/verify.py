"""Believing nothing: a sentence of a language model is said only when the passage that it names supports it.

Words and numbers can be compared; meaning cannot. "Not" and "only" pass through here, which is why the evals exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handbook.domain.answer import Citation, Said
from handbook.domain.document import Passage, Sentence
from handbook.domain.words import content, numbers

LEAST_SHARED = 0.5


@dataclass(frozen=True)
class Claim:
    """A sentence as the model made it, with the passages that it names."""

    text: str
    passages: tuple[str, ...]


def support(claim: Claim, context: Mapping[str, Passage]) -> Said | None:
    """Turn a claim into something that may be said, or nothing."""
    named = [context[name] for name in claim.passages if name in context]
    if not claim.text.strip() or not named or len(named) != len(claim.passages):
        return None
    asked = content(claim.text)
    whole = " ".join(passage.embedded for passage in named)
    if not numbers(claim.text) <= numbers(whole):
        return None
    if not asked or len(asked & content(whole)) / len(asked) < LEAST_SHARED:
        return None
    return Said(claim.text.strip(), tuple(_cite(passage, asked) for passage in named))


def _cite(passage: Passage, asked: set[str]) -> Citation:
    def shared(sentence: Sentence) -> int:
        return len(asked & content(sentence.text))

    best = max(passage.sentences, key=lambda sentence: (shared(sentence), -sentence.span.start))
    return Citation(passage.id, passage.doc, best.span, best.text)


def supported(claims: Sequence[Claim], context: Mapping[str, Passage]) -> tuple[tuple[Said, ...], int]:
    """Keep what is supported; say how many were not."""
    kept = [said for claim in claims if (said := support(claim, context))]
    return tuple(kept), len(claims) - len(kept)
