"""`make eval MODE=llm`: the test questions and attacks against an endpoint, each call within the budget of the day.

The figures go beside those of the repository and never over them: a model changes without notice, so no later run
could be held to them.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from handbook.domain.answer import Reason
from handbook.evals import files
from handbook.evals.run import Report, evaluate, lost_and_won
from handbook.settings import Settings
from handbook.wiring import Parts


def missing(settings: Settings) -> list[str]:
    """Say what is needed before money may be spent."""
    if settings.endpoint is None:
        return ["MODE=llm needs OPENAI_BASE_URL, OPENAI_API_KEY and MODEL"]
    found = []
    if settings.budget is None:
        found.append("MODE=llm needs DAILY_BUDGET: each question that passes the gate is a call that costs")
    if settings.price is None:
        found.append(f"the model {settings.endpoint.model} has no price in prices.toml, so no budget can hold")
    return found


def run(parts: Parts, out: Path) -> tuple[str, bool]:
    """Ask, write the three files, and tell what it took; a run that the budget cut short is not whole."""
    before, booked = parts.book.spent(), len(parts.book.rows())
    report = evaluate(parts)
    where = files.places(parts.settings.root, out)
    files.write(report, where)
    calls = [row.stage for row in parts.book.rows()[booked:] if row.stage.model]
    tokens = sum(call.usage.tokens_in for call in calls), sum(call.usage.tokens_out for call in calls)
    spent = parts.book.spent() - before
    stopped = [row.id for row in report.test if row.outcome == Reason.OVER_BUDGET.value]
    lines = [files.short(report), *_beside(report, parts.settings.root / "evals" / "baseline.json")]
    lines.append(f"  {len(calls)} calls, {tokens[0]} tokens in, {tokens[1]} out, {_money(parts.settings, spent)}")
    if stopped:
        lines.append(f"not whole: the budget stopped {len(stopped)} of {len(report.test)} questions")
    lines.append(f"written: {where.table}, {where.results}")
    return "\n".join(lines), not stopped


def _beside(report: Report, baseline: Path) -> list[str]:
    """Name the questions that differ from the accepted run without a language model."""
    accepted = json.loads(baseline.read_text(encoding="utf-8"))["right"]
    lost, won = lost_and_won(accepted, {row.id: row.right for row in report.test})
    return [f"  against the accepted extractive run: won {_names(won)}; lost {_names(lost)}"]


def _names(ids: list[str]) -> str:
    return f"{len(ids)} ({', '.join(ids)})" if ids else "none"


def _money(settings: Settings, spent: Decimal) -> str:
    currency = settings.price.currency if settings.price else ""
    return f"{spent:.6f} {currency} of a budget of {settings.budget}"
