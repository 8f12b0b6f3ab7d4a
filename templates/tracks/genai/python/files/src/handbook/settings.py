"""Settings: config.toml for what the product is, the environment for where it runs and for keys."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from handbook.domain.answer import Mode
from handbook.domain.ledger import Price

FIELDS = {
    "as_of", "retriever", "prompt", "link_hosts", "questions_per_minute", "daily_budget", "llm_timeout",
}  # fmt: skip


class SettingsError(Exception):
    """The settings cannot work; every reason is listed at once."""


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible endpoint; the key does not show in a printed form."""

    base_url: str
    model: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything that is decided before the first question."""

    root: Path
    var: Path
    as_of: date
    retriever: str
    prompt: str
    hosts: frozenset[str]
    per_minute: int
    budget: Decimal | None
    timeout: float
    endpoint: Endpoint | None
    prices: Mapping[str, Price]
    estimate_with: str
    production: bool
    trace_text: bool
    token: str | None = field(repr=False)

    @property
    def mode(self) -> Mode:
        """Say how answers come about."""
        return Mode.LLM if self.endpoint else Mode.EXTRACTIVE

    @property
    def price(self) -> Price | None:
        """Give the price of the model, if it has one."""
        return self.prices.get(self.endpoint.model) if self.endpoint else None


def load(root: Path, env: Mapping[str, str] = os.environ) -> Settings:
    """Read all settings, and refuse what would be unsafe or could not work."""
    raw = tomllib.loads((root / "config.toml").read_text(encoding="utf-8"))
    bad = [f"config.toml: {name} is not a setting" for name in sorted(set(raw) - FIELDS)]
    bad += [f"config.toml: {name} is missing" for name in sorted(FIELDS - set(raw))]
    if bad:
        raise SettingsError("; ".join(bad))
    prices, estimate_with = read_prices(root / "prices.toml")
    budget = _amount(env.get("DAILY_BUDGET") or raw["daily_budget"], bad)
    endpoint = _endpoint(env, bad)
    production = env.get("ENV") == "production"
    token = env.get("API_TOKEN") or None
    if production and not token:
        bad.append("API_TOKEN must be set in production")
    if production and endpoint and budget is None:
        bad.append("DAILY_BUDGET must be set in production when a language model is used")
    trace_text = env.get("TRACE_TEXT") == "1"
    if production and trace_text:
        bad.append("TRACE_TEXT=1 is not allowed in production")
    if bad:
        raise SettingsError("; ".join(bad))
    return Settings(
        root=root,
        var=Path(env.get("HANDBOOK_VAR") or root / "var"),
        as_of=date.fromisoformat(raw["as_of"]),
        retriever=raw["retriever"],
        prompt=env.get("PROMPT") or raw["prompt"],
        hosts=frozenset(raw["link_hosts"]),
        per_minute=int(raw["questions_per_minute"]),
        budget=budget,
        timeout=float(raw["llm_timeout"]),
        endpoint=endpoint,
        prices=prices,
        estimate_with=estimate_with,
        production=production,
        trace_text=trace_text,
        token=token,
    )


def read_prices(path: Path) -> tuple[dict[str, Price], str]:
    """Read the price table."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    prices = {
        name: Price(name, Decimal(row["input"]), Decimal(row["output"]), raw["currency"], raw["read_on"])
        for name, row in raw["models"].items()
    }
    return prices, raw["estimate_with"]


def _endpoint(env: Mapping[str, str], bad: list[str]) -> Endpoint | None:
    names = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "MODEL")
    given = [name for name in names if env.get(name)]
    if not given:
        return None
    if missing := [name for name in names if name not in given]:
        # Somebody's shell may hold a key for another program; half an endpoint must not be guessed into a whole one.
        if "MODEL" in given or "OPENAI_BASE_URL" in given:
            bad.append(f"a language model needs {', '.join(names)}; missing: {', '.join(missing)}")
        return None
    return Endpoint(env["OPENAI_BASE_URL"], env["MODEL"], env["OPENAI_API_KEY"])


def _amount(text: str, bad: list[str]) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        bad.append(f"the daily budget {text!r} is not an amount")
        return None
    if not amount.is_finite() or amount < 0:
        bad.append(f"the daily budget {text!r} is not an amount")
    return amount
