"""`make perf`: settings compared in turns (A B C C B A ...), so that a slow minute of the machine hits all alike.

Writes docs/performance.md with medians and their spread. Times are reported and never asserted; what is counted is
the same in every run. Each run is a process of its own, because threads are set before numpy is loaded.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from handbook.embed.cache import CachedEmbedder
from handbook.embed.minilm import Array
from handbook.evals.marked import put
from handbook.evals.questions import dev_only
from handbook.retrieve.retriever import HybridRetriever
from handbook.settings import load
from handbook.wiring import NoBook, Parts

NOTE = Path("docs/performance.md")
ROUNDS = 4
STAGES = ("embed", "lexical", "dense", "all")
PLAIN, CACHED = "plain", "cached"
SETTINGS = {
    "one thread": (1, PLAIN),
    "two threads": (2, PLAIN),
    "one thread, questions cached": (1, CACHED),
}
Times = dict[str, list[float]]


class Remembering:
    """Embeds a question once, however often it is asked."""

    def __init__(self, parts: Parts, folder: str) -> None:
        self._cache = CachedEmbedder(parts.model, Path(folder) / "questions.db")

    def embed(self, text: str) -> Array:
        """Embed, or look it up."""
        return self._cache.embed(text, "question")


def child(kind: str, questions: int) -> None:
    """Ask the dev questions over and over, and print the milliseconds of each stage."""
    parts = Parts(load(Path()))
    rows = [row.question for row in dev_only(Path("evals/questions.jsonl"))]
    assistant = parts.assistant(NoBook())
    stages: Times = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        if kind == CACHED:
            retriever = HybridRetriever(parts.retriever().index, Remembering(parts, folder), parts.settings.retriever)
            assistant = replace(assistant, retriever=retriever)
        for number in range(questions):
            began = time.perf_counter()
            asked = assistant.ask(rows[number % len(rows)], parts.settings.as_of)
            stages["all"].append((time.perf_counter() - began) * 1000)
            for stage in asked.trace.stages:
                stages[stage.name].append(stage.ms)
    print(json.dumps({"stages": stages, "calls": parts.model.calls}))


def once(name: str, questions: int) -> tuple[Times, int]:
    """Make one run of a setting."""
    threads, kind = SETTINGS[name]
    env = os.environ | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), str(threads))
    argv = [sys.executable, "-m", "ops.perf", kind, str(questions)]
    done = subprocess.run(argv, env=env, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    return found["stages"], found["calls"]


def cell(runs: list[list[float]]) -> str:
    """Write the median of all calls, and how far the medians of single runs lie apart."""
    medians = [statistics.median(run) for run in runs]
    whole = statistics.median([value for run in runs for value in run])
    return f"{whole:.2f} ({min(medians):.2f} to {max(medians):.2f})"


def against(runs: list[Times], base: list[Times]) -> str:
    """Say which is faster, when every run of the one beats every run of the other."""
    here, there = ([statistics.median(run["all"]) for run in one] for one in (runs, base))
    if max(here) < min(there):
        return "faster"
    return "slower" if min(here) > max(there) else "no difference shown"


def table(runs: dict[str, list[Times]], calls: dict[str, int], questions: int) -> str:
    """Write what was measured, and on what."""
    first = next(iter(runs))
    lines = [
        f"{questions} dev questions for each run, {ROUNDS} runs for each setting in turns, Python"
        f" {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end. Milliseconds:"
        " median of all calls, and in brackets the smallest and largest median of a run.",
        "",
        f"| setting | {' | '.join(STAGES)} | against {first} | calls of the model |",
        "|---" + "|--:" * len(STAGES) + "|---|--:|",
    ]
    for name, made in runs.items():
        cells = " | ".join(cell([run[stage] for run in made]) for stage in STAGES)
        lines.append(f"| {name} | {cells} | {'' if name == first else against(made, runs[first])} | {calls[name]} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure and write."""
    if len(sys.argv) > 1:
        child(sys.argv[1], int(sys.argv[2]))
        return 0
    questions = int(os.environ.get("QUESTIONS") or 200)
    subprocess.run([sys.executable, "-m", "handbook", "ingest"], check=True)
    runs: dict[str, list[Times]] = {name: [] for name in SETTINGS}
    calls: dict[str, int] = {}
    for turn in range(ROUNDS):
        for name in list(SETTINGS) if turn % 2 == 0 else list(SETTINGS)[::-1]:
            stages, calls[name] = once(name, questions)
            runs[name].append(stages)
            print(f"{name}: {statistics.median(stages['all']):.1f} ms", flush=True)
    text = put(NOTE.read_text(encoding="utf-8"), "perf", table(runs, calls, questions))
    NOTE.write_text(text, encoding="utf-8", newline="\n")
    print(f"written: {NOTE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
