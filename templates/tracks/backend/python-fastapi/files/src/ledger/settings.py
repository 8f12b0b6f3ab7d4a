"""Settings from the environment, typed, and checked before anything starts."""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only-secret-never-for-production"  # noqa: S105 - refused in production # nosec B105
SHORTEST_SECRET = 32

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Environment(StrEnum):
    """Where the service runs."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def _split(value: object) -> object:
    """Read a list as people write it in an environment: separated by commas."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _check_limits(value: str) -> str:
    if value != "off" and not re.fullmatch(
        r"(auth|signin|write):[1-9][0-9]{0,5}(,(auth|signin|write):[1-9][0-9]{0,5})*", value
    ):
        message = "must be `off` or like `auth:120,signin:10,write:300`"
        raise ValueError(message)
    return value


class Settings(BaseSettings):
    """Everything that may differ between two places where the service runs."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False, env_ignore_empty=True)

    env: Environment = Environment.DEVELOPMENT
    database_url: str = "sqlite:///var/ledger.db"
    allow_sqlite: bool = False
    secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    threads: int = Field(default=6, ge=1, le=64)
    drain_seconds: float | None = Field(default=None, ge=0, le=60)
    cors_origins: Annotated[list[str], NoDecode, BeforeValidator(_split)] = []
    trusted_proxies: Annotated[list[Network], NoDecode, BeforeValidator(_split)] = []
    rate_limits: Annotated[str, AfterValidator(_check_limits)] = "auth:120,signin:10,write:300"
    metrics_token: SecretStr | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    hash_memory_kib: int = Field(default=19 * 1024, ge=8, le=1024 * 1024)
    hash_passes: int = Field(default=2, ge=1, le=20)
    demo_seed: bool = False
    # The next four make rare moments reachable from outside: a slow worker, a poison job. Development only.
    lease_seconds: float = Field(default=30, gt=0, le=3600)
    retry_unit_ms: int = Field(default=1000, ge=1, le=60_000)
    receipt_fail_memo: str | None = None
    receipt_hold_ms: int = Field(default=0, ge=0, le=600_000)

    @property
    def is_production(self) -> bool:
        """Tell whether mistakes here cost real money."""
        return self.env is Environment.PRODUCTION

    @property
    def drain(self) -> float:
        """Return how long `/readyz` says no before the listener closes."""
        if self.drain_seconds is not None:
            return self.drain_seconds
        return 5.0 if self.is_production else 0.0

    @property
    def limits(self) -> dict[str, int]:
        """Return the rate limits per minute by name; without limits it is empty."""
        if self.rate_limits == "off":
            return {}
        return {name: int(number) for name, number in (part.split(":") for part in self.rate_limits.split(","))}

    def refusals(self) -> list[str]:
        """Say everything that must not be like this in production, in one go."""
        if not self.is_production:
            return []
        secret = self.secret.get_secret_value()
        cheap = Settings.model_fields
        found = {
            "SECRET is the one for development": secret == DEVELOPMENT_SECRET,
            f"SECRET is shorter than {SHORTEST_SECRET} bytes": len(secret.encode()) < SHORTEST_SECRET,
            "DATABASE_URL is SQLite (ALLOW_SQLITE=1 if you mean it)": self.is_sqlite and not self.allow_sqlite,
            "CORS_ORIGINS holds *": "*" in self.cors_origins,
            "RATE_LIMITS is off": self.rate_limits == "off",
            "DEMO_SEED is set": self.demo_seed,
            "HASH_MEMORY_KIB is below the default": self.hash_memory_kib < cheap["hash_memory_kib"].default,
            "HASH_PASSES is below the default": self.hash_passes < cheap["hash_passes"].default,
        }
        development_only = (
            "lease_seconds",
            "retry_unit_ms",
            "receipt_fail_memo",
            "receipt_hold_ms",
        )
        found |= {
            f"{name.upper()} is for development only": getattr(self, name) != cheap[name].default
            for name in development_only
        }
        return [reason for reason, holds in found.items() if holds]

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file."""
        return self.database_url.startswith("sqlite")
