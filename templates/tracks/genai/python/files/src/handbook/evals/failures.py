"""docs/when-it-fails.md: the failing test questions by cause, and what people add between marked lines stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handbook.evals.metrics import Result
from handbook.evals.questions import Question

MOST_CAUSES = 5
KEEP = re.compile(r"<!-- own (\S+) -->\n(.*?)<!-- /own -->", re.DOTALL)


@dataclass(frozen=True)
class Cause:
    """One way of failing: what the user sees, and what would mend it."""

    id: str
    title: str
    seen: str
    mend: str


CAUSES = [
    Cause(
        "silent", "The handbook says it, and the assistant refuses",
        "\"The handbook does not say\", with the nearest passage below it",
        "a model that knows that both sentences mean the same, or a lower cut, which is paid for in wrong answers",
    ),
    Cause(
        "wrong-page", "Another page is quoted",
        "a true sentence that does not answer the question",
        "a re-ranker that reads question and passage together",
    ),
    Cause(
        "wrong-place", "The right page is quoted at the wrong place",
        "a true sentence near the one that was wanted",
        "choosing sentences from the whole page, or a longer quote",
    ),
    Cause(
        "near-miss", "Something is answered that the handbook does not say",
        "a quote about the same subject, which a hurried reader takes for the answer",
        "a check that the quote entails an answer, which needs a language model",
    ),
    Cause(
        "not-ours", "A question that is not for a handbook is answered",
        "a quote where advice or an opinion was asked for",
        "a classifier of the purpose of a question, fitted on questions of real users",
    ),
]  # fmt: skip


def cause_of(row: Result) -> str:
    """Name the way in which a result is wrong."""
    if row.answerable:
        if not row.answered:
            return "silent"
        return "wrong-place" if row.cited_right else "wrong-page"
    return "near-miss" if row.category == "near-miss" else "not-ours"


def failing(rows: Sequence[Result]) -> dict[str, list[Result]]:
    """Group what is wrong by cause, the commonest first."""
    found: dict[str, list[Result]] = {}
    for row in rows:
        if not row.right:
            found.setdefault(cause_of(row), []).append(row)
    return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:MOST_CAUSES])


def markdown(rows: Sequence[Result], questions: Sequence[Question], before: str = "") -> str:
    """Write the note; words that somebody added stay."""
    kept = dict(KEEP.findall(before))
    texts = {question.id: question for question in questions}
    wrong = sum(not row.right for row in rows)
    lines = [
        "# When it fails",
        "",
        f"{wrong} of {len(rows)} test questions go wrong. The causes, commonest first, each with one example.",
        "Written by `make eval` from the rows of `evals/latest.json`; text between `own` marks is yours and stays.",
    ]
    causes = {cause.id: cause for cause in CAUSES}
    for name, group in failing(rows).items():
        cause, example = causes[name], group[0]
        question = texts[example.id]
        place = f"found at place {example.rank}" if example.rank else "not among the first ten documents"
        if not question.answerable:
            place = "no document has it"
        lines += [
            "",
            f"## {cause.title}",
            "",
            f"{len(group)} of {wrong}: {', '.join(row.id for row in group)}.",
            "",
            f'- Example `{example.id}`: "{question.question}" ({place})',
            f"- The user sees: {cause.seen}.",
            f"- What would mend it: {cause.mend}.",
            "",
            f"<!-- own {name} -->",
            kept.get(name, "").rstrip("\n"),
            "<!-- /own -->",
        ]
    return "\n".join(line for line in lines) + "\n"
