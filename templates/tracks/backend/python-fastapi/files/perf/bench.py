"""One measured run: fresh database, API and worker as they are shipped, load, numbers."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import platform
import re
import subprocess
import tempfile
import threading
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perf.loader import Hit, closed_loop, open_loop, percentile
from perf.workload import READ, TRANSFER, Book
from tests.harness import ROOT, Child, Databases, Driver, Lab

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RATE = 50.0
CLIENTS = 16
SAMPLE_SECONDS = 0.5
WARM_UP_SECONDS = 2.0
OPEN = "open loop, 50 a second"
CLOSED = "closed loop, 16 clients"
QUEUE_AGE = "ledger_oldest_queued_job_seconds"
CPU = "process_cpu_seconds_total"


@dataclass(frozen=True)
class Subject:
    """What is measured: a checkout and the settings that differ from its defaults."""

    root: Path = ROOT
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Subject:
        """Read `NAME=value` words and at most one folder, as `make perf-compare A=…` gets them."""
        words = text.split()
        settings = dict(word.split("=", 1) for word in words if "=" in word)
        folders = [word for word in words if "=" not in word]
        if len(folders) > 1:
            message = f"more than one folder: {folders}"
            raise ValueError(message)
        root = Path(folders[0]).resolve() if folders else ROOT
        if not (root / "contract" / "driver.toml").is_file():
            message = f"no contract/driver.toml in {root}"
            raise ValueError(message)
        return cls(root, settings)

    def source(self) -> str:
        """Name the code that is measured by its contents, in twelve hex digits."""
        digest = hashlib.sha256()
        for path in sorted((self.root / "src").rglob("*.py")):
            digest.update(path.relative_to(self.root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Latency:
    """How long one kind of request took, in milliseconds."""

    count: int
    p50: float
    p95: float
    p99: float
    max: float

    @classmethod
    def of(cls, hits: list[Hit]) -> Latency:
        """Summarize requests of one kind."""
        times = [hit.seconds * 1_000 for hit in hits]
        p50, p95, p99 = (round(percentile(times, percent), 2) for percent in (50, 95, 99))
        return cls(len(times), p50, p95, p99, round(max(times), 2))


@dataclass(frozen=True)
class Measurement:
    """What one run showed."""

    load: str
    seconds: float
    read: Latency
    transfer: Latency
    per_second: float
    errors: int
    cpu_per_1000: float | None
    queue_age_p95: float | None

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


@contextlib.contextmanager
def running(subject: Subject) -> Iterator[Child]:
    """Run an API and a worker on a fresh database with the product's own settings, but without rate limits."""
    driver = Driver.load(subject.root)
    with tempfile.TemporaryDirectory(prefix="ledger-perf-") as folder:
        databases = Databases(driver, Path(folder))
        try:
            database = databases.new()
            with Lab(driver, Path(folder), hashing=None) as lab:
                api = lab.api(database, env=subject.settings)
                lab.worker(database)
                yield api
        finally:
            databases.drop()


def measure(api: Child, book: Book, load: str, seconds: float, seed: int) -> Measurement:
    """Put one load on a running server."""
    asyncio.run(closed_loop(book.target, book.shots(seed + 1_000), 2, WARM_UP_SECONDS))
    cpu_before = cpu_seconds(api)
    with sampled(api.url, QUEUE_AGE) as ages:
        if load == OPEN:
            hits = asyncio.run(open_loop(book.target, book.shots(seed), RATE, seconds))
        else:
            hits = asyncio.run(closed_loop(book.target, book.shots(seed), CLIENTS, seconds))
    cpu_after = cpu_seconds(api)
    cpu = None if cpu_before is None or cpu_after is None else round((cpu_after - cpu_before) / len(hits) * 1_000, 3)
    return Measurement(
        load=load,
        seconds=seconds,
        read=Latency.of([hit for hit in hits if hit.kind == READ]),
        transfer=Latency.of([hit for hit in hits if hit.kind == TRANSFER]),
        per_second=round(len(hits) / seconds, 1),
        errors=sum(hit.failed for hit in hits),
        cpu_per_1000=cpu,
        queue_age_p95=round(percentile(ages, 95), 3) if ages else None,
    )


def cpu_seconds(api: Child) -> float | None:
    """Read how much processor time the server has used: by its own account, else by the system's."""
    if (told := read_metric(api.url, CPU)) is not None:
        return told
    with contextlib.suppress(OSError):
        after_name = Path(f"/proc/{api.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")  # user and system time
    return None


def read_metric(base_url: str, name: str) -> float | None:
    """Read one gauge or counter, summed over its labels; None when the server does not have it."""
    with urllib.request.urlopen(f"{base_url}/metrics", timeout=30) as answer:  # nosec B310 - loopback, our own child
        text = answer.read().decode()
    values = re.findall(rf"^{name}(?:\{{[^}}]*\}})? (\S+)$", text, re.MULTILINE)
    return sum(map(float, values)) if values else None


@contextlib.contextmanager
def sampled(base_url: str, name: str) -> Iterator[list[float]]:
    """Read a metric twice a second from another thread; the list fills while the block runs."""
    values: list[float] = []
    done = threading.Event()

    def sample() -> None:
        while not done.wait(SAMPLE_SECONDS):
            value = read_metric(base_url, name)
            if value is not None:
                values.append(value)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield values
    finally:
        done.set()
        thread.join()


def machine() -> str:
    """Describe where the numbers come from, in one line."""
    processor = platform.machine()
    with contextlib.suppress(OSError):
        models = re.findall("^model name\\s*: (.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
        processor = models[0] if models else processor
    database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{processor}, {cores} cores, {platform.system()}, Python {platform.python_version()}, {database}"


def commit(root: Path) -> str:
    """Name the commit that was measured, or say that there is none."""

    def git(*words: str) -> str:
        command = ["git", *words]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    try:
        return (
            "uncommitted" if git("status", "--porcelain", "src") else git("rev-parse", "--short=12", "HEAD") or "none"
        )
    except FileNotFoundError:
        return "none"
