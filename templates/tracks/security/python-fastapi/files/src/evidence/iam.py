"""Checks of the IAM policies, offline: as little as a workload uses, and no way to become more.

The policies were never applied to an account; what can be known without one is checked here.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import warnings
from pathlib import Path
from typing import Any, Final

with warnings.catch_warnings():
    # parliament imports pkg_resources, which says that it is old; policyuniverse leaves its data file to the collector.
    warnings.simplefilter("ignore")
    import parliament
    from policyuniverse.expander_minimizer import get_actions_from_statement

FOLDER: Final = Path("iam")
# The known ways from "may do this" to "may do everything", as collected by those who attack accounts for a living.
ESCALATIONS: Final = frozenset(
    {
        "iam:addusertogroup",
        "iam:attachgrouppolicy",
        "iam:attachrolepolicy",
        "iam:attachuserpolicy",
        "iam:createaccesskey",
        "iam:createloginprofile",
        "iam:createpolicyversion",
        "iam:putgrouppolicy",
        "iam:putrolepolicy",
        "iam:putuserpolicy",
        "iam:setdefaultpolicyversion",
        "iam:updateassumerolepolicy",
        "iam:updateloginprofile",
        "cloudformation:createstack",
        "datapipeline:createpipeline",
        "glue:createdevendpoint",
        "glue:updatedevendpoint",
        "lambda:createfunction",
        "lambda:updatefunctioncode",
        "ec2:runinstances",
    }
)


def _list(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []


def statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the statements of a policy."""
    found = policy["Statement"]
    return found if isinstance(found, list) else [found]


def expanded(policy: dict[str, Any]) -> set[str]:
    """Return every single action that a policy allows, wildcards written out."""
    found: set[str] = set()
    for statement in statements(policy):
        if statement["Effect"] == "Allow":
            found |= {str(action).lower() for action in get_actions_from_statement(statement)}
    return found


def difference(policy: dict[str, Any], allowed: list[str]) -> list[str]:
    """Compare with the list of what was agreed on, in both directions."""
    wanted, there = {action.lower() for action in allowed}, expanded(policy)
    return [f"+ {action} is not in the allow-list" for action in sorted(there - wanted)] + [
        f"- {action} is in the allow-list and in no statement" for action in sorted(wanted - there)
    ]


def _wildcards(statement: dict[str, Any], reasons: dict[str, str]) -> list[str]:
    bad = [f"{action}: a wildcard in an action" for action in _list(statement.get("Action")) if "*" in action]
    if "NotAction" in statement or "NotResource" in statement:
        bad.append("everything but something is still nearly everything")
    if "*" in _list(statement.get("Resource")):
        bad += [f"{action}: on every resource" for action in _list(statement.get("Action")) if action not in reasons]
    return bad


def _escalations(statement: dict[str, Any]) -> list[str]:
    actions = {str(action).lower() for action in get_actions_from_statement(statement)}
    bad = [f"{action}: a way to more rights" for action in sorted(actions & ESCALATIONS)]
    if "iam:passrole" in actions:
        named = all(re.fullmatch(r"arn:aws:iam::\d{12}:role/[\w-]+", each) for each in _list(statement["Resource"]))
        if not named or "iam:PassedToService" not in str(statement.get("Condition")):
            bad.append("iam:passrole: without a named role and the service that gets it")
    return bad


def _without_tls(statement: dict[str, Any]) -> list[str]:
    buckets = [each for each in _list(statement.get("Resource")) if each.startswith("arn:aws:s3:::")]
    secure = statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "true"
    return [f"{bucket}: allowed without TLS" for bucket in buckets if not secure]


def faults(name: str, policy: dict[str, Any], allowlist: dict[str, Any]) -> list[str]:
    """Return everything that is wrong with one policy."""
    text = json.dumps(policy)
    found = parliament.analyze_policy_string(text, include_community_auditors=True).findings
    bad = [f"parliament: {finding.issue}" for finding in found]
    bad += difference(policy, allowlist["policies"].get(name, []))
    for statement in statements(policy):
        if statement["Effect"] == "Allow":
            bad += _wildcards(statement, allowlist["no_resource"])
            bad += _escalations(statement)
            bad += _without_tls(statement)
    other = "prod" if name.endswith("-dev") else "dev"
    bad += [f"{hit}: of the environment {other}" for hit in re.findall(rf"[\w:/-]*\b{other}\b[\w:/-]*", text)]
    return bad


def trust_faults(name: str, policy: dict[str, Any]) -> list[str]:
    """Return what would let somebody else take the deployer's role."""
    provider, environment = "token.actions.githubusercontent.com", name.rpartition("-")[2]
    federated = rf"arn:aws:iam::\d{{12}}:oidc-provider/{re.escape(provider)}"
    bad = []
    for statement in statements(policy):
        principal = statement.get("Principal")
        if not isinstance(principal, dict) or list(principal) != ["Federated"]:
            bad.append(f"the principal {principal} is not the one identity provider")
        elif not re.fullmatch(federated, str(principal["Federated"])):
            bad.append(f"the principal {principal['Federated']} is not the one identity provider")
        condition = statement.get("Condition", {})
        equals = condition.get("StringEquals", {})
        if set(condition) != {"StringEquals"}:
            bad.append("conditions other than StringEquals: a pattern admits more than was meant")
        if equals.get(f"{provider}:aud") != "sts.amazonaws.com":
            bad.append("the audience is not exactly sts.amazonaws.com")
        subject = equals.get(f"{provider}:sub")
        if not re.fullmatch(rf"repo:[\w.-]+/[\w.-]+:environment:{environment}", str(subject)):
            bad.append(f"the subject {subject} is not one repository in the environment {environment}")
        if statement.get("Action") != "sts:AssumeRoleWithWebIdentity":
            bad.append(f"the action is {statement.get('Action')}")
    return bad


def check(folder: Path = FOLDER) -> dict[str, list[str]]:
    """Check every policy and trust of a folder."""
    allowlist = tomllib.loads((folder / "allowlist.toml").read_text(encoding="utf-8"))
    result = {}
    for file in sorted((folder / "policies").glob("*.json")):
        result[file.stem] = faults(file.stem, json.loads(file.read_text(encoding="utf-8")), allowlist)
    for file in sorted((folder / "trust").glob("*.json")):
        result[f"trust/{file.stem}"] = trust_faults(file.stem, json.loads(file.read_text(encoding="utf-8")))
    missing = sorted(set(allowlist["policies"]) - set(result))
    return result | {name: ["in the allow-list, but there is no such policy"] for name in missing}


def main() -> int:
    """Print one line per policy."""
    allowlist = tomllib.loads((FOLDER / "allowlist.toml").read_text(encoding="utf-8"))
    result = check()
    for name, bad in result.items():
        actions = allowlist["policies"].get(name)
        what = f"{len(actions)} actions" if actions is not None else "exact subject"
        sys.stdout.write(f"{'FAULT' if bad else 'ok   '} {name:<22} {what}\n")
        sys.stdout.writelines(f"      {line}\n" for line in bad)
    return 1 if any(result.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
