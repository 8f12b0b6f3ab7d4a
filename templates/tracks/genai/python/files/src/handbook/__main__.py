"""The command line: ingest, ask, serve, eval, report, inspect, rollback."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from handbook.settings import SettingsError, load

USAGE, CONFIG, FAILED = 2, 78, 1


def main(argv: list[str] | None = None) -> int:
    """Run one command; what goes wrong by design is one line on stderr."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        # Before numpy is loaded: on matrices this small, threads mostly wait for each other.
        os.environ.setdefault(name, "1")
    args = parser().parse_args(argv)
    try:
        settings = load(Path(os.environ.get("HANDBOOK_ROOT", ".")))
    except (SettingsError, OSError, ValueError) as why:
        print(f"handbook: {why}", file=sys.stderr)
        return CONFIG
    from handbook import commands  # noqa: PLC0415 - numpy is loaded only once the settings hold

    try:
        return commands.run(args, settings)
    except BrokenPipeError:
        # Whoever reads has read enough, as `head` does; what is left to write goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(prog="handbook", description="Answers questions from the handbook of Harbor.")
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("ingest", help="bring the index up to the corpus")
    ask = commands.add_parser("ask", help="answer one question, with its trace")
    ask.add_argument("question")
    ask.add_argument("--as-of", type=date.fromisoformat, help="the day whose rules hold")
    serve = commands.add_parser("serve", help="serve the API and the page")
    serve.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    serve.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
    evaluate = commands.add_parser("eval", help="measure, and compare with the accepted baseline")
    evaluate.add_argument("--out", type=Path, help="write there instead of evals/ and docs/")
    evaluate.add_argument(
        "--mode", choices=("extractive", "llm"), default="extractive", help="llm: against the endpoint"
    )
    accept = commands.add_parser("eval-accept", help="make this run the baseline")
    accept.add_argument("--reason", required=True)
    commands.add_parser("fit-gate", help="fit the gate on the dev questions")
    commands.add_parser("sweep", help="compare the constants of the search on the dev questions")
    commands.add_parser("report", help="time and cost from the ledger")
    inspect = commands.add_parser("inspect", help="show how a document was cut")
    inspect.add_argument("doc")
    commands.add_parser("rollback", help="go back to the index before")
    return top


if __name__ == "__main__":
    sys.exit(main())
