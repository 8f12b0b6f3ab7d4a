from __future__ import annotations

import pytest

from ledger.__main__ import main
from ledger.settings import DEVELOPMENT_SECRET, Settings

GOOD = {
    "ENV": "production",
    "SECRET": "0123456789abcdef0123456789abcdef",
    "DATABASE_URL": "postgresql://ledger@127.0.0.1/ledger",
    "CORS_ORIGINS": "https://books.example.com, https://www.example.com",
}


def settings_of(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    for name, value in (GOOD | changes).items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_good_settings_may_start(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings_of(monkeypatch)
    assert given.refusals() == []
    assert given.cors_origins == ["https://books.example.com", "https://www.example.com"]
    assert given.drain == 5.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET", DEVELOPMENT_SECRET),
        ("SECRET", "short"),
        ("DATABASE_URL", "sqlite:///var/ledger.db"),
        ("CORS_ORIGINS", "https://books.example.com,*"),
        ("RATE_LIMITS", "off"),
        ("DEMO_SEED", "1"),
        ("HASH_MEMORY_KIB", "1024"),
        ("HASH_PASSES", "1"),
        ("LEASE_SECONDS", "2"),
        ("RETRY_UNIT_MS", "1"),
        ("RECEIPT_FAIL_MEMO", "poison"),
        ("RECEIPT_HOLD_MS", "10"),
    ],
)
def test_production_refuses_what_is_for_development(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    assert settings_of(monkeypatch, **{name: value}).refusals()
    assert main(["serve", "--port", "0"]) == 78
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert name in said[0]
    assert GOOD["SECRET"] not in said[0]


def test_sqlite_is_possible_in_production_when_it_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    given = settings_of(monkeypatch, DATABASE_URL="sqlite:///var/ledger.db", ALLOW_SQLITE="1")
    assert given.refusals() == []


def test_seeding_is_refused_in_production(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    settings_of(monkeypatch)
    assert main(["seed"]) == 78
    assert "demo book" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value"), [("PORT", "x"), ("RATE_LIMITS", "auth:0"), ("TRUSTED_PROXIES", "near")])
def test_a_setting_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["migrate"]) == 78
    assert capsys.readouterr().err == f"ledger: refusing to start: not valid: {name}\n"


def test_limits_are_read_by_name() -> None:
    assert Settings().limits == {"auth": 120, "signin": 10, "write": 300}
    assert Settings(rate_limits="off").limits == {}
