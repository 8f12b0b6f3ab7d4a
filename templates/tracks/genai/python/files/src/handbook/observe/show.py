"""Answers and refusals on a terminal, in the words that the page uses too."""

from __future__ import annotations

from handbook.app.ask import Asked
from handbook.domain.answer import Answer, Reason, Refusal

TITLES = {
    Reason.NOT_COVERED: "The handbook does not say.",
    Reason.UNSAFE_INPUT: "This question is not taken.",
    Reason.FILTERED_OUTPUT: "The answer is held back.",
    Reason.OVER_BUDGET: "The budget of today is used up.",
    Reason.MODEL_FAILED: "The language model gave no usable answer.",
}


def why(refusal: Refusal) -> str:
    """Explain a refusal in one line."""
    text = f"reason: {refusal.detail}"
    if near := refusal.nearest:
        text += f"; nearest: {near.passage} (p {near.probability:.2f}, need {near.needed:.2f})"
    return text


def asked(question: str, answer: Asked, *, trace: bool = False) -> str:
    """Write a question with what came of it."""
    outcome = answer.outcome
    lines = [f"Q  {question}    {outcome.mode.value}"]
    if isinstance(outcome, Answer):
        for said in outcome.said:
            places = " ".join(f"[{citation.passage}]" for citation in said.citations)
            lines.append(f"A  {said.text} {places}")
        if outcome.note:
            lines.append(f"   {outcome.note}")
    else:
        lines += [f"-  {TITLES[outcome.reason]}", f"   {why(outcome)}"]
    if trace:
        lines.append("   " + times(answer))
        lines += [f"   {row}" for row in places_of(answer)]
    return "\n".join(lines)


def times(answer: Asked) -> str:
    """Write the times of the stages in one line."""
    stages = "  ".join(f"{stage.name} {stage.ms:.1f}" for stage in answer.trace.stages)
    return f"{answer.trace.ms:.0f} ms  {stages}"


def places_of(answer: Asked) -> list[str]:
    """List the first passages with their places among words and meanings."""
    hits = answer.found.hits[:5] if answer.found else ()
    return [
        f"{rank}. {hit.passage.id:<28} words {hit.lexical or '-':>3}  meaning {hit.dense or '-':>3}"
        for rank, hit in enumerate(hits, 1)
    ]
