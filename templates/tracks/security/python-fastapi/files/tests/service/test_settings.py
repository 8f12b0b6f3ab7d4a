"""Starting: what is refused before the first request."""

from __future__ import annotations

import pytest

from tickets.__main__ import main
from tickets.settings import LAPTOP_KEY, SettingsError, read_settings


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"ENV": "production"}, "the one for laptops"),
        ({"ENV": "production", "SIGNING_KEY": LAPTOP_KEY}, "the one for laptops"),
        ({"ENV": "production", "SIGNING_KEY": "k" * 32, "LAB_HOSTS": "a.example=127.0.0.1"}, "exercises"),
        ({"SIGNING_KEY": "short"}, "32 bytes"),
        ({"TRUSTED_PROXY": "10.0.0.0/8"}, "no address"),
        ({"PORT": "http"}, "PORT is 'http'; it has to be a number"),
        ({"PORT": "70000"}, "from 0 to 65535"),
    ],
)
def test_an_unsafe_setting_is_refused(env: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_settings(env)


def test_production_starts_with_a_key_of_its_own() -> None:
    settings = read_settings(
        {"ENV": "production", "SIGNING_KEY": "k" * 32, "TRUSTED_PROXY": "::ffff:10.0.0.1, 10.0.0.2"}
    )
    assert settings.production
    assert settings.trusted_proxies == {"10.0.0.1", "10.0.0.2"}
    assert "kkkk" not in repr(settings)


def test_the_command_line_says_why_it_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENV", "production")
    assert main(["serve"]) == 2
    assert "SIGNING_KEY" in capsys.readouterr().err
