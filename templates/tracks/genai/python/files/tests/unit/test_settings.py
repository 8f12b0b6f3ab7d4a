from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from handbook import __main__
from handbook.domain.answer import Mode
from handbook.settings import SettingsError, load
from tests.conftest import ROOT

LLM = {
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "OPENAI_API_KEY": "sk-unit-0123456789abcdef",
    "MODEL": "small-example",
}


def test_without_an_endpoint_the_mode_says_that_no_language_model_is_there() -> None:
    settings = load(ROOT, {})
    assert settings.mode is Mode.EXTRACTIVE
    assert settings.mode.value == "extractive (no language model)"


def test_an_endpoint_switches_the_mode_and_its_price_is_known() -> None:
    settings = load(ROOT, LLM)
    assert settings.mode is Mode.LLM
    assert settings.price is not None


def test_a_key_alone_belongs_to_another_program() -> None:
    assert load(ROOT, {"OPENAI_API_KEY": "sk-unit-0123456789abcdef"}).mode is Mode.EXTRACTIVE


def test_half_an_endpoint_is_refused_and_names_what_is_missing() -> None:
    with pytest.raises(SettingsError, match="missing: OPENAI_BASE_URL, OPENAI_API_KEY"):
        load(ROOT, {"MODEL": "small-example"})


def test_keys_and_tokens_do_not_show_in_a_printed_form() -> None:
    shown = repr(load(ROOT, LLM | {"API_TOKEN": "token-for-a-test"}))
    assert "sk-unit" not in shown
    assert "token-for-a-test" not in shown


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({}, "API_TOKEN"),
        ({"API_TOKEN": "t", **LLM}, "DAILY_BUDGET"),
        ({"API_TOKEN": "t", "TRACE_TEXT": "1"}, "TRACE_TEXT"),
    ],
)
def test_production_refuses_what_would_be_unsafe(env: dict[str, str], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        load(ROOT, {"ENV": "production", **env})


def test_production_starts_with_a_token_and_a_budget() -> None:
    settings = load(ROOT, {"ENV": "production", "API_TOKEN": "t", "DAILY_BUDGET": "1.50", **LLM})
    assert settings.budget == Decimal("1.50")


@pytest.mark.parametrize("amount", ["much", "-1", "NaN"])
def test_a_budget_is_an_amount(amount: str) -> None:
    with pytest.raises(SettingsError, match="not an amount"):
        load(ROOT, {"DAILY_BUDGET": amount})


def test_an_unknown_setting_is_refused_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(ROOT / "prices.toml", tmp_path)
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    (tmp_path / "config.toml").write_text(text + "as_off = 1\n", encoding="utf-8")
    monkeypatch.setenv("HANDBOOK_ROOT", str(tmp_path))
    assert __main__.main(["report"]) == 78
    assert capsys.readouterr().err == "handbook: config.toml: as_off is not a setting\n"
