"""Saying no: every refusal is a problem, whatever is wrong with the request."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.client import CONTRACT, Client, Person, new_key, transfer_body

if TYPE_CHECKING:
    from collections.abc import Iterator

KIB = 1024
LIMIT = 64 * KIB
ID = "019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11"


def send_transfer(person: Person, raw: object, **headers: str) -> Any:
    """Send raw bytes as the body of a transfer."""
    sent = {"idempotency-key": new_key()} | {name.replace("_", "-"): value for name, value in headers.items()}
    return person.client.send("POST", "/v1/transfers", token=person.token, raw=raw, headers=sent)


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/nothing", "/v1/accounts/", "/v2/accounts", "/v1/transfers/x/y/z"])
def test_an_unknown_path_is_not_found(client: Client, path: str) -> None:
    client.send("GET", path).problem(404, "not-found")


@pytest.mark.parametrize("template", sorted(CONTRACT.document["paths"]))
def test_a_wrong_method_is_answered_with_all_right_ones(client: Client, template: str) -> None:
    path = re.sub(r"\{\w+\}", ID, template)
    for method in {"DELETE", "PUT", "POST", "PATCH"} - CONTRACT.methods(template):
        assert client.send(method, path).status == 405


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"amount_minor": 1',
        b"amount=1",
        b'{"amount_minor": NaN}',
        b'{"amount_minor": Infinity}',
        b'{"amount_minor": -Infinity}',
        b'{"memo": "\xff\xfe"}',
        b"{'memo': 'x'}",
        b"[" * 20_000,
    ],
    ids=["empty", "brace", "cut", "form", "nan", "inf", "minus-inf", "not-utf-8", "quotes", "deep"],
)
def test_a_body_that_is_not_json_is_malformed(alice: Person, raw: bytes) -> None:
    send_transfer(alice, raw).problem(400, "malformed-body")


@pytest.mark.parametrize("raw", [b"[]", b"null", b"7", b'"text"', b"true"])
def test_a_body_that_is_no_object_is_invalid(alice: Person, raw: bytes) -> None:
    assert {code for _, _, code in send_transfer(alice, raw).faults()} == {"type"}


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_media_type_is_unsupported(alice: Person, media_type: str) -> None:
    send_transfer(alice, b"{}", content_type=media_type).problem(415, "unsupported-media-type")


def test_a_charset_beside_the_media_type_is_fine(alice: Person) -> None:
    assert send_transfer(alice, b"{}", content_type="application/json; charset=utf-8").status == 422


def test_a_body_may_have_64_kib_and_no_byte_more(alice: Person) -> None:
    body = json.dumps({"memo": ""}).encode()
    send_transfer(alice, body + b" " * (LIMIT - len(body))).problem(422, "validation")
    send_transfer(alice, body + b" " * (LIMIT - len(body) + 1)).problem(413, "body-too-large")


def test_a_body_of_unannounced_length_is_counted(alice: Person) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(LIMIT // KIB + 2):
            yield b" " * KIB

    send_transfer(alice, chunks()).problem(413, "body-too-large")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "type"),
        ("5", "type"),
        (1.5, "type"),
        (None, "type"),
        ([1], "type"),
        (0, "too_small"),
        (-1, "too_small"),
        (100_000_000_001, "too_large"),
        (10**30, "too_large"),
    ],
    ids=str,
)
def test_an_amount_is_a_whole_number_in_bounds(alice: Person, value: object, code: str) -> None:
    body = transfer_body(ID, ID, 1) | {"amount_minor": value}
    assert alice.post("/v1/transfers", body).faults() == {("body", "/amount_minor", code)}


@pytest.mark.parametrize("raw", [b"5.0", b"5e0", b"50e-1"])
def test_a_whole_number_may_be_written_with_a_point(alice: Person, raw: bytes) -> None:
    source, target = alice.account("Till", balance=5), alice.account("Safe")
    body = json.dumps(transfer_body(source, target, 7)).encode().replace(b": 7", b": " + raw)
    made = send_transfer(alice, body)
    alice.wrote = True
    assert (made.status, made.body["amount_minor"]) == (201, 5)


@pytest.mark.parametrize(
    "value",
    [
        "019aaf3c7b1e7c408f0e2d9a6a1f0c11",
        "{019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11}",
        "urn:uuid:019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11",
        "019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c1",
        "019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c1g",
        "",
    ],
)
def test_an_id_has_36_characters(alice: Person, value: str) -> None:
    body = transfer_body(value, ID, 1)
    faults = alice.post("/v1/transfers", body).faults()
    assert {pointer for _, pointer, _ in faults} == {"/source_account_id"}
    if value:
        path = alice.get(f"/v1/transfers/{value}").faults()
        assert {(place, pointer) for place, pointer, _ in path} == {("path", "/transfer_id")}


@pytest.mark.parametrize(
    "memo", ["", " x", "a\x00b", "a\nb", "a\x7fb", "x" * 81], ids=["empty", "space", "nul", "lf", "del", "long"]
)
def test_a_memo_is_one_line_of_text(alice: Person, memo: str) -> None:
    faults = alice.post("/v1/transfers", transfer_body(ID, ID, 1) | {"memo": memo}).faults()
    assert {pointer for _, pointer, _ in faults} == {"/memo"}


def test_half_a_surrogate_pair_is_refused_and_not_a_crash(alice: Person) -> None:
    body = json.dumps(transfer_body(ID, ID, 1) | {"memo": "\ud800"}).encode()
    assert send_transfer(alice, body).status in {400, 422}


@pytest.mark.parametrize("field", ["source_account_id", "target_account_id", "amount_minor", "currency"])
def test_a_missing_field_is_named(alice: Person, field: str) -> None:
    body = transfer_body(ID, ID, 1)
    del body[field]
    assert alice.post("/v1/transfers", body).faults() == {("body", f"/{field}", "missing")}


def test_an_unknown_currency_and_an_unknown_field_are_named(alice: Person) -> None:
    body = transfer_body(ID, ID, 1, "ZZZ") | {"a/b~c": 1}
    assert alice.post("/v1/transfers", body).faults() == {
        ("body", "/currency", "enum"),
        ("body", "/a~1b~0c", "unknown_field"),
    }


def test_a_refusal_does_not_echo_the_input(alice: Person) -> None:
    planted = "planted-" + new_key()
    answer = alice.post("/v1/transfers", transfer_body(ID, ID, 1) | {"currency": planted})
    answer.problem(422, "validation")
    assert planted.encode() not in answer.raw


def test_a_request_id_is_kept_when_it_is_plain(client: Client) -> None:
    for kept in ("a", "Trace.1_2-3", "x" * 64):
        assert client.send("GET", "/healthz", headers={"x-request-id": kept}).headers["x-request-id"] == kept


def test_a_request_id_is_replaced_when_it_is_not(client: Client) -> None:
    for bad in ("two words", "x" * 65, "semi;colon", "{}", '"'):
        seen = client.send("GET", "/healthz", headers={"x-request-id": bad}).headers["x-request-id"]
        assert seen != bad
        assert re.fullmatch("[A-Za-z0-9._-]{1,64}", seen)


def test_each_request_gets_its_own_id(client: Client) -> None:
    seen = {client.send("GET", "/healthz").headers["x-request-id"] for _ in range(5)}
    assert len(seen) == 5


def test_the_probes_answer(client: Client) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.send("GET", path).status == 200
