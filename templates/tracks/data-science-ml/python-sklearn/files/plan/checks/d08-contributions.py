"""Acceptance check of d08-contributions: reasons by group, which add up to what was said."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from departures.domain.schedule import ScheduledFlight
from departures.report import card
from departures.serve.api import create
from departures.serve.scorer import Served
from tests.conftest import ROOT

GROUPS = {"baseline", "schedule", "season", "history"}


@pytest.fixture(scope="module")
def answers(published: Path, scheduled: Callable[[int], list[ScheduledFlight]]) -> list[dict[str, Any]]:
    """Ask about a day, with a carrier and a destination at its end that nobody has ever seen."""
    asked = [
        {
            "day": f.day.isoformat(), "carrier": f.carrier, "flight": f.flight, "origin": f.origin, "dest": f.dest,
            "departs": f"{f.departs // 60:02d}:{f.departs % 60:02d}", "distance": f.distance,
        }
        for f in scheduled(364)[:300]
    ]  # fmt: skip
    asked.append(asked[0] | {"carrier": "ZZ", "dest": "QQQ"})

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=create(Served(published)))
        async with httpx.AsyncClient(transport=transport, base_url="http://departures.test") as client:
            return await client.post("/predict", json={"flights": asked})

    answer = asyncio.run(send())
    assert answer.status_code == 200, answer.text
    flights: list[dict[str, Any]] = answer.json()["flights"]
    return flights


def test_every_flight_has_its_reasons(answers: list[dict[str, Any]]) -> None:
    for said in answers:
        assert "why" in said, "the answer of /predict has no `why`"
        assert set(said["why"]) == GROUPS, (
            f"groups are {sorted(said['why'])}: no list of single features, they are collinear"
        )


def test_the_groups_add_up_to_the_log_odds(answers: list[dict[str, Any]]) -> None:
    for said in answers:
        odds = math.log(said["p"] / (1 - said["p"]))
        assert sum(said.get("why", {}).values()) == pytest.approx(odds, abs=1e-9), said


def test_the_baseline_is_one_number_and_the_season_is_one_a_day(answers: list[dict[str, Any]]) -> None:
    whys = [said.get("why", {}) for said in answers]
    for group in ("baseline", "season"):
        assert len({round(why.get(group, math.nan), 9) for why in whys}) == 1, f"{group} differs within a day"
    assert len({round(why["schedule"], 6) for why in whys}) > 20
    assert len({round(why["history"], 6) for why in whys}) > 20


def test_the_baseline_is_the_average_flight_and_not_the_intercept_of_nothing(answers: list[dict[str, Any]]) -> None:
    baseline = answers[0].get("why", {}).get("baseline", math.nan)
    assert 0.1 < 1 / (1 + math.exp(-baseline)) < 0.3, "the average flight is late about one time in five"


def test_the_card_says_what_the_baseline_is() -> None:
    metrics = json.loads((ROOT / "reports/metrics.json").read_text(encoding="utf-8"))
    assert "baseline" in card.render(metrics), "the card does not say what the baseline of a reason is"
