"""What the service says about itself: metrics with exemplars, traces, and log lines that carry the trace."""

from __future__ import annotations

import json
import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter, SpanExportResult
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quotes.settings import Settings

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Bounds of the duration histogram in seconds; each costs one series for every route, code and release."""

disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The two instruments of the service, in a registry of their own so that tests do not share them."""

    def __init__(self, release: str) -> None:
        self.registry = CollectorRegistry()
        self._release = release
        self._requests = Counter(
            "quotes_requests_total", "Requests answered", ["route", "code", "release"], registry=self.registry
        )
        self._seconds = Histogram(
            "quotes_request_duration_seconds",
            "Time from the first byte of a request to the last of its answer",
            ["route", "code", "release"],
            buckets=BUCKETS,
            registry=self.registry,
        )

    def observe(self, route: str, code: int, seconds: float, trace_id: str) -> None:
        """Count one request; the exemplar leads from a bucket to one trace that fell into it."""
        labels = (route, str(code), self._release)
        self._requests.labels(*labels).inc()
        self._seconds.labels(*labels).observe(seconds, {"trace_id": trace_id})


class JsonlExporter(SpanExporter):
    """Writes each finished span as one line, so that a drill needs no collector."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._file: TextIO = path.open("a", encoding="utf-8", newline="\n")

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Append the spans."""
        lines = [json.dumps(_span(span), separators=(",", ":")) + "\n" for span in spans]
        with self._lock:
            self._file.writelines(lines)
            self._file.flush()
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Close the file."""
        self._file.close()


def _span(span: ReadableSpan) -> dict[str, object]:
    start, end = span.start_time or 0, span.end_time or 0
    line: dict[str, object] = {
        "trace_id": f"{span.context.trace_id:032x}" if span.context else "",
        "span_id": f"{span.context.span_id:016x}" if span.context else "",
        "parent_id": f"{span.parent.span_id:016x}" if span.parent else None,
        "name": span.name,
        "start": round(start / 1e9, 6),
        "ms": round((end - start) / 1e6, 3),
        "status": span.status.status_code.name,
        "release": span.resource.attributes.get("service.version"),
        "attributes": dict(span.attributes or {}),
    }
    events = [
        {"type": event.attributes["exception.type"], "message": event.attributes["exception.message"]}
        for event in span.events
        if event.attributes and "exception.type" in event.attributes
    ]
    return line | ({"exceptions": events} if events else {})


def tracing(settings: Settings) -> TracerProvider:
    """Set up traces: a file when one is named, a collector when its address is."""
    provider = TracerProvider(
        resource=Resource({"service.name": "quotes", "service.version": settings.release}), shutdown_on_exit=False
    )
    if settings.traces_file:
        provider.add_span_processor(SimpleSpanProcessor(JsonlExporter(Path(settings.traces_file))))
    if settings.otlp_endpoint:
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{settings.otlp_endpoint}/v1/traces")))
    return provider


def trace_id() -> str:
    """Return the trace of the request under way, or an empty text outside of one."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


class JsonFormatter(logging.Formatter):
    """One JSON object per line: when, what, in which release, in which trace."""

    def __init__(self, release: str) -> None:
        super().__init__()
        self._release = release

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; of an exception only its type, because its text may hold what a customer typed."""
        line = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "release": self._release,
            "trace_id": trace_id(),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
        return json.dumps(line)


def logs(release: str) -> None:
    """Send every log line, the libraries' too, through the one formatter."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(release))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
