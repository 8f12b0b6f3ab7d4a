"""Charts, made of metrics.json alone. Shape and place say what colour says, for whoever does not see it."""

from __future__ import annotations

from calendar import month_abbr
from typing import Any

import altair as alt
import vl_convert

from departures.models.catalog import LEVELLED, NEVER, RULE, SERVED
from departures.report.card import between

Chart = dict[str, Any]
INK, BLUE, ORANGE, GREY = "#222222", "#0b5fa5", "#c2410c", "#8a8a8a"
WIDTH = 560
COMPARED = [NEVER, RULE, LEVELLED, SERVED]


def charts(metrics: dict[str, Any]) -> dict[str, tuple[str, Chart]]:
    """Give each chart by name, with the sentence that a reader hears who cannot see it."""
    return {
        "cost-differences": _differences(metrics["test"]),
        "cost-by-month": _months(metrics),
        "cost-by-ratio": _ratios(metrics),
        "calibration": _calibration(metrics["test"]),
        "random-split": _gaps(metrics["development"]),
    }


def svg(chart: Chart) -> str:
    """Draw a chart. No browser and no network is needed, and none is needed to look at it."""
    return str(vl_convert.vegalite_to_svg(chart, vl_version="6.1"))


def _differences(test: dict[str, Any]) -> tuple[str, Chart]:
    rows = [
        {"against": row["b"], **{f"{unit}_{end}": row[unit][end] for unit in ("days", "weeks") for end in row[unit]},
         "verdict": row["verdict"]}
        for row in test["comparisons"] if row["a"] == SERVED
    ]  # fmt: skip
    order = [row["against"] for row in rows]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("against:N", sort=order, title=None, axis=alt.Axis(labelFontSize=13, ticks=False, domain=False))
    )
    weeks = base.mark_rule(color=BLUE, strokeWidth=3).encode(
        x=alt.X("weeks_low:Q", title="cost per flight, served model minus the other (left of 0: served is cheaper)",
                axis=alt.Axis(format="+.2f")),
        x2="weeks_high:Q",
    )  # fmt: skip
    days = base.mark_rule(color=GREY, strokeWidth=9, opacity=0.45).encode(x="days_low:Q", x2="days_high:Q")
    point = base.mark_point(filled=True, size=90, color=INK, opacity=1).encode(x="weeks_point:Q")
    text = base.mark_text(align="left", dx=10, fontSize=12, color=INK).encode(x="weeks_high:Q", text="verdict:N")
    zero = alt.Chart(alt.Data(values=[{"x": 0}])).mark_rule(color=INK, strokeDash=[3, 3]).encode(x="x:Q")
    said = "; ".join(
        f"against {row['b']} {between(row['weeks'])} over weeks: {row['verdict']}"
        for row in test["comparisons"]
        if row["a"] == SERVED
    )
    drawn = _dressed(
        days + weeks + point + text + zero, 150, "Is the served model better? Thin: weeks, broad: days, 95 %"
    )
    return f"Differences in cost per flight on the test period: {said}.", drawn


def _months(metrics: dict[str, Any]) -> tuple[str, Chart]:
    rows = [
        {"order": int(month), "month": month_abbr[int(month)], "model": name, "cost": row[name]["cost"]}
        for period in ("development", "test")
        for month, row in metrics[period]["months"].items()
        for name in COMPARED
        if name in row
    ]
    rows.sort(key=lambda row: row["order"])
    months = list(dict.fromkeys(row["month"] for row in rows))
    x = alt.X(
        "month:N", sort=months, title="April to August: development. September to December: test.",
        axis=alt.Axis(labelAngle=0),
    )  # fmt: skip
    drawn = _costs(rows, x, "Cost by month")
    worst = max((row for row in rows if row["model"] == SERVED), key=lambda row: row["cost"])
    return (
        f"Cost per flight by month for four models; the served one is dearest in {worst['month']}, {worst['cost']:.3f}.",
        drawn,
    )


def _ratios(metrics: dict[str, Any]) -> tuple[str, Chart]:
    costs = metrics["test"]["cost_by_ratio"]
    rows = [
        {"ratio": ratio, "model": name, "cost": cost}
        for name in COMPARED
        for ratio, cost in zip(metrics["ratios"], costs[name], strict=True)
    ]
    x = alt.X(
        "ratio:Q", title="a missed delay costs so many reserves",
        scale=alt.Scale(zero=False), axis=alt.Axis(values=metrics["ratios"], format="d"),
    )  # fmt: skip
    drawn = _costs(rows, x, "Cost by ratio of costs")
    first, last, served = metrics["ratios"][0], metrics["ratios"][-1], costs[SERVED]
    return (
        f"Cost per flight on the test period if a miss costs {first} to {last} reserves: "
        f"the served model {served[0]:.3f} to {served[-1]:.3f}, never acting {costs[NEVER][0]:.3f} to {costs[NEVER][-1]:.3f}.",
        drawn,
    )


def _costs(rows: list[dict[str, Any]], x: alt.X, title: str) -> Chart:
    """Draw cost per flight along something, one line for each of the compared models."""
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=x,
        y=alt.Y("cost:Q", title="cost per flight"),
        color=alt.Color(
            "model:N", sort=COMPARED, title=None, scale=alt.Scale(domain=COMPARED, range=[GREY, ORANGE, INK, BLUE])
        ),
    )
    shape = alt.Shape("model:N", sort=COMPARED, title=None, scale=alt.Scale(domain=COMPARED))
    return _dressed(base.mark_line() + base.mark_point(filled=True, size=70).encode(shape=shape), 260, title)


def _calibration(test: dict[str, Any]) -> tuple[str, Chart]:
    names = [SERVED, LEVELLED]
    rows = [
        {"model": name, "predicted": point["predicted"], "observed": point["observed"]}
        for name in names
        for point in test["calibration"].get(name, [])
    ]
    top = max(max(row["predicted"], row["observed"]) for row in rows)
    scale = alt.Scale(domain=[0, round(top + 0.05, 1)])
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("predicted:Q", title="what was said (mean of a tenth of the flights)", scale=scale),
        y=alt.Y("observed:Q", title="what happened", scale=scale),
        color=alt.Color("model:N", title=None, scale=alt.Scale(domain=names, range=[BLUE, INK])),
    )
    ends = alt.Data(values=[{"a": 0}, {"a": scale.domain[1]}])
    ideal = alt.Chart(ends).mark_line(color=GREY, strokeDash=[3, 3]).encode(x="a:Q", y="a:Q")
    shape = alt.Shape("model:N", title=None, scale=alt.Scale(domain=names))
    drawn = _dressed(
        ideal + base.mark_line() + base.mark_point(filled=True, size=60).encode(shape=shape), 300, "Calibration"
    )
    served = test["models"][SERVED]
    return (
        f"Calibration on the test period: on average {served['mean_p']:.3f} was said and {served['base_rate']:.3f} happened.",
        drawn,
    )


def _gaps(development: dict[str, Any]) -> tuple[str, Chart]:
    rows = [
        {"model": gap["model"], "split": split, "auc": gap[key]}
        for gap in development["random_gap"]
        for key, split in (("in_time", "split by time"), ("shuffled", "split at random"))
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("model:N", title=None, axis=alt.Axis(labelFontSize=13)))
    line = base.mark_line(color=GREY, strokeWidth=2).encode(x="auc:Q", detail="model:N")
    point = base.mark_point(filled=True, size=120, opacity=1).encode(
        x=alt.X(
            "auc:Q",
            title="AUC on the same flights (the axis does not begin at 0)",
            scale=alt.Scale(zero=False, padding=20),
        ),
        shape=alt.Shape("split:N", title=None),
        color=alt.Color("split:N", title=None, scale=alt.Scale(range=[ORANGE, BLUE])),
    )
    said = "; ".join(
        f"{g['model']} {g['in_time']:.3f} in time, {g['shuffled']:.3f} at random" for g in development["random_gap"]
    )
    return f"A random split flatters: {said}.", _dressed(line + point, 110, "What a random split would have promised")


def _dressed(chart: Any, height: int, title: str) -> Chart:
    dressed = chart.properties(
        width=WIDTH, height=height, background="white", padding=12,
        title=alt.TitleParams(title, anchor="start", fontSize=15, offset=12),
    ).configure_view(stroke=None).configure_axis(gridColor="#e5e5e5", titleFontWeight="normal", titleFontSize=12)  # fmt: skip
    return dict(dressed.to_dict())
