"""The two charts. A reader in a hurry must not be able to read them wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import altair as alt

from orderflow.domain.clock import MINUTE_MS, in_words, short_day
from orderflow.domain.sla import Verdict, percentile

WIDTH, HEIGHT = 720, 280
INK, BLUE, RED, PALE = "#222222", "#2f6690", "#b3261e", "#e8eef3"
STRIPES = 26
USUAL = 0.75
ROOM = 1.6


@dataclass(frozen=True, slots=True)
class Revenue:
    """One day of money, in cents until it is drawn."""

    day: date
    cents: int
    open_orders: int
    open_cents: int


def revenue_chart(days: Sequence[Revenue]) -> alt.LayerChart:
    """Bars, because a day without sales is nothing and not a dip between two points.

    One pallet for a hotel is worth fifty ordinary days, so a bar that leaves the picture is cut and
    says its value in words. A day with unpaid orders is hatched and counts them: it is not bad, it
    is not over.
    """
    # At least one euro: on its first morning a shop has sold nothing.
    top = max(1.0, ROOM * percentile([each.cents / 100 for each in days], USUAL))
    rows: list[dict[str, Any]] = []
    stripes: list[dict[str, Any]] = []
    for each in days:
        value = each.cents / 100
        shown = min(value, top)
        waiting = f"{each.open_orders} open" if each.open_orders else ""
        cut = f"cut: {value:,.0f}" if value > top else ""
        rows.append({"day": short_day(each.day), "eur": shown, "waiting": waiting, "cut": cut, "kind": word(each)})
        if each.open_orders:
            step = top / STRIPES
            stripes += [{"day": short_day(each.day), "eur": step * n} for n in range(1, int(shown / step) + 1)]
    x = alt.X("day:N", sort=None, title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("eur:Q", title="EUR, paid or shipped", scale=alt.Scale(domain=[0, top * 1.15]))
    kind = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=["all paid or cancelled", "still open"], range=[BLUE, PALE]),
        legend=alt.Legend(title=None, orient="top"),
    )
    data = alt.Data(values=rows)
    bars = alt.Chart(data).mark_bar(stroke=BLUE).encode(x=x, y=y, color=kind)
    hatch = alt.Chart(alt.Data(values=stripes)).mark_tick(color=BLUE, thickness=1, bandSize=36).encode(x=x, y=y)
    labels = [
        alt.Chart(data).mark_text(dy=dy, color=INK, fontSize=10).encode(x=x, y=y, text=f"{name}:N")
        for name, dy in (("waiting", -8), ("cut", -20))
    ]
    return look(
        alt.layer(bars, hatch, *labels),
        "Revenue by day of the order",
        "Hatched days are still open: the number on the bar says how many orders can yet be paid.",
        "A bar that would leave the picture is cut, and says its whole value.",
    )


def word(day: Revenue) -> str:
    """Return what the legend says about a day."""
    return "still open" if day.open_orders else "all paid or cancelled"


def freshness_chart(verdict: Verdict) -> alt.LayerChart:
    """Points over a promise. The axis grows by factors, or one bad day would flatten all good ones."""
    limit = verdict.promise.limit
    rows = [
        {
            "day": short_day(date.fromisoformat(each.day)),
            "min": max(each.value, 1),
            "kept": "kept" if verdict.promise.kept_by(each.value) else "missed",
            "label": "" if verdict.promise.kept_by(each.value) else f"missed: {in_words(each.value * MINUTE_MS)}",
        }
        for each in verdict.observations
    ]
    data = alt.Data(values=rows)
    x = alt.X("day:N", sort=None, title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y(
        "min:Q",
        title="minutes, each line ten times the one below",
        scale=alt.Scale(type="log", domain=[1, 10_000]),
        axis=alt.Axis(values=[1, 10, 100, 1_000, 10_000], format=",d"),
    )
    legend = alt.Legend(title=None, orient="top")
    marks = (
        alt.Chart(data)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "kept:N", scale=alt.Scale(domain=["kept", "missed"], range=["circle", "cross"]), legend=legend
            ),
            color=alt.Color("kept:N", scale=alt.Scale(domain=["kept", "missed"], range=[BLUE, RED]), legend=legend),
        )
    )
    words = alt.Chart(data).mark_text(dy=-14, color=RED, fontSize=11).encode(x=x, y=y, text="label:N")
    promise = alt.Data(values=[{"min": limit, "label": f"promise: {limit:g} min"}])
    line = alt.Chart(promise).mark_rule(strokeDash=[6, 4], color=INK).encode(y=y)
    name = alt.Chart(promise).mark_text(align="left", dx=4, dy=-7, x=0, color=INK).encode(y=y, text="label:N")
    return look(
        alt.layer(line, name, marks, words),
        "95 of 100 changes arrived within this time",
        "From the change in the shop to its delivery, by the UTC day of the change.",
    )


def look(chart: alt.LayerChart, title: str, *below: str) -> alt.LayerChart:
    """Give both charts the same size and ink, and say how to read them."""
    heading = alt.TitleParams(title, subtitle=list(below), anchor="start", color=INK, subtitleColor=INK, fontSize=14)
    return chart.properties(width=WIDTH, height=HEIGHT, title=heading, background="white").configure_axis(
        labelColor=INK, titleColor=INK, grid=True, gridColor="#eeeeee"
    )


def save(chart: alt.LayerChart, folder: Path, name: str) -> None:
    """Write a picture for documents, and a page that holds all it needs for whoever wants to hover."""
    chart.save(folder / f"{name}.png", scale_factor=1.5)
    chart.save(folder / f"{name}.html", inline=True)
