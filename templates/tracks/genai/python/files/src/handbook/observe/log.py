"""One JSON line for each question: what came of it and how long it took, for whoever runs the service.

What was asked stands there only with TRACE_TEXT=1, masked, and never in production.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from handbook.app.ask import Asked
from handbook.safety.outputs import mask


def line(asked: Asked, index: str, question: str | None = None) -> str:
    """Write down one question."""
    entry = {
        "ts": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "level": "info",
        "event": "asked",
        "id": asked.trace.question,
        "outcome": asked.name,
        "ms": round(asked.trace.ms, 2),
        "stages": {stage.name: round(stage.ms, 2) for stage in asked.trace.stages},
        "index": index,
    }
    return json.dumps(entry if question is None else entry | {"question": mask(question)})
