"""Policies: exactly what a workload uses, and no way to become more."""

from __future__ import annotations

import copy
import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from evidence import iam

if TYPE_CHECKING:
    from pathlib import Path


def policy(root: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / f"iam/{name}.json").read_text(encoding="utf-8"))
    return found


def allowlist(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "iam/allowlist.toml").read_text(encoding="utf-8"))


def test_every_policy_is_clean(root: Path) -> None:
    result = iam.check(root / "iam")
    assert {name: bad for name, bad in result.items() if bad} == {}
    assert {"app-dev", "app-prod", "backup-dev", "backup-prod", "deployer-dev", "deployer-prod"} <= set(result)
    assert {"trust/deployer-dev", "trust/deployer-prod"} <= set(result)


def test_one_action_more_or_less_prints_the_difference(root: Path) -> None:
    wider = policy(root, "policies/backup-prod")
    wider["Statement"][0]["Action"].append("s3:DeleteObject")
    assert "+ s3:deleteobject is not in the allow-list" in iam.faults("backup-prod", wider, allowlist(root))
    narrower = policy(root, "policies/backup-prod")
    del narrower["Statement"][1]
    assert "- s3:listbucket is in the allow-list and in no statement" in iam.faults(
        "backup-prod", narrower, allowlist(root)
    )


def test_a_wildcard_is_written_out(root: Path) -> None:
    wide = policy(root, "policies/app-dev")
    wide["Statement"][0]["Action"] = ["s3:Get*"]
    bad = iam.faults("app-dev", wide, allowlist(root))
    assert "s3:Get*: a wildcard in an action" in bad
    assert "+ s3:getbucketpolicy is not in the allow-list" in bad


@pytest.mark.parametrize("action", sorted(iam.ESCALATIONS))
def test_no_policy_may_lead_to_more_rights(root: Path, action: str) -> None:
    risky = policy(root, "policies/deployer-prod")
    risky["Statement"].append({"Effect": "Allow", "Action": [action], "Resource": "arn:aws:iam::111122223333:role/x"})
    assert f"{action}: a way to more rights" in iam.faults("deployer-prod", risky, allowlist(root))


def test_there_are_twenty_known_ways_and_pass_role_is_one_more(root: Path) -> None:
    assert len(iam.ESCALATIONS) == 20
    passing = {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": "arn:aws:iam::111122223333:role/tickets-app-prod",
    }
    condition = {"Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}
    fault = "iam:passrole: without a named role and the service that gets it"
    for change, bad in (
        (condition, False),
        ({}, True),
        (condition | {"Resource": "arn:aws:iam::111122223333:role/*"}, True),
    ):
        risky = policy(root, "policies/deployer-prod")
        risky["Statement"].append(passing | change)
        assert (fault in iam.faults("deployer-prod", risky, allowlist(root))) is bad


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"Resource": "*"}, "s3:GetObject: on every resource"),
        ({"Condition": {}}, "arn:aws:s3:::tickets-attachments-prod/*: allowed without TLS"),
        (
            {"Resource": "arn:aws:s3:::tickets-attachments-dev/*"},
            "arn:aws:s3:::tickets-attachments-dev/: of the environment dev",
        ),
        ({"Action": ["s3:GetObjekt"]}, "parliament: UNKNOWN_ACTION"),
    ],
)
def test_a_careless_statement_is_named(root: Path, change: dict[str, Any], fault: str) -> None:
    careless = policy(root, "policies/app-prod")
    careless["Statement"][0] |= change
    assert fault in iam.faults("app-prod", careless, allowlist(root))


@pytest.mark.parametrize(
    ("where", "value", "fault"),
    [
        ("sub", "repo:example-org/tickets:*", "is not one repository"),
        ("sub", "repo:example-org/*:environment:prod", "is not one repository"),
        ("sub", "repo:example-org/tickets:environment:dev", "is not one repository"),
        ("aud", "*", "the audience is not exactly"),
    ],
)
def test_only_one_repository_may_deploy(root: Path, where: str, value: str, fault: str) -> None:
    trust = policy(root, "trust/deployer-prod")
    changed = copy.deepcopy(trust)
    changed["Statement"][0]["Condition"]["StringEquals"][f"token.actions.githubusercontent.com:{where}"] = value
    assert iam.trust_faults("deployer-prod", trust) == []
    assert any(fault in line for line in iam.trust_faults("deployer-prod", changed))
    likened = copy.deepcopy(trust)
    likened["Statement"][0]["Condition"]["StringLike"] = likened["Statement"][0]["Condition"].pop("StringEquals")
    assert any("StringEquals" in line for line in iam.trust_faults("deployer-prod", likened))


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"Federated": "arn:aws:iam::111122223333:oidc-provider/accounts.example"},
        {"Federated": ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", "*"]},
    ],
)
def test_only_the_identity_provider_may_speak_for_a_deployer(root: Path, principal: Any) -> None:
    trust = policy(root, "trust/deployer-prod")
    trust["Statement"][0]["Principal"] = principal
    assert any("not the one identity provider" in line for line in iam.trust_faults("deployer-prod", trust))
