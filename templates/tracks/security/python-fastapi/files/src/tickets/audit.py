"""The audit log: one JSON line for every security decision, written before the answer is sent."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import uuid4

if TYPE_CHECKING:
    from pathlib import Path

LONGEST: Final = 256


@dataclass(frozen=True)
class AuditEvent:
    """What was decided about whom. There is no field that a password, a token or a body would fit."""

    event_action: str
    event_outcome: str
    reason: str
    http_status: int
    source_ip: str
    user_name: str = ""
    user_tenant: str = ""
    user_role: str = ""
    token_id: str = ""
    token_alg: str = ""
    resource_type: str = ""
    resource_id: str = ""
    resource_tenant: str = ""
    destination_host: str = ""
    destination_ip: str = ""


def _cell(value: str | int) -> str | int | None:
    """Empty is null, and nothing fills the disk."""
    if isinstance(value, str):
        return value[:LONGEST] or None
    return value


def _append(file: int, line: bytes) -> None:
    """Write all of a line or nothing: half a line would swallow the next one, and nobody could read either."""
    before = os.fstat(file).st_size
    try:
        while line:
            line = line[os.write(file, line) :]
    except OSError:
        os.ftruncate(file, before)
        raise


class AuditLog:
    """Appends lines to a file. An error is the caller's to answer: unlogged must not mean allowed."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()
        path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, event: AuditEvent) -> None:
        """Append one line, and return when the system has taken all of it."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        fields: dict[str, str | int | None] = {"timestamp": at, "event_id": str(uuid4())}
        fields |= {name: _cell(value) for name, value in asdict(event).items()}
        # ASCII only: a line break or an escape code inside a value stays text in every terminal.
        line = (json.dumps(fields, ensure_ascii=True) + "\n").encode()
        with self._lock:
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                # The command line writes into the same file.
                fcntl.flock(file, fcntl.LOCK_EX)
                _append(file, line)
            finally:
                os.close(file)
