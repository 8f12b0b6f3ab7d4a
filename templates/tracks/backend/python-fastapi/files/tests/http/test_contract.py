"""The document that the code generates is the contract."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openapi_spec_validator import validate

from ledger.http.docs import document
from ledger.http.routes_system import CONTRACT, contract
from tests.http.normal import lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.wiring import Parts

Document = dict[str, Any]


def test_the_contract_is_a_valid_document() -> None:
    validate(yaml.safe_load(CONTRACT.read_text(encoding="utf-8")))


def test_the_code_says_what_the_contract_says(parts: Parts) -> None:
    wanted, found = lines(contract()), lines(document(parts.app()))
    difference = list(difflib.unified_diff(wanted, found, "contract", "code", lineterm="", n=4))
    assert not difference, "\n".join(difference)


def _drop_operation(doc: Document) -> None:
    del doc["paths"]["/v1/me"]


def _rename_operation(doc: Document) -> None:
    doc["paths"]["/v1/me"]["get"]["operationId"] = "me"


def _open_operation(doc: Document) -> None:
    doc["paths"]["/v1/me"]["get"]["security"] = []


def _drop_status(doc: Document) -> None:
    del doc["paths"]["/v1/transfers"]["post"]["responses"]["409"]


def _change_parameter(doc: Document) -> None:
    doc["paths"]["/v1/accounts"]["get"]["parameters"][0]["schema"]["maximum"] = 101


def _loosen_body(doc: Document) -> None:
    doc["components"]["schemas"]["NewTransfer"]["additionalProperties"] = True


def _drop_answer_field(doc: Document) -> None:
    doc["components"]["schemas"]["Transfer"]["required"].remove("version")


CHANGES = (
    _drop_operation,
    _rename_operation,
    _open_operation,
    _drop_status,
    _change_parameter,
    _loosen_body,
    _drop_answer_field,
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_comparison_sees_a_change(parts: Parts, change: Callable[[Document], None]) -> None:
    generated = document(parts.app())
    before = lines(generated)
    change(generated)
    assert lines(generated) != before
