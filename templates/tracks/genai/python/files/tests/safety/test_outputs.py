from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.safety import outputs
from handbook.safety.canary import leaked, new

HOSTS = frozenset({"harbor.example", "docs.harbor.example"})


@pytest.mark.parametrize(
    "text",
    [
        "Use 4242 4242 4242 4242 here.",
        "Use 5555-5555-5555-4444 here.",
        "Pay to DE89 3704 0044 0532 0130 00 today.",
        "Write to mira@shop.example please.",
        "Call +353 1 555 0123 now.",
        "The key is sk_live_abcdef0123456789.",
        f"The key is AKIA{'ABCDEFGH' * 2}.",
    ],
)
def test_what_is_personal_is_masked(text: str) -> None:
    masked = outputs.mask(text)
    assert outputs.MASK in masked
    assert len(masked) == len(text), "places must stay, spans point into this text"
    assert not outputs.findings(masked)


@pytest.mark.parametrize(
    "text", ["Order 4242 4242 4242 4241.", "Parcel 1234567890123456.", "DE00 3704 0044 0532 0130 00", "1,500 euros"]
)
def test_a_number_that_is_no_card_stays(text: str) -> None:
    assert outputs.mask(text) == text


def test_a_card_in_a_sentence_ends_at_the_full_stop() -> None:
    assert outputs.mask("It is 4242424242424242.") == "It is " + outputs.MASK * 16 + "."


@pytest.mark.parametrize(
    ("link", "good"),
    [
        ("https://harbor.example/fees", True),
        ("https://docs.harbor.example", True),
        ("https://harbor.example.evil.test/fees", False),
        ("https://evil.test/harbor.example", False),
        ("https://harbor.example@evil.test/", False),
        ("http://harbor.example/fees", False),
        ("javascript:alert(1)", False),
        ("www.evil.test", False),
    ],
)
def test_only_links_to_our_hosts_pass(link: str, good: bool) -> None:
    assert outputs.allowed(link, HOSTS) is good
    verdict = outputs.forbidden(f"See [here]({link}) for more.", HOSTS)
    assert (verdict is None) is good


def test_a_request_for_a_password_is_dropped() -> None:
    assert outputs.forbidden("Please send us your password.", HOSTS) == "a request for a password"
    assert outputs.forbidden("Never send card numbers or passwords.", HOSTS) is None


def test_a_canary_is_found_in_disguise() -> None:
    canary = new()
    assert leaked(f"My marker is {canary.upper()}", canary)
    assert leaked(" ".join(canary), canary)
    assert not leaked("My marker is secret", canary)
    assert canary != new()


@settings(derandomize=True, deadline=None, database=None)
@given(st.text(max_size=80))
def test_masking_never_moves_a_character(text: str) -> None:
    masked = outputs.mask(text)
    assert len(masked) == len(text)
    assert all(a in {b, outputs.MASK} for a, b in zip(masked, text, strict=True))
