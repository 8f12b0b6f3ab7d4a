"""Logs and metrics.

A log line is one JSON object. What must never be in it is removed in one place, after everything else has
added to it: values under telling names, and anything in any text that looks like an address or a token.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

SECRET_NAMES = frozenset(
    {
        "authorization",
        "password",
        "token",
        "secret",
        "cookie",
        "email",
        "access_token",
        "refresh_token",
    }
)
_SECRET_TEXTS = (
    re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+"),
    re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*"),
    re.compile(r"(?i)bearer\s+\S+"),
)
REMOVED = "[removed]"

LATENCY = Histogram(
    "ledger_request_seconds",
    "Time from the first byte of a request to the last byte of its answer.",
    ("method", "route", "status"),
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
WRITE_WAIT = Histogram(
    "ledger_write_wait_seconds",
    "Time a write waited for its turn before its transaction began.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
REPLAYS = Counter("ledger_idempotent_replays", "Requests answered with the stored answer of their key.")
POOL_USE = Gauge("ledger_pool_connections_in_use", "Connections checked out.", multiprocess_mode="livesum")


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Remove secrets from a log line, at any depth."""
    return {name: _clean(name, value) for name, value in event.items()}


def _clean(name: str, value: object) -> object:
    if name.lower() in SECRET_NAMES:
        return REMOVED
    if isinstance(value, dict):
        return {str(key): _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean("", inner) for inner in value]
    if isinstance(value, str):
        for pattern in _SECRET_TEXTS:
            value = pattern.sub(REMOVED, value)
    return value


def set_up_logs(level: str) -> None:
    """Send every line, the libraries' too, through one formatter to stdout."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                redact,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).setLevel("WARNING")


def logger(name: str) -> Any:  # noqa: ANN401 - structlog's loggers are typed by configuration
    """Return a logger."""
    return structlog.get_logger(name)


def exposition(gauges: Mapping[str, tuple[str, Mapping[str, float]]], multiprocess_dir: str | None) -> bytes:
    """Write all metrics; with several processes, their sums. `gauges` are read from the database just now."""
    registry = CollectorRegistry()
    if multiprocess_dir:
        MultiProcessCollector(registry, path=multiprocess_dir)  # type: ignore[no-untyped-call] # has no types
    else:
        for metric in (LATENCY, WRITE_WAIT, REPLAYS, POOL_USE):
            registry.register(metric)
    extra = CollectorRegistry()
    for name, (label, numbers) in gauges.items():
        gauge = Gauge(name, name.replace("_", " "), [label] if label else [], registry=extra)
        for value, number in numbers.items():
            (gauge.labels(value) if label else gauge).set(number)
    return generate_latest(registry) + generate_latest(extra)
