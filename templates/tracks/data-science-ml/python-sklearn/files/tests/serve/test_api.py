from __future__ import annotations

import asyncio
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from departures.domain.calendar import date_of
from departures.domain.schedule import ScheduledFlight
from departures.models import registry
from departures.serve.api import create
from departures.serve.scorer import Served

DAY = 364
Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def served(published: Path) -> Served:
    return Served(published)


def asker(served: Served, token: str | None = None) -> Ask:
    app = create(served, token)

    def ask(method: str, path: str, **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://departures.test") as client:
                return await client.request(method, path, **more)

        return asyncio.run(send())

    return ask


@pytest.fixture(scope="module")
def ask(served: Served) -> Ask:
    return asker(served)


@pytest.fixture(scope="module")
def flights(scheduled: Callable[[int], list[ScheduledFlight]]) -> list[dict[str, Any]]:
    return [
        {
            "day": flight.day.isoformat(), "carrier": flight.carrier, "flight": flight.flight, "origin": flight.origin,
            "dest": flight.dest, "departs": f"{flight.departs // 60:02d}:{flight.departs % 60:02d}", "distance": flight.distance,
        }
        for flight in scheduled(DAY)
    ]  # fmt: skip


def test_a_question_is_answered(ask: Ask, flights: list[dict[str, Any]], served: Served) -> None:
    answer = ask("POST", "/predict", json={"flights": flights[:3]})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["model"], told["as_of"], told["threshold"]) == (served().version, "2013-12-29", 0.2)
    for flight, said in zip(flights[:3], told["flights"], strict=True):
        assert (said["carrier"], said["flight"], said["schedule"]) == (flight["carrier"], flight["flight"], "listed")
        assert 0 < said["p"] < 1
        assert said["act"] is (said["p"] >= 0.2)


def test_one_by_one_is_the_same_as_all_at_once_in_any_order(ask: Ask, flights: list[dict[str, Any]]) -> None:
    together = ask("POST", "/predict", json={"flights": flights[:40]}).json()["flights"]
    order = list(range(40))
    random.Random(4).shuffle(order)  # noqa: S311
    mixed = ask("POST", "/predict", json={"flights": [flights[n] for n in order]}).json()["flights"]
    for place, n in enumerate(order):
        assert mixed[place]["p"] == pytest.approx(together[n]["p"], abs=1e-12)
    for n in (0, 17, 39):
        alone = ask("POST", "/predict", json={"flights": [flights[n]]}).json()["flights"][0]
        assert alone["p"] == pytest.approx(together[n]["p"], abs=1e-12)


def test_what_was_never_seen_is_scored_and_said_to_be_unlisted(ask: Ask, flights: list[dict[str, Any]]) -> None:
    new = flights[0] | {"carrier": "ZZ", "dest": "QQQ", "flight": 9998}
    (said,) = ask("POST", "/predict", json={"flights": [new]}).json()["flights"]
    assert 0 < said["p"] < 1
    assert said["schedule"] == "unlisted"


BAD: dict[str, dict[str, Any]] = {
    "a field that nobody knows": {"gate": "B7"},
    "a number in quotes": {"flight": "12"},
    "another airport": {"origin": "BOS"},
    "no time of a clock": {"departs": "25:00"},
    "small letters": {"dest": "ord"},
    "another year": {"day": "2014-01-01"},
    "no day": {"day": "tomorrow"},
    "a distance below zero": {"distance": -3},
    "nothing": {"carrier": None},
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_flight_is_a_problem_that_names_the_place(ask: Ask, flights: list[dict[str, Any]], name: str) -> None:
    answer = ask("POST", "/predict", json={"flights": [flights[0] | BAD[name]]})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "/problems/invalid-request"
    assert any(next(iter(BAD[name])) in error["at"] for error in told["errors"]), told


@pytest.mark.parametrize("count", [0, 1001])
def test_too_few_and_too_many_flights_are_refused(ask: Ask, flights: list[dict[str, Any]], count: int) -> None:
    assert ask("POST", "/predict", json={"flights": (flights * 2)[:count]}).status_code == 422


def test_a_thousand_flights_are_answered(ask: Ask, flights: list[dict[str, Any]]) -> None:
    answer = ask("POST", "/predict", json={"flights": (flights * 2)[:1000]})
    assert len(answer.json()["flights"]) == 1000


def test_two_days_in_one_question_are_refused(ask: Ask, flights: list[dict[str, Any]]) -> None:
    other = flights[1] | {"day": date_of(DAY - 1).isoformat()}
    answer = ask("POST", "/predict", json={"flights": [flights[0], other]})
    assert answer.status_code == 422
    assert "one day" in answer.text


def test_no_json_at_all_is_a_problem_too(ask: Ask) -> None:
    answer = ask("POST", "/predict", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_day_without_a_schedule_is_said_to_be_one(ask: Ask, flights: list[dict[str, Any]]) -> None:
    answer = ask("POST", "/predict", json={"flights": [flights[0] | {"day": "2013-06-01"}]})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/schedule-missing")


def test_a_stale_state_is_said_to_be_stale(published: Path, tmp_path: Path, flights: list[dict[str, Any]]) -> None:
    shutil.copytree(published, tmp_path / "models", symlinks=True)
    folder = registry.current(tmp_path / "models")
    about = json.loads((folder / registry.ABOUT).read_text(encoding="utf-8"))
    (folder / registry.ABOUT).write_text(json.dumps(about | {"as_of": about["as_of"] - 1}), encoding="utf-8")
    answer = asker(Served(tmp_path / "models"))("POST", "/predict", json={"flights": flights[:1]})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/state-stale")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/predict", 405)])
def test_a_wrong_path_is_a_problem(ask: Ask, method: str, path: str, status: int) -> None:
    answer = ask(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


def test_health_model_and_metrics(served: Served, flights: list[dict[str, Any]]) -> None:
    ask = asker(served)
    assert ask("GET", "/healthz").json() == {"status": "ok"}
    assert ask("GET", "/readyz").json() == {"status": "ready", "model": served().version}
    assert ask("GET", "/model").json()["as_of"] == "2013-12-29"
    ask("POST", "/predict", json={"flights": [*flights[:4], flights[0] | {"flight": 9999}]})
    told = ask("GET", "/metrics").text
    assert "departures_flights_total 5\n" in told
    assert "departures_unlisted_total 1\n" in told


def test_with_a_token_questions_need_it_and_health_does_not(served: Served, flights: list[dict[str, Any]]) -> None:
    ask = asker(served, token="a-long-random-text")
    body = {"flights": flights[:1]}
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "a-long-random-text"}):
        answer = ask("POST", "/predict", json=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthorized")
        assert "a-long-random-text" not in answer.text
    assert ask("POST", "/predict", json=body, headers={"authorization": "Bearer a-long-random-text"}).status_code == 200
    assert ask("GET", "/healthz").status_code == 200


def test_going_back_is_noticed_without_a_restart(published: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(published, models, symlinks=True)
    first = registry.current(models)
    staged = models / ".staged"
    shutil.copytree(first, staged)
    about = json.loads((staged / registry.ABOUT).read_text(encoding="utf-8"))
    served = Served(models)
    registry.publish(models, "feedfacecafe", staged, about, keep=3)
    assert served().version == "feedfacecafe"
    registry.roll_back(models)
    assert served().version == first.name


def test_a_version_that_cannot_be_opened_is_not_served(published: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(published, models, symlinks=True)
    first = registry.current(models)
    served = Served(models)
    staged = models / ".staged"
    shutil.copytree(first, staged)
    broken = registry.publish(models, "deadbeefdead", staged, {"costs": {}}, keep=3)
    (broken / registry.MODEL).write_bytes(b"tampered with")
    assert served().version == first.name
