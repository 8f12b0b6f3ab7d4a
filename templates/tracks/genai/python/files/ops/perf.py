"""`make perf`: settings compared in turns (A B B A), so that a slow minute of the machine hits both alike.

Writes docs/performance.md with medians and their spread. Times are reported and never asserted; what is counted
(calls of the model, passages) is the same in every run.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

NOTE = Path("docs/performance.md")
ROUNDS = 2
CHILD = """
import json, sys, tempfile, time
from dataclasses import replace
from pathlib import Path
from handbook.embed.cache import CachedEmbedder
from handbook.evals.questions import dev_only
from handbook.settings import load
from handbook.wiring import NoBook, Parts
settings = load(Path("."))
parts = Parts(settings)
rows = [row.question for row in dev_only(Path("evals/questions.jsonl"))]
asked = (rows * 4)[: int(sys.argv[2])]
assistant = parts.assistant(NoBook())
if sys.argv[1] == "cached":
    cache = CachedEmbedder(parts.model, Path(tempfile.mkdtemp()) / "v.db")
    class Cached:
        def embed(self, text): return cache.embed(text, "")
    assistant.retriever._embedder = Cached()
stages = {}
for question in asked:
    before = time.perf_counter()
    trace = assistant.ask(question, settings.as_of).trace
    stages.setdefault("all", []).append((time.perf_counter() - before) * 1000)
    for stage in trace.stages: stages.setdefault(stage.name, []).append(stage.ms)
print(json.dumps({"stages": stages, "calls": parts.model.calls}))
"""
SETTINGS = {
    "one thread": ({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}, "plain"),
    "two threads": ({"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}, "plain"),
    "one thread, questions cached": ({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}, "cached"),
}
STAGES = ("embed", "lexical", "dense", "all")


def once(name: str, questions: int) -> tuple[dict[str, list[float]], int]:
    """Ask the dev questions in a fresh process."""
    env, kind = SETTINGS[name]
    argv = [sys.executable, "-c", CHILD, kind, str(questions)]
    done = subprocess.run(argv, env=os.environ | env, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["stages"], found["calls"]


def cell(runs: list[list[float]]) -> str:
    """Write the median of all calls, and how far the medians of single runs lie apart."""
    medians = [statistics.median(run) for run in runs]
    whole = statistics.median([value for run in runs for value in run])
    return f"{whole:.2f} ({min(medians):.2f} to {max(medians):.2f})"


def main() -> int:
    """Measure and write."""
    questions = int(os.environ.get("QUESTIONS") or 200)
    subprocess.run([sys.executable, "-m", "handbook", "ingest"], check=True)
    runs: dict[str, list[dict[str, list[float]]]] = {name: [] for name in SETTINGS}
    calls: dict[str, int] = {}
    order = list(SETTINGS)
    for turn in range(ROUNDS):
        for name in order if turn % 2 == 0 else order[::-1]:
            stages, calls[name] = once(name, questions)
            runs[name].append(stages)
            print(f"{name}: {statistics.median(stages['all']):.1f} ms", flush=True)
    rows = [
        f"| {name} | {' | '.join(cell([run[stage] for run in runs[name]]) for stage in STAGES)} | {calls[name]} |"
        for name in SETTINGS
    ]
    text = NOTE.read_text(encoding="utf-8")
    head, _, rest = text.partition("<!-- perf -->\n")
    _, _, tail = rest.partition("<!-- /perf -->")
    table = [
        f"{questions} dev questions for each run, {ROUNDS} runs for each setting in turns, Python"
        f" {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end. Milliseconds:"
        " median of all calls, and in brackets the smallest and largest median of a run.",
        "",
        f"| setting | {' | '.join(STAGES)} | calls of the model |",
        "|---" + "|--:" * (len(STAGES) + 1) + "|",
        *rows,
    ]
    NOTE.write_text(
        f"{head}<!-- perf -->\n" + "\n".join(table) + f"\n<!-- /perf -->{tail}", encoding="utf-8", newline="\n"
    )
    print(f"written: {NOTE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
