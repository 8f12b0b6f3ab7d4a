"""What the environment says, read and checked once at the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DEVELOPMENT_RELEASE = "dev"
HIGHEST_PORT = 65_535


class SettingsError(Exception):
    """The environment asks for something that cannot be; the message names the variable."""


@dataclass(frozen=True)
class Settings:
    """How this process is to run."""

    environment: str = "development"
    host: str = "127.0.0.1"
    port: int = 8000
    release: str = DEVELOPMENT_RELEASE
    traces_file: str = ""
    otlp_endpoint: str = ""
    drain_seconds: float = 0.0

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Settings:
        """Read all settings; every problem is reported with its variable's name."""
        found = cls(
            environment=env.get("ENV", cls.environment),
            host=env.get("HOST", cls.host),
            port=_port(env.get("PORT", str(cls.port))),
            release=env.get("RELEASE", cls.release),
            traces_file=env.get("TRACES_FILE", ""),
            otlp_endpoint=env.get("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
            drain_seconds=_seconds(env.get("DRAIN_SECONDS", "0")),
        )
        if found.environment not in {"development", "production"}:
            raise SettingsError("ENV must be development or production")
        if found.environment == "production" and found.release == DEVELOPMENT_RELEASE:
            raise SettingsError("RELEASE must name the release in production: metrics and traces carry it")
        return found


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > HIGHEST_PORT:
        raise SettingsError("PORT must be a number from 0 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 60:  # noqa: PLR2004 - a minute is more than any edge needs
        raise SettingsError("DRAIN_SECONDS must be a number from 0 to 60")
    return seconds
