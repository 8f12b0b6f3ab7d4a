"""Answering without a language model: one to three whole sentences of the best passage, as they stand there."""

from __future__ import annotations

from collections.abc import Callable

from handbook.app.ports import Found, Made
from handbook.domain.answer import Answer, Citation, Mode, Said
from handbook.domain.document import Passage, Sentence
from handbook.domain.ledger import Stage, Trace

MOST_SENTENCES = 3


class Extractive:
    """Quotes."""

    mode = Mode.EXTRACTIVE

    def answer(self, question: str, found: Found, trace: Trace, book: Callable[[Stage], None]) -> Made:  # noqa: ARG002
        """Quote from the best passage the run of sentences that is nearest to the question as a whole."""
        passage, scores = found.hits[0].passage, found.sentence_scores[0]
        width = min(MOST_SENTENCES, len(scores))
        starts = range(len(scores) - width + 1)
        first = max(starts, key=lambda n: (sum(scores[n : n + width]), -n))
        return Made(
            Answer(Mode.EXTRACTIVE, tuple(quote(passage, one) for one in passage.sentences[first : first + width]))
        )


def quote(passage: Passage, sentence: Sentence) -> Said:
    """Say a sentence as it stands, and cite it."""
    return Said(sentence.text, (Citation(passage.id, passage.doc, sentence.span, sentence.text),))
