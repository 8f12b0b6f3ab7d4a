"""The command line: train, evaluate, report, monitor, compare, serve, rollback."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from departures.domain.errors import DeparturesError

# Before numpy is loaded: on tables this small, threads mostly wait for each other.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")


def main(argv: list[str] | None = None) -> int:
    """Run one command; what goes wrong by design is one line on stderr."""
    args = parser().parse_args(argv)
    root = Path(os.environ.get("DEPARTURES_ROOT") or ".").resolve()
    try:
        return run(args, root)
    except DeparturesError as why:
        print(f"departures: {why}", file=sys.stderr)
        return why.status


def run(args: argparse.Namespace, root: Path) -> int:
    """Do what was asked for."""
    if args.command in {"serve", "rollback"}:
        return serving(args, root)
    from departures.wiring import Project  # noqa: PLC0415 - the service does not load what trains

    project = Project(root)
    out = args.out.resolve() if args.out else None
    match args.command:
        case "train":
            print(project.train())
        case "evaluate":
            print(project.evaluate(out or root / "reports"))
        case "report":
            figures = (out or root / "reports") / "metrics.json"
            card = out / "MODEL_CARD.md" if out else root / "MODEL_CARD.md"
            print(project.report(figures, card, out or root / "reports"))
        case "monitor":
            print(project.monitor())
            print(project.drift())
        case "develop":
            project.develop(out or root / "var/development.npz")
        case "compare":
            from departures import compare  # noqa: PLC0415

            print(compare.run(root, root / "var", (args.a, args.b), project.params))
    return 0


def serving(args: argparse.Namespace, root: Path) -> int:
    """Serve, or go back to the version before."""
    models = args.models or root / "models"
    if args.command == "rollback":
        from departures.models import registry  # noqa: PLC0415

        print(f"now served: {registry.roll_back(models)}")
        return 0
    from departures.serve.server import serve  # noqa: PLC0415

    return serve(models, args.host, args.port)


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(prog="departures", description="Which departures need a reserve?")
    commands = top.add_subparsers(dest="command", required=True)
    for name, told in {
        "train": "develop month by month, fit once, publish the served model",
        "evaluate": "open the test period and measure",
        "report": "write card, charts and page from the figures",
        "monitor": "compare forecast with outcome, and inputs and forecasts with the training days",
        "develop": "leave predictions of the development months, for compare",
    }.items():
        commands.add_parser(name, help=told).add_argument("--out", type=Path, help="write there")
    compared = commands.add_parser("compare", help="compare two commits on the development months")
    compared.add_argument("a")
    compared.add_argument("b")
    compared.set_defaults(out=None)
    serve = commands.add_parser("serve", help="serve the published model")
    serve.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    back = commands.add_parser("rollback", help="serve the version published before")
    for each in (serve, back):
        each.add_argument("--models", type=Path, default=os.environ.get("MODELS") or None)
    return top


if __name__ == "__main__":
    sys.exit(main())
