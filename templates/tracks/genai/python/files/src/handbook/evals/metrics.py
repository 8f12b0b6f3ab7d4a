"""What is measured of one question, and what the questions say together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from handbook.app.ask import Asked
from handbook.domain.answer import Answer
from handbook.evals.bootstrap import Interval, interval
from handbook.evals.questions import Question


@dataclass(frozen=True)
class Result:
    """One question and what became of it: ranks and decisions, no scores, so three runs give the same bytes."""

    id: str
    category: str
    style: str
    rank: int
    """Place of the gold document among the documents found, 0 when it is not among the first ten."""
    outcome: str
    gold: bool
    """The answer holds the gold text."""
    cited: int
    cited_right: int

    @property
    def answerable(self) -> bool:
        """Say whether an answer was to be given."""
        return self.category == "answerable"

    @property
    def answered(self) -> bool:
        """Say whether one was."""
        return self.outcome == "answered"

    @property
    def right(self) -> bool:
        """Right is the gold text for what is covered, and a refusal for what is not."""
        return (self.answered and self.gold) if self.answerable else not self.answered

    def row(self) -> dict[str, object]:
        """Give the result as a row of the results file."""
        return asdict(self) | {"right": self.right}


def judge(question: Question, asked: Asked) -> Result:
    """Compare what came with what was to come."""
    hits = asked.found.hits if asked.found else ()
    docs = list(dict.fromkeys(hit.passage.doc for hit in hits))
    ranks = [docs.index(doc) + 1 for doc in question.gold_docs if doc in docs]
    answer = asked.outcome if isinstance(asked.outcome, Answer) else None
    citations = answer.citations if answer else ()
    return Result(
        id=question.id,
        category=question.category,
        style=question.style,
        rank=min(ranks, default=0),
        outcome=asked.name,
        gold=bool(answer and question.gold_text and question.gold_text in answer.text),
        cited=len(citations),
        cited_right=sum(citation.doc in question.gold_docs for citation in citations),
    )


FIRST = 5
Values = Callable[[Sequence[Result]], list[float]]


def _covered(value: Callable[[Result], float]) -> Values:
    return lambda rows: [value(row) for row in rows if row.answerable]


METRICS: dict[str, Values] = {
    "recall@1": _covered(lambda row: float(row.rank == 1)),
    "recall@5": _covered(lambda row: float(0 < row.rank <= FIRST)),
    "MRR@10": _covered(lambda row: 1 / row.rank if row.rank else 0.0),
    "nDCG@5": _covered(lambda row: 1 / math.log2(row.rank + 1) if 0 < row.rank <= FIRST else 0.0),
    "answer rate": _covered(lambda row: float(row.answered)),
    "false refusals": _covered(lambda row: float(not row.answered)),
    "answer holds the gold text": _covered(lambda row: float(row.gold)),
    "right among answered": lambda rows: [float(row.gold) for row in rows if row.answerable and row.answered],
    "citation precision": lambda rows: [row.cited_right / row.cited for row in rows if row.answerable and row.cited],
    "refusal recall, near-miss": lambda rows: [float(not row.answered) for row in rows if row.category == "near-miss"],
    "refusal recall, all": lambda rows: [float(not row.answered) for row in rows if not row.answerable],
    "refusal precision": lambda rows: [float(not row.answerable) for row in rows if not row.answered],
    "wrong answers": lambda rows: [float(row.answered and not row.right) for row in rows],
    "right": lambda rows: [float(row.right) for row in rows],
}


def summary(rows: Sequence[Result], names: Sequence[str] = tuple(METRICS)) -> dict[str, Interval]:
    """Give metrics with their intervals."""
    return {name: interval(METRICS[name](rows)) for name in names}


def right(rows: Sequence[Result]) -> Interval:
    """Give the share that is right."""
    return interval(METRICS["right"](rows))
