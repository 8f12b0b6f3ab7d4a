"""Counters of this process in the text format of Prometheus; no label ever holds what somebody wrote."""

from __future__ import annotations

import threading
from collections import Counter

from handbook.app.ask import Asked

BUCKETS = (5, 10, 25, 50, 100, 300, 1000, 5000, 20000)


class Metrics:
    """What happened since the start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes: Counter[str] = Counter()
        self._buckets: Counter[int] = Counter()
        self._sum = 0.0
        self._stages: dict[str, list[float]] = {}
        self._dropped: Counter[str] = Counter()

    def add(self, asked: Asked) -> None:
        """Count one question."""
        with self._lock:
            self._outcomes[asked.name] += 1
            self._sum += asked.trace.ms
            for bucket in BUCKETS:
                self._buckets[bucket] += asked.trace.ms <= bucket
            for stage in asked.trace.stages:
                row = self._stages.setdefault(stage.name, [0, 0.0])
                row[0] += 1
                row[1] += stage.ms
            self._dropped["unsupported"] += asked.dropped.unsupported
            self._dropped["filtered"] += asked.dropped.filtered

    def text(self) -> str:
        """Write the counters."""
        with self._lock:
            count = sum(self._outcomes.values())
            lines = ["# TYPE handbook_questions_total counter"]
            lines += [f'handbook_questions_total{{outcome="{name}"}} {n}' for name, n in sorted(self._outcomes.items())]
            lines.append("# TYPE handbook_answer_milliseconds histogram")
            lines += [f'handbook_answer_milliseconds_bucket{{le="{b}"}} {self._buckets[b]}' for b in BUCKETS]
            lines += [
                f'handbook_answer_milliseconds_bucket{{le="+Inf"}} {count}',
                f"handbook_answer_milliseconds_sum {self._sum:.3f}",
                f"handbook_answer_milliseconds_count {count}",
                "# TYPE handbook_stage_milliseconds summary",
            ]
            for name, (number, total) in sorted(self._stages.items()):
                lines.append(f'handbook_stage_milliseconds_count{{stage="{name}"}} {number}')
                lines.append(f'handbook_stage_milliseconds_sum{{stage="{name}"}} {total:.3f}')
            lines.append("# TYPE handbook_sentences_dropped_total counter")
            lines += [
                f'handbook_sentences_dropped_total{{why="{why}"}} {n}' for why, n in sorted(self._dropped.items())
            ]
        return "\n".join(lines) + "\n"
