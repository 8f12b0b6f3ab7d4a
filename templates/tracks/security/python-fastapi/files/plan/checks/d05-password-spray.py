"""Acceptance check of d05-password-spray: one address that tries many accounts is seen, an office is not.

The check brings its own logs. It asks the rules as they stand in detections/rules.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from watch.coverage import read_expected
from watch.detect import detect
from watch.rules import Rule, read_rules
from watch.schema import FIELDS

if TYPE_CHECKING:
    from watch.schema import Event

ROOT = Path(__file__).parents[2]
FILE = ROOT / "detections/rules/password-spray.yml"
NAME = "password_spray"
START = datetime(2026, 3, 9, 8, 0, tzinfo=UTC).timestamp()


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    assert FILE.is_file(), "detections/rules/password-spray.yml is missing"
    found = read_rules(ROOT / "detections/rules")
    assert NAME in {rule.name for rule in found}, f"no rule is called {NAME}"
    return found


def failure(second: float, user: str, address: str = "198.51.100.66") -> Event:
    event: Event = dict.fromkeys(FIELDS)
    at = datetime.fromtimestamp(START + second, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    event |= {"timestamp": at, "event_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{second}{user}{address}"))}
    event |= {"event_action": "login", "event_outcome": "failure", "reason": "wrong_password", "http_status": 401}
    return event | {"source_ip": address, "user_name": user, "user_tenant": "alpine", "user_role": "agent"}


def alerts(rules: list[Rule], events: list[Event]) -> int:
    return sum(alert.rule == NAME for alert in detect(events, rules))


def people(count: int) -> list[str]:
    return [f"person.{chr(97 + number)}" for number in range(count)]


def test_a_spray_of_twelve_accounts_is_one_alert(rules: list[Rule]) -> None:
    events = [failure(20 * number, user) for number, user in enumerate(people(12))]
    assert alerts(rules, events) == 1, "12 accounts from one address within four minutes are one alert"


def test_eight_accounts_are_the_threshold(rules: list[Rule]) -> None:
    for count, expected in ((7, 0), (8, 1)):
        events = [failure(20 * number, user) for number, user in enumerate(people(count))]
        assert alerts(rules, events) == expected, f"{count} accounts within ten minutes: {expected} alerts"


def test_an_office_that_mistypes_is_no_alert(rules: list[Rule]) -> None:
    events = [failure(15 * number, people(3)[number % 3], "198.51.100.10") for number in range(9)]
    assert alerts(rules, events) == 0, "three people behind one address who mistype are no spray"


def test_forty_failures_on_one_account_are_another_rules_work(rules: list[Rule]) -> None:
    events = [failure(5 * number, "person.a") for number in range(40)]
    assert alerts(rules, events) == 0, "one account is no spray, whatever the number of failures"


def test_many_addresses_are_no_spray_of_one(rules: list[Rule]) -> None:
    events = [failure(20 * n, user, f"198.51.100.{100 + n}") for n, user in enumerate(people(12))]
    assert alerts(rules, events) == 0, "the rule groups by the address"


def test_a_spray_over_half_an_hour_is_a_named_blind_spot(rules: list[Rule]) -> None:
    events = [failure(150 * number, user) for number, user in enumerate(people(12))]
    assert alerts(rules, events) == 0, "12 accounts over half an hour stay under the rule"
    page = (ROOT / "docs/coverage.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if NAME in line and line.startswith("|")]
    assert lines, f"docs/coverage.md does not show {NAME}: run make coverage"
    assert "half an hour" in lines[0] or "30 min" in lines[0], "the blind spot of a slow spray is not named"


def test_the_rule_has_what_every_rule_has(rules: list[Rule]) -> None:
    rule = next(rule for rule in rules if rule.name == NAME)
    assert "T1110.003" in rule.techniques
    assert "T1110.003" in (ROOT / "detections/techniques.txt").read_text(encoding="utf-8")
    correlations = [
        doc["correlation"] for doc in yaml.safe_load_all(FILE.read_text(encoding="utf-8")) if "correlation" in doc
    ]
    assert correlations[0]["type"] == "value_count", "the rule counts accounts, not failures"
    fixtures = read_expected(ROOT / "detections/fixtures", rule).fixtures
    assert sum(fixture.name.startswith("edge-") for fixture in fixtures) >= 2, "the edges: an office, and a slow spray"
