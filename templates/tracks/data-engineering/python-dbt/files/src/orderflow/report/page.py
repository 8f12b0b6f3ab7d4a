"""reports/index.html: pictures and tables that open from disk, with scripts off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from pathlib import Path

from orderflow.domain.clock import MINUTE_MS, in_words, short_day, utc
from orderflow.domain.sla import Observation, Verdict
from orderflow.report import charts
from orderflow.report.charts import Revenue
from orderflow.report.outcome import Outcome
from orderflow.warehouse.port import Warehouse

REVENUE = """
select order_date, revenue_cents, open_orders, open_cents from marts.mart_daily_revenue order by order_date
"""
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #222; margin: 2rem auto; max-width: 56rem; padding: 0 1rem }
img { max-width: 100%; height: auto; border: 1px solid #ddd }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums }
th, td { border-bottom: 1px solid #ddd; padding: .2rem .8rem; text-align: right }
th:first-child, td:first-child { text-align: left; white-space: nowrap }
pre { background: #f5f5f5; padding: 1rem; white-space: pre-wrap; font-size: .8rem }
@media (prefers-color-scheme: dark) {
  :root { color-scheme: dark }
  body { color: #e6e6e6; background: #15181c }
  img, th, td { border-color: #444 }
  pre { background: #22272d }
}
"""


def write(folder: Path, warehouse: Warehouse, outcome: Outcome) -> None:
    """Draw the charts and write the page around them."""
    days = []
    if warehouse.has_table("marts", "mart_daily_revenue"):
        days = [Revenue(*row) for row in warehouse.rows(REVENUE)]
    fresh = next(each for each in outcome.judged.verdicts if each.promise.name == "freshness")
    body = [f"<pre>{escape(chr(10).join(outcome.lines()))}</pre>"]
    if days:
        charts.save(charts.revenue_chart(days), folder, "revenue")
        charts.save(charts.freshness_chart(fresh), folder, "freshness")
        body += ["<h2>Revenue</h2>", picture("revenue", of_revenue(days)), revenue_table(days)]
        body += ["<h2>Freshness</h2>", picture("freshness", of_freshness(fresh)), freshness_table(fresh)]
    if outcome.reconciled:
        rows = [
            (
                short_day(day.day),
                day.shop_orders,
                day.orders,
                money(day.shop_cents),
                money(day.cents),
                yes(day.agrees),
            )
            for day in outcome.reconciled.days
        ]
        heads = ("day", "orders, shop", "orders, warehouse", "EUR, shop", "EUR, warehouse", "agree")
        body += ["<h2>Shop against warehouse</h2>", "<p>All orders of a day, paid or not.</p>", table(heads, rows)]
    clock = utc(outcome.judged.as_of_ms)
    now = f"{short_day(clock.date())} {clock:%Y, %H:%M} UTC"
    (folder / "index.html").write_text(
        "<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n"
        "<meta name=viewport content='width=device-width'>\n<title>orderflow</title>\n"
        f"<style>{STYLE}</style>\n<h1>The shop's orders, as of {now}</h1>\n" + "\n".join(body) + "\n</html>\n",
        encoding="utf-8",
    )


def picture(name: str, says: str) -> str:
    """Return a chart with the sentence that it stands for, and the page where it can be hovered over."""
    return f"<p><a href={name}.html><img src={name}.png alt='{escape(says, quote=True)}'></a></p>"


def of_revenue(days: Sequence[Revenue]) -> str:
    """Return the revenue chart in words."""
    still = sum(day.open_orders > 0 for day in days)
    total = money(sum(day.cents for day in days))
    return f"Bars of daily revenue over {len(days)} days, {total} EUR together; {still} days are still open."


def of_freshness(verdict: Verdict) -> str:
    """Return the freshness chart in words."""
    missed = ", ".join(named(each) for each in verdict.missed) or "none"
    days, limit = len(verdict.observations), verdict.promise.limit
    return f"Points for {days} days under a promise of {limit:g} minutes; missed: {missed}."


def revenue_table(days: Sequence[Revenue]) -> str:
    """Return the numbers behind the bars."""
    rows = [(short_day(day.day), money(day.cents), day.open_orders, money(day.open_cents)) for day in days]
    return table(("day", "EUR, paid or shipped", "orders still open", "EUR still open"), rows)


def freshness_table(verdict: Verdict) -> str:
    """Return the numbers behind the points."""
    rows = [
        (
            named(each),
            in_words(each.value * MINUTE_MS),
            "kept" if verdict.promise.kept_by(each.value) else "missed",
        )
        for each in verdict.observations
    ]
    return table(("day", "95 of 100 within", f"promise of {verdict.promise.limit:g} min"), rows)


def named(each: Observation) -> str:
    """Return the day as the charts name it."""
    return short_day(date.fromisoformat(each.day))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; every cell is escaped, although none should need it."""
    head = "".join(f"<th>{escape(each)}" for each in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in row) for row in rows)
    return f"<table>\n<tr>{head}\n{body}\n</table>"


def money(cents: int) -> str:
    """Return cents as a person reads them; whole numbers all the way, so nothing is rounded."""
    return f"{cents // 100:,}.{cents % 100:02}"


def yes(agrees: bool) -> str:
    """Return the word for agreement."""
    return "yes" if agrees else "NO"
