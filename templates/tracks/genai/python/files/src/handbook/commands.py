"""What each command does, with the exit code that a script can rely on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace

from handbook.app.corpus import CorpusError
from handbook.app.ingest import SmokeError
from handbook.embed.weights import WeightsError
from handbook.observe import report, show
from handbook.safety.outputs import mask
from handbook.settings import Settings
from handbook.store.versions import VersionError
from handbook.wiring import Parts

FAILED, USAGE, CONFIG = 1, 2, 78


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run a command; errors that a person can mend are one line."""
    parts = Parts(settings)
    try:
        return COMMANDS[args.command](args, parts)
    except WeightsError as why:
        print(f"handbook: {why}", file=sys.stderr)
        return CONFIG
    except (CorpusError, SmokeError, VersionError, ValueError) as why:
        print(f"handbook: {why}", file=sys.stderr)
        return FAILED


def ingest(_args: argparse.Namespace, parts: Parts) -> int:
    """Bring the index up to the corpus."""
    done = parts.ingest()
    print(
        f"index {done.version}: {done.documents} documents, {done.passages} passages, {done.embedded} texts embedded,"
        f" {done.quarantined} planted instruction quarantined"
    )
    return 0


def ask(args: argparse.Namespace, parts: Parts) -> int:
    """Answer one question."""
    print(show.asked(args.question, parts.ask(args.question, args.as_of), trace=True))
    return 0


def serve(args: argparse.Namespace, parts: Parts) -> int:
    """Serve until told to stop."""
    from handbook.web import serving  # noqa: PLC0415 - only this command needs the web

    try:
        listener = serving.listen(args.host, args.port)
    except (OSError, OverflowError) as why:
        print(f"handbook: cannot listen on {args.host}:{args.port} ({why}); --port names another", file=sys.stderr)
        return FAILED
    return serving.serve(parts, listener)


def evaluate(args: argparse.Namespace, parts: Parts) -> int:
    """Measure, write, compare."""
    from handbook.evals import failures, files, questions  # noqa: PLC0415 - evals load with their own command
    from handbook.evals.run import evaluate as run_all  # noqa: PLC0415
    from handbook.evals.run import faults  # noqa: PLC0415

    if args.mode == "llm":
        return evaluate_paid(args, parts)
    parts = quoting(parts)
    root = parts.settings.root
    parts.ingest()
    found = run_all(parts)
    paths = files.places(root, args.out)
    files.write(found, paths)
    before = paths.failures.read_text(encoding="utf-8") if paths.failures.is_file() else ""
    note = failures.markdown(found.test, questions.load(root / "evals" / "questions.jsonl"), before)
    paths.failures.write_text(note, encoding="utf-8", newline="\n")
    print(files.short(found))
    written = [paths.table, paths.results, paths.failures]
    if not args.out:
        written += files.publish(found.data(), root)
    print(f"written: {', '.join(str(path) for path in written)}")
    bad = faults(found, root / "evals" / "baseline.json")
    for line in bad:
        print(f"eval: {line}", file=sys.stderr)
    return FAILED if bad else 0


def evaluate_paid(args: argparse.Namespace, parts: Parts) -> int:
    """Measure a language model on the same questions, within the budget."""
    from handbook.evals import paid  # noqa: PLC0415

    if missing := paid.missing(parts.settings):
        print(f"handbook: {'; '.join(missing)}", file=sys.stderr)
        return CONFIG
    parts.ingest()
    text, whole = paid.run(parts, args.out or parts.settings.var / "eval-llm")
    print(text)
    return 0 if whole else FAILED


def quoting(parts: Parts) -> Parts:
    """Give the product without its endpoint: the figures of the repository never depend on somebody's environment."""
    return Parts(replace(parts.settings, endpoint=None)) if parts.settings.endpoint else parts


def eval_accept(args: argparse.Namespace, parts: Parts) -> int:
    """Make this run the baseline."""
    from handbook.evals.run import accept  # noqa: PLC0415
    from handbook.evals.run import evaluate as run_all  # noqa: PLC0415

    if not args.reason.strip():
        print('handbook: a reason is needed: make eval-accept REASON="..."', file=sys.stderr)
        return USAGE
    parts = quoting(parts)
    parts.ingest()
    accept(run_all(parts), parts.settings.root / "evals", args.reason.strip())
    print("accepted; see evals/CHANGES.md")
    return 0


def fit_gate(_args: argparse.Namespace, parts: Parts) -> int:
    """Fit the gate on dev."""
    from handbook.evals import fitting, gatefile  # noqa: PLC0415

    parts.ingest()
    folder = parts.settings.root / "evals"
    gate, ids = fitting.fit_on_dev(parts, folder / "questions.jsonl")
    gatefile.write(folder / "gate.json", gate, "dev", len(ids))
    print(f"evals/gate.json: fitted on {len(ids)} dev questions, cut {gate.cut:.4f}")
    return 0


def sweep(_args: argparse.Namespace, parts: Parts) -> int:
    """Compare the constants of the search on dev."""
    from handbook.evals import marked  # noqa: PLC0415
    from handbook.evals import sweep as sweeping  # noqa: PLC0415

    parts.ingest()
    note = parts.settings.root / "docs" / "tuning.md"
    table = sweeping.markdown(parts, parts.settings.root / "evals" / "questions.jsonl")
    note.write_text(marked.put(note.read_text(encoding="utf-8"), "sweep", table), encoding="utf-8", newline="\n")
    print(f"{table}written: {note}")
    return 0


def report_command(_args: argparse.Namespace, parts: Parts) -> int:
    """Print time and cost."""
    settings = parts.settings
    print(report.text(parts.book.questions(), parts.book.rows(), settings.prices, settings.estimate_with), end="")
    return 0


def inspect(args: argparse.Namespace, parts: Parts) -> int:
    """Show how a document was cut, and what was kept out."""
    index = parts.retriever().index
    if args.doc not in index.documents:
        print(f"handbook: no document {args.doc!r}; there are {', '.join(index.documents)}", file=sys.stderr)
        return USAGE
    document = index.documents[args.doc]
    print(f"{document.id}  {document.title}  since {document.valid_from}  index {index.version}")
    for passage in (p for p in index.passages.values() if p.doc == document.id):
        vector = index.vectors[passage.id].hex()[:12]
        print(f"\n{passage.id}  {passage.section}  {passage.span.start}-{passage.span.end}"
              f"  {passage.tokens} tokens  vector {vector}")  # fmt: skip
        print(mask(passage.text))
    for kept in index.quarantined(document.id):
        print(f"\nquarantined ({kept.pattern}) {kept.span.start}-{kept.span.end}")
        print(mask(kept.span.of(document.text)))
    return 0


def rollback(_args: argparse.Namespace, parts: Parts) -> int:
    """Go back to the index before."""
    print(f"current index: {parts.versions.rollback()}")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace, Parts], int]] = {
    "ingest": ingest,
    "ask": ask,
    "serve": serve,
    "eval": evaluate,
    "eval-accept": eval_accept,
    "fit-gate": fit_gate,
    "sweep": sweep,
    "report": report_command,
    "inspect": inspect,
    "rollback": rollback,
}
