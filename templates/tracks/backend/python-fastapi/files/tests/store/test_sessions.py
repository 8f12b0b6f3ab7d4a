"""Refresh tokens: one use each, and a second use ends the family."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from ledger.domain import errors
from ledger.services.auth import ACCESS_SECONDS, REFRESH_SECONDS, AuthService, Tokens
from ledger.store.tables import refresh_tokens, users

if TYPE_CHECKING:
    from ledger.wiring import Parts
    from tests.books import World

EMAIL, PASSWORD = "mira@example.com", "correct horse battery"


@pytest.fixture
def auth(parts: Parts) -> AuthService:
    parts.auth.register(EMAIL, PASSWORD, "Mira")
    return parts.auth


def is_alive(auth: AuthService, tokens: Tokens) -> bool:
    try:
        auth.refresh(tokens.refresh)
    except errors.InvalidRefreshToken:
        return False
    return True


def test_only_hashes_are_kept(parts: Parts, auth: AuthService) -> None:
    tokens = auth.sign_in(EMAIL, PASSWORD)
    with parts.engine.connect() as connection:
        kept = str(connection.execute(select(refresh_tokens)).all()) + str(connection.execute(select(users)).all())
    assert tokens.refresh not in kept
    assert PASSWORD not in kept
    assert len(tokens.refresh) == 43


def test_a_second_use_ends_every_session_of_the_family_and_no_other(auth: AuthService) -> None:
    first, elsewhere = auth.sign_in(EMAIL, PASSWORD), auth.sign_in(EMAIL, PASSWORD)
    second = auth.refresh(first.refresh)
    assert not is_alive(auth, first)
    assert not is_alive(auth, second)
    assert is_alive(auth, elsewhere)


def test_ten_uses_at_once_give_at_most_one_pair_and_a_dead_family(auth: AuthService) -> None:
    first = auth.sign_in(EMAIL, PASSWORD)
    given: list[Tokens] = []

    def use(_number: int) -> None:
        with suppress(errors.InvalidRefreshToken):
            given.append(auth.refresh(first.refresh))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(use, range(10)))
    assert len(given) == 1
    assert not is_alive(auth, given[0])


def test_signing_out_ends_the_family_and_never_fails(auth: AuthService) -> None:
    first = auth.sign_in(EMAIL, PASSWORD)
    second = auth.refresh(first.refresh)
    for token in (first.refresh, first.refresh, "unknown", "\ud800"):
        auth.sign_out(token)
    assert not is_alive(auth, second)


def test_tokens_end_with_their_time(auth: AuthService, world: World) -> None:
    tokens = auth.sign_in(EMAIL, PASSWORD)
    assert auth.me(auth.authenticate(tokens.access)).email == EMAIL
    world.pass_time(seconds=ACCESS_SECONDS)
    with pytest.raises(errors.Unauthorized):
        auth.authenticate(tokens.access)
    world.pass_time(seconds=REFRESH_SECONDS - ACCESS_SECONDS)
    assert not is_alive(auth, tokens)


def test_wrong_and_unknown_cost_one_comparison_each(auth: AuthService, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    compare = auth._hasher.matches

    def count(password_hash: str, password: str) -> bool:
        compared.append(password_hash)
        return compare(password_hash, password)

    monkeypatch.setattr(auth._hasher, "matches", count)
    for email, password in ((EMAIL, "wrong"), ("nobody@example.com", PASSWORD)):
        with pytest.raises(errors.InvalidCredentials):
            auth.sign_in(email, password)
    assert len(compared) == 2
    assert compared[0].split("$")[:4] == compared[1].split("$")[:4], "the same work for both"


def test_passwords_are_hashed_outside_of_any_transaction(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    in_use: list[int] = []

    def watched(name: str) -> None:
        work = getattr(parts.auth._hasher, name)

        def work_and_note(*given: str) -> object:
            in_use.append(parts.engine.pool.checkedout())  # type: ignore[attr-defined]
            return work(*given)

        monkeypatch.setattr(parts.auth._hasher, name, work_and_note)

    watched("hash")
    watched("matches")
    parts.auth.register(EMAIL, PASSWORD, "Mira")
    parts.auth.sign_in(EMAIL, PASSWORD)
    assert in_use == [0, 0]


def test_addresses_are_compared_without_regard_to_case(auth: AuthService) -> None:
    assert is_alive(auth, auth.sign_in("Mira@Example.COM", PASSWORD))
    with pytest.raises(errors.EmailTaken):
        auth.register("MIRA@example.com", PASSWORD, "Mira again")


def test_sweeping_removes_what_opens_nothing_and_keeps_the_rest(parts: Parts, auth: AuthService, world: World) -> None:
    old = auth.sign_in(EMAIL, PASSWORD)
    world.pass_time(seconds=REFRESH_SECONDS / 2)
    young = auth.refresh(old.refresh)
    ended = auth.sign_in(EMAIL, PASSWORD)
    world.pass_time(seconds=REFRESH_SECONDS / 2 + 1)
    assert auth.sweep() == 0, "the first token has expired, but a later one hangs on it"
    young = auth.refresh(young.refresh)
    world.pass_time(seconds=REFRESH_SECONDS / 2)
    assert auth.sweep() == 2, "one link of the first family, and the whole second family"
    assert not is_alive(auth, ended)
    assert is_alive(auth, young)
    world.pass_time(seconds=REFRESH_SECONDS * 2)
    auth.sweep()
    with parts.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(refresh_tokens)).scalar() == 0
