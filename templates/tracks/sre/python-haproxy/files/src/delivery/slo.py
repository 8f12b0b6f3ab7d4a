"""Objectives and the alerts that follow from them. Pure: standard library only.

An alert looks at two windows. The long one says that enough budget burnt to matter, the short one that it still burns,
so that the page ends soon after the fault does. The factors are those of the SRE workbook: 14.4 spends 2 % of a
30-day budget in an hour, 6 spends 5 % in six hours, 3 spends 10 % in a day, 1 spends it exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Burn:
    """One pair of windows and how fast the budget may burn in both."""

    severity: str
    long: str
    short: str
    factor: float
    lasts: str


BURNS = (
    Burn("page", "1h", "5m", 14.4, "2m"),
    Burn("page", "6h", "30m", 6.0, "5m"),
    Burn("ticket", "1d", "2h", 3.0, "15m"),
    Burn("ticket", "3d", "6h", 1.0, "30m"),
)


class ObjectiveError(Exception):
    """An objective that does not say what is needed; the message names the field."""


@dataclass(frozen=True)
class Objective:
    """What `slo/<name>.yaml` says (OpenSLO v1)."""

    name: str
    target: float
    days: int
    bad: str
    total: str
    runbook: str
    says: str

    @classmethod
    def from_document(cls, data: Mapping[str, Any]) -> Objective:
        """Read an OpenSLO document with a ratio of bad to total."""
        try:
            spec, about = data["spec"], data["metadata"]
            ratio = spec["indicator"]["spec"]["ratioMetric"]
            found = cls(
                name=about["name"],
                target=float(spec["objectives"][0]["target"]),
                days=int(spec["timeWindow"][0]["duration"].removesuffix("d")),
                bad=ratio["bad"]["metricSource"]["spec"]["query"],
                total=ratio["total"]["metricSource"]["spec"]["query"],
                runbook=about["annotations"]["runbook"],
                says=spec["description"].strip(),
            )
        except (KeyError, IndexError, TypeError, ValueError) as fault:
            raise ObjectiveError(f"not an OpenSLO ratio objective: {fault}") from fault
        if not 0 < found.target < 1:
            raise ObjectiveError(f"{found.name}: target must lie between 0 and 1")
        return found

    @property
    def budget(self) -> float:
        """Return the share of requests that may fail."""
        return 1 - self.target

    def ratio(self, window: str) -> str:
        """Write the error ratio over a window. Nothing over nothing is no number, and no number is no page."""
        return f"({self.bad.replace('$window', window)}) / ({self.total.replace('$window', window)})"


def budget_left(bad: float, total: float, target: float) -> float:
    """Return the part of the error budget that is left: 1 is all, 0 none, below 0 overspent; without traffic all."""
    return 1.0 if total <= 0 else 1.0 - bad / (total * (1.0 - target))


def series(objective: Objective, window: str) -> str:
    """Name the recorded error ratio of a window."""
    return f"slo:{objective.name}:error_ratio_{window}"


def rules(objective: Objective) -> dict[str, Any]:
    """Make the recording and alerting rules of one objective."""
    windows = sorted({window for burn in BURNS for window in (burn.long, burn.short)}, key=_minutes)
    recorded = [{"record": series(objective, window), "expr": objective.ratio(window)} for window in windows]
    return {
        "groups": [
            {"name": f"{objective.name}-ratios", "rules": recorded},
            {"name": f"{objective.name}-alerts", "rules": [_alert(objective, burn) for burn in BURNS]},
        ]
    }


def _alert(objective: Objective, burn: Burn) -> dict[str, Any]:
    limit = f"{round(burn.factor * objective.budget, 6):g}"
    title = objective.name.capitalize()
    # The recorded series carry no labels, so `and` needs no matching clause.
    expr = f"{series(objective, burn.long)} > {limit} and {series(objective, burn.short)} > {limit}"
    return {
        "alert": f"{title}Budget{'Burn' if burn.severity == 'page' else 'Leak'}{burn.long}",
        "expr": expr,
        "for": burn.lasts,
        "labels": {"severity": burn.severity, "slo": objective.name, "window": burn.long},
        "annotations": {
            "summary": f"{objective.says} For {burn.long} and still now, the error budget burns at more than "
            f"{burn.factor:g} times the speed that lasts {objective.days} days.",
            "runbook": objective.runbook,
        },
    }


def _minutes(window: str) -> int:
    return int(window[:-1]) * {"m": 1, "h": 60, "d": 1440}[window[-1]]
