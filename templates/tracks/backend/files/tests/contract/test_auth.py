"""Signing up, signing in, keeping a session, leaving."""

from __future__ import annotations

import math
import secrets
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.client import PASSWORD, Client, Person, token_with

if TYPE_CHECKING:
    from tests.contract.conftest import Service

MINUTE = 60
SIGN_INS_PER_MINUTE = 10


def registration(**changes: object) -> dict[str, Any]:
    """Build a body that only the changes make invalid; the address is free."""
    body = {"email": f"{secrets.token_hex(6)}@example.com", "password": PASSWORD, "display_name": "Nobody"}
    return {name: value for name, value in (body | changes).items() if value is not ...}


def test_a_new_user_is_described_without_the_password(dario: Person) -> None:
    me = dario.get("/v1/me")
    assert me.status == 200
    assert me.body["email"] == dario.email
    assert me.body["display_name"] == "Dario"
    assert dario.password.encode() not in me.raw


def test_registration_takes_the_longest_values(client: Client, people: list[Person]) -> None:
    # 80 characters beyond the basic plane count as 80, not as 160 UTF-16 units or 320 bytes.
    body = registration(display_name="𝄞" * 80, password="🔑" * 128)
    made = client.send("POST", "/v1/auth/register", body=body)
    assert made.status == 201
    assert made.body["display_name"] == body["display_name"]
    person = Person(client, body["email"], body["password"])
    people.append(person)
    person.sign_in()


def test_a_taken_address_is_a_conflict_whatever_its_case(client: Client, dario: Person) -> None:
    body = registration(email=dario.email.upper())
    client.send("POST", "/v1/auth/register", body=body).problem(409, "email-taken")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"email": ...}, ("body", "/email", "missing")),
        ({"email": "no-at-sign.example.com"}, ("body", "/email", "pattern")),
        ({"email": "a@b"}, ("body", "/email", "pattern")),
        ({"email": 7}, ("body", "/email", "type")),
        ({"password": "elevenchars"}, ("body", "/password", "too_short")),
        ({"password": "x" * 129}, ("body", "/password", "too_long")),
        ({"password": None}, ("body", "/password", "type")),
        ({"display_name": ""}, ("body", "/display_name", "too_short")),
        ({"display_name": "x" * 81}, ("body", "/display_name", "too_long")),
        ({"display_name": " leading space"}, ("body", "/display_name", "pattern")),
        ({"display_name": "two\nlines"}, ("body", "/display_name", "pattern")),
        ({"role": "admin"}, ("body", "/role", "unknown_field")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_registration_names_the_fault(client: Client, changes: dict[str, object], fault: tuple[str, str, str]) -> None:
    assert fault in client.send("POST", "/v1/auth/register", body=registration(**changes)).faults()


def test_all_faults_of_a_body_are_named_at_once(client: Client) -> None:
    faults = client.send("POST", "/v1/auth/register", body={"email": "x", "extra": 1}).faults()
    assert {pointer for _, pointer, _ in faults} == {"/email", "/password", "/display_name", "/extra"}


def test_sign_in_gives_tokens_for_a_quarter_of_an_hour_and_thirty_days(dario: Person) -> None:
    pair = dario.sign_in()
    assert pair["expires_in"] == 15 * MINUTE
    assert pair["refresh_expires_in"] == 30 * 24 * 60 * MINUTE


def test_sign_in_ignores_the_case_of_the_address(client: Client, dario: Person) -> None:
    body = {"email": dario.email.title(), "password": dario.password}
    assert client.send("POST", "/v1/auth/token", body=body).status == 200


def test_unknown_address_and_wrong_password_get_the_same_answer(client: Client, dario: Person) -> None:
    answers = [
        client.send("POST", "/v1/auth/token", body={"email": email, "password": "wrong-password-1"})
        for email in (dario.email, f"{secrets.token_hex(6)}@example.com")
    ]
    problems = [answer.problem(401, "invalid-credentials") for answer in answers]
    for problem in problems:
        del problem["request_id"]
    assert problems[0] == problems[1]


def test_reading_without_a_token_is_refused(client: Client) -> None:
    answer = client.send("GET", "/v1/me")
    answer.problem(401, "unauthorized")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "value",
    ["Bearer", "Bearer garbage", "Bearer a.b.c", "Basic YTpi", "Token x", "Bearer x y"],
)
def test_a_header_that_holds_no_token_is_refused(client: Client, value: str) -> None:
    client.send("GET", "/v1/me", headers={"authorization": value}).problem(401, "unauthorized")


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS512"}, {"alg": "RS256"}], ids=str)
def test_a_token_of_another_algorithm_is_refused(client: Client, dario: Person, header: dict[str, str]) -> None:
    forged = token_with(dario.token, header)
    client.send("GET", "/v1/me", token=forged).problem(401, "unauthorized")
    unsigned = forged.rpartition(".")[0] + "."
    client.send("GET", "/v1/me", token=unsigned).problem(401, "unauthorized")


def test_a_token_with_other_claims_is_refused(client: Client, dario: Person, alice: Person) -> None:
    subject = alice.get("/v1/me").body["id"]
    client.send("GET", "/v1/me", token=token_with(dario.token, {}, sub=subject)).problem(401, "unauthorized")
    later = token_with(dario.token, {}, exp=int(time.time()) + 10**6)
    client.send("GET", "/v1/me", token=later).problem(401, "unauthorized")


def test_a_refresh_token_does_not_open_the_book(client: Client, dario: Person) -> None:
    client.send("GET", "/v1/me", token=dario.refresh_token).problem(401, "unauthorized")


def test_refreshing_gives_a_pair_that_works(client: Client, dario: Person) -> None:
    old = dario.sign_in()
    new = refresh(client, old["refresh_token"]).body
    assert new["refresh_token"] != old["refresh_token"]
    assert client.send("GET", "/v1/me", token=new["access_token"]).body["email"] == dario.email


def test_a_refresh_token_used_twice_ends_the_family_and_no_other(client: Client, dario: Person) -> None:
    first, other = dario.sign_in()["refresh_token"], dario.sign_in()["refresh_token"]
    second = refresh(client, first).body["refresh_token"]
    refresh(client, first).problem(401, "invalid-refresh-token")
    refresh(client, second).problem(401, "invalid-refresh-token")
    assert refresh(client, other).status == 200


def test_an_unknown_refresh_token_is_refused(client: Client) -> None:
    refresh(client, secrets.token_urlsafe(32)).problem(401, "invalid-refresh-token")


def test_signing_out_ends_the_session_and_never_complains(client: Client, dario: Person) -> None:
    token = dario.sign_in()["refresh_token"]
    for gone in (token, token, secrets.token_urlsafe(32)):
        assert client.send("POST", "/v1/auth/logout", body={"refresh_token": gone}).status == 204
    refresh(client, token).problem(401, "invalid-refresh-token")


def test_signing_out_ends_what_the_token_was_refreshed_into(client: Client, dario: Person) -> None:
    first = dario.sign_in()["refresh_token"]
    second = refresh(client, first).body["refresh_token"]
    assert client.send("POST", "/v1/auth/logout", body={"refresh_token": second}).status == 204
    refresh(client, second).problem(401, "invalid-refresh-token")


def test_guessing_one_password_is_slowed_down_truthfully(client: Client, service: Service) -> None:
    body = {"email": f"{secrets.token_hex(6)}@example.com", "password": "guess"}
    started = time.monotonic()
    for _ in range(SIGN_INS_PER_MINUTE):
        client.send("POST", "/v1/auth/token", body=body).problem(401, "invalid-credentials")
    answer = client.send("POST", "/v1/auth/token", body=body)
    if answer.status == 401 and not service.children:
        pytest.skip("this server runs with its rate limits off")
    answer.problem(429, "rate-limited")
    # Ten a minute come back one by one, so the next one is due six seconds after the first was spent.
    elapsed = time.monotonic() - started
    due = MINUTE / SIGN_INS_PER_MINUTE
    assert math.floor(due - elapsed) <= int(answer.headers["retry-after"]) <= due + 1


def refresh(client: Client, token: str) -> Any:
    """Exchange a refresh token."""
    return client.send("POST", "/v1/auth/refresh", body={"refresh_token": token})
