"""Fitting the gate: reads the dev questions and nothing else."""

from __future__ import annotations

from pathlib import Path

from handbook.domain.gate import Gate
from handbook.evals.fit_gate import fit
from handbook.evals.questions import dev_only
from handbook.safety import inputs
from handbook.wiring import Parts


def fit_on_dev(parts: Parts, path: Path) -> tuple[Gate, list[str]]:
    """Describe every dev question that reaches the gate, and fit; the input filter takes the others."""
    retriever = parts.retriever()
    rows, ids = [], []
    for question in dev_only(path):
        if inputs.refuse(question.question):
            continue
        found = retriever.find(question.question, parts.settings.as_of, lambda _stage: None)
        rows.append((found.features, question.answerable))
        ids.append(question.id)
    return fit(rows), ids
