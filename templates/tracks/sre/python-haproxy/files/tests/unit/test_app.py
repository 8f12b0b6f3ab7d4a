from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from quotes import pricing
from quotes.app import Readiness, create
from quotes.settings import Settings, SettingsError
from quotes.telemetry import JsonFormatter
from tests.caller import get

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    return tmp_path / "traces.jsonl"


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
def app(traces: Path, readiness: Readiness) -> FastAPI:
    return create(Settings(release="9.9.9", traces_file=str(traces)), readiness)


def spans(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_quote_says_what_was_asked_what_it_costs_and_who_says_so(app: FastAPI) -> None:
    answer = get(app, "/quotes?sku=mug-blue&quantity=10")
    assert answer.status == 200
    assert answer.json == {
        "sku": "mug-blue",
        "quantity": 10,
        "unit_cents": 890,
        "discount_percent": 5,
        "total_cents": 8455,
        "release": "9.9.9",
    }


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/quotes?sku=anvil", 404),
        ("/nowhere", 404),
        ("/quotes?sku=mug-blue&quantity=0", 422),
        ("/quotes?sku=mug-blue&quantity=1000", 422),
        ("/quotes?sku=mug-blue&quantity=many", 422),
        ("/quotes", 422),
    ],
)
def test_every_refusal_is_a_problem_document_that_repeats_nothing(app: FastAPI, target: str, status: int) -> None:
    answer = get(app, target)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail"}
    assert answer.json["status"] == status
    assert "anvil" not in answer.body.decode()


def test_a_bug_is_a_500_without_a_stack_trace_and_an_exception_in_the_span_that_raised_it(
    app: FastAPI, traces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(sku: str, _quantity: int) -> pricing.Quote:
        raise KeyError(sku)

    monkeypatch.setattr(pricing, "quote", broken)
    answer = get(app, "/quotes?sku=mug-blue", {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"})
    assert answer.status == 500
    assert answer.json["type"] == "/problems/internal"
    assert "Key" not in answer.body.decode()
    price, server = spans(traces)
    assert price["name"] == "price"
    assert price["exceptions"] == [{"type": "KeyError", "message": "'mug-blue'"}]
    assert price["parent_id"] == server["span_id"]
    assert price["trace_id"] == server["trace_id"] == "a" * 32
    assert "exceptions" not in server
    assert (server["name"], server["status"], server["release"]) == ("GET /quotes", "ERROR", "9.9.9")


def test_a_thousand_unknown_products_and_paths_add_no_series(app: FastAPI) -> None:
    get(app, "/quotes?sku=anvil-0")
    get(app, "/anvil/0")
    before = len(get(app, "/metrics").body.splitlines())
    for number in range(1000):
        get(app, f"/quotes?sku=anvil-{number}")
        get(app, f"/anvil/{number}")
    page = get(app, "/metrics").body.decode()
    assert len(page.splitlines()) == before
    assert 'quotes_requests_total{code="404",release="9.9.9",route="/quotes"} 1001.0' in page
    assert 'route="unmatched"' in page


def test_an_exemplar_leads_from_a_bucket_to_the_trace(app: FastAPI, traces: Path) -> None:
    get(app, "/quotes?sku=mug-blue")
    page = get(app, "/metrics", {"accept": "application/openmetrics-text"}).body.decode()
    assert f'trace_id="{spans(traces)[0]["trace_id"]}"' in page


def test_pages_about_itself_are_in_neither_metrics_nor_traces(app: FastAPI, traces: Path) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert get(app, path).status == 200
    assert "quotes_requests_total{" not in get(app, "/metrics").body.decode()
    assert not traces.read_text("utf-8")


def test_readiness_goes_before_health_does(app: FastAPI, readiness: Readiness) -> None:
    readiness.ready = False
    assert get(app, "/readyz").status == 503
    assert get(app, "/healthz").status == 200


def test_a_log_line_is_json_with_release_and_trace_and_without_what_a_customer_typed() -> None:
    fault = KeyError("typed by a customer")
    record = logging.LogRecord("quotes", logging.ERROR, "", 0, "request failed", (), (KeyError, fault, None))
    line = json.loads(JsonFormatter("9.9.9").format(record))
    assert {"ts", "level", "event", "release", "trace_id", "exception"} == set(line)
    assert line["exception"] == "KeyError"
    assert "typed by a customer" not in json.dumps(line)


@pytest.mark.parametrize(
    ("env", "variable"),
    [
        ({"ENV": "production"}, "RELEASE"),
        ({"ENV": "staging"}, "ENV"),
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"DRAIN_SECONDS": "long"}, "DRAIN_SECONDS"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(env: dict[str, str], variable: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        Settings.from_environment(env)


def test_production_starts_once_it_knows_its_release() -> None:
    assert Settings.from_environment({"ENV": "production", "RELEASE": "1.0.0"}).release == "1.0.0"
