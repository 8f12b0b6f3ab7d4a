"""One page with charts and tables, in one file: it can be mailed, archived and read without a network."""

from __future__ import annotations

from calendar import month_name
from html import escape
from pathlib import Path
from typing import Any

from departures.models.catalog import LEVELLED, SERVED
from departures.report.card import between, in_order
from departures.report.charts import charts, svg

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
figure { margin: 2rem 0; overflow-x: auto } figure svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } th, td { padding: .2rem .7rem; text-align: right }
th:first-child, td:first-child { text-align: left; white-space: nowrap } thead { border-bottom: 2px solid #222 }
.scroll { overflow-x: auto }
"""


def render(metrics: dict[str, Any], drawings: dict[str, tuple[str, str]]) -> str:
    """Put the page together from drawn charts."""
    test = metrics["test"]
    verdicts = "".join(
        f"<li>against <b>{escape(row['b'])}</b>: {between(row['weeks'])}, <b>{row['verdict']}</b></li>"
        for row in test["comparisons"]
        if row["a"] == SERVED
    )
    models = table(
        ["model", "cost", "AUC", "Brier", "acts on"],
        [
            [
                f"{name} (served)" if name == SERVED else name,
                *(row[key] for key in ("cost", "auc", "brier", "act_share")),
            ]
            for name, row in in_order(test["models"])
        ],
    )
    tables = beside(metrics)
    figures = "".join(
        f'<figure role="img" aria-label="{escape(said)}">{drawn}<figcaption>{escape(said)}</figcaption></figure>'
        f"{tables.get(name, '')}"
        for name, (said, drawn) in drawings.items()
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Which departures need a reserve?</title><style>{STYLE}</style></head><body>
<h1>Which departures need a reserve?</h1>
<p>{test["flights"]:,} flights of {test["days"]} days, September to December 2013. Cost per flight of the served model, with 95 % intervals over {test["weeks"]} weeks; negative is cheaper.</p>
<ul>{verdicts}</ul>
{models}
{figures}
<p>All figures are in <code>metrics.json</code>; what they mean, and what got worse, is in the model card.</p>
</body></html>
"""


def beside(metrics: dict[str, Any]) -> dict[str, str]:
    """Give the figures of each chart as a table, by the chart's name; those of the differences are in the list above."""
    test, development = metrics["test"], metrics["development"]
    names = [name for name, _ in in_order(test["models"])]
    by_month = sorted((development["months"] | test["months"]).items(), key=lambda item: int(item[0]))
    served, levelled = (test["calibration"][name] for name in (SERVED, LEVELLED))
    return {
        "cost-by-month": table(
            ["cost per flight", *names],
            [[month_name[int(number)], *(row[name]["cost"] for name in names)] for number, row in by_month],
        ),
        "cost-by-ratio": table(
            ["a miss costs", *names],
            [
                [f"{ratio} reserves", *(test["cost_by_ratio"][name][at] for name in names)]
                for at, ratio in enumerate(metrics["ratios"])
            ],
        ),
        "calibration": table(
            [
                "tenth of the flights",
                *(f"{name}, {what}" for name in (SERVED, LEVELLED) for what in ("said", "happened")),
            ],
            [
                [str(number), *(point[key] for point in points for key in ("predicted", "observed"))]
                for number, points in enumerate(zip(served, levelled, strict=True), 1)
            ],
        ),
        "random-split": table(
            ["AUC on the same flights", "split by time", "split at random"],
            [[gap["model"], gap["in_time"], gap["shuffled"]] for gap in development["random_gap"]],
        ),
    }


def table(head: list[str], rows: list[list[Any]]) -> str:
    """Lay out a table; its first column is words, the others are figures."""
    named = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        f"<tr><td>{escape(first)}</td>" + "".join(f"<td>{figure:.3f}</td>" for figure in figures) + "</tr>"
        for first, *figures in rows
    )
    return f'<div class="scroll"><table><thead><tr>{named}</tr></thead><tbody>{body}</tbody></table></div>'


def write(folder: Path, metrics: dict[str, Any]) -> list[Path]:
    """Draw the charts, write them and the page; give what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    drawings = {name: (said, svg(chart)) for name, (said, chart) in charts(metrics).items()}
    written = []
    for name, (_, drawn) in drawings.items():
        written.append(folder / f"{name}.svg")
        written[-1].write_text(drawn.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    written.append(folder / "index.html")
    written[-1].write_text(render(metrics, drawings), encoding="utf-8", newline="\n")
    return written
