"""Acceptance check of d06-iam-reporting: the reporting job gets what it needs, and the guards notice more."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from evidence import iam

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("dev", "prod")
ACTIONS = {"s3:getobject", "s3:listbucket", "kms:decrypt"}


def read(name: str) -> dict[str, Any]:
    file = ROOT / f"iam/policies/{name}.json"
    assert file.is_file(), f"iam/policies/{name}.json is missing"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def allowlist() -> dict[str, Any]:
    return tomllib.loads((ROOT / "iam/allowlist.toml").read_text(encoding="utf-8"))


def statement(policy: dict[str, Any], action: str) -> dict[str, Any]:
    found = [each for each in iam.statements(policy) if action in json.dumps(each.get("Action")).lower()]
    assert len(found) == 1, f"{action} stands in {len(found)} statements"
    return found[0]


def resources(policy: dict[str, Any], action: str) -> list[str]:
    found = statement(policy, action)["Resource"]
    return [found] if isinstance(found, str) else found


@pytest.mark.parametrize("env", ENVIRONMENTS)
def test_it_allows_exactly_three_actions_and_is_clean(env: str) -> None:
    policy = read(f"reporting-{env}")
    assert iam.expanded(policy) == ACTIONS
    assert f"reporting-{env}" in allowlist()["policies"], "iam/allowlist.toml does not know the new policy"
    assert iam.faults(f"reporting-{env}", policy, allowlist()) == []


@pytest.mark.parametrize("env", ENVIRONMENTS)
def test_objects_and_listings_end_at_the_prefix(env: str) -> None:
    policy = read(f"reporting-{env}")
    bucket = f"arn:aws:s3:::tickets-exports-{env}"
    assert resources(policy, "s3:getobject") == [f"{bucket}/exports/*"], "objects are read under exports/ only"
    assert resources(policy, "s3:listbucket") == [bucket]
    condition = statement(policy, "s3:listbucket")["Condition"]
    prefixes = [value for each in condition.values() for name, value in each.items() if name.lower() == "s3:prefix"]
    assert prefixes, "a listing without a condition on s3:prefix shows the whole bucket"
    listed = [prefixes[0]] if isinstance(prefixes[0], str) else prefixes[0]
    assert all(each.startswith("exports/") for each in listed), listed


@pytest.mark.parametrize("env", ENVIRONMENTS)
def test_one_key_is_used_and_only_through_the_bucket(env: str) -> None:
    policy = read(f"reporting-{env}")
    backup = read(f"backup-{env}")
    assert resources(policy, "kms:decrypt") == resources(backup, "kms:decrypt"), "it is the key of this environment"
    condition = json.dumps(statement(policy, "kms:decrypt").get("Condition", {}))
    assert "kms:ViaService" in condition, "the key is used through S3 only: kms:ViaService"
    assert '"s3.' in condition


@pytest.mark.parametrize("env", ENVIRONMENTS)
def test_one_action_more_is_caught(env: str) -> None:
    wider = copy.deepcopy(read(f"reporting-{env}"))
    statement(wider, "s3:getobject")["Action"] = ["s3:GetObject", "s3:PutObject"]
    assert "+ s3:putobject is not in the allow-list" in iam.faults(f"reporting-{env}", wider, allowlist())


def test_the_threat_model_has_the_new_flow() -> None:
    text = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| T") and "report" in line.lower()]
    assert rows, "docs/threat-model.md has no row about the reporting job"
