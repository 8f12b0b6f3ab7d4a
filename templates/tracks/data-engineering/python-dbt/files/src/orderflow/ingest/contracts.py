"""Read contracts/*.yml: a wrong file is a fault of this repository, so it stops everything."""

from __future__ import annotations

from pathlib import Path

import yaml

from orderflow.domain.contract import TYPES, Contract, Field


class ContractError(Exception):
    """A contract file that cannot be read as one."""


def read_contract(path: Path) -> Contract:
    """Return the contract of one file."""
    body = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        fields = tuple(
            Field(
                name=name,
                type=spec["type"],
                nullable=spec.get("nullable", False),
                allowed=tuple(spec.get("allowed", ())),
                min=spec.get("min"),
                max=spec.get("max"),
                pii=spec.get("pii", False),
            )
            for name, spec in body["fields"].items()
        )
        contract = Contract(body["table"], body["version"], body["owner"], body["primary_key"], fields)
    except (KeyError, TypeError, AttributeError) as why:
        raise ContractError(f"{path.name}: no contract, {why} is missing or wrong") from why
    names = {each.name for each in fields}
    if unknown := {each.type for each in fields} - TYPES.keys():
        raise ContractError(f"{path.name}: type {unknown.pop()!r} is none of {', '.join(TYPES)}")
    if contract.primary_key not in names:
        raise ContractError(f"{path.name}: primary key {contract.primary_key!r} is no field")
    return contract


def read_contracts(folder: Path) -> dict[str, Contract]:
    """Return all contracts by table."""
    found = [read_contract(path) for path in sorted(folder.glob("*.yml"))]
    return {contract.table: contract for contract in found}
