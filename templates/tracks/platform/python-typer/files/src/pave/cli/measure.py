"""`pave measure`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pave.cli import output

app = typer.Typer(help="Measure what the golden path is worth.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def adoption(
    runs: Annotated[int, typer.Option(min=1, max=50, help="Runs of each route, in turns")] = 5,
) -> None:
    """Time the golden path and the same start by hand; rewrite docs/adoption.md."""
    from pave.cli.check import score_of  # noqa: PLC0415
    from pave.golden.source import root  # noqa: PLC0415
    from pave.measure import adoption as routes  # noqa: PLC0415

    arms = [routes.Arm("golden", routes.golden), routes.Arm("by_hand", routes.by_hand)]
    seconds = routes.interleaved(arms, runs)
    with tempfile.TemporaryDirectory(prefix="pave-measure-") as folder:
        for arm in arms:
            arm.run(Path(folder))
        golden, hand = Path(folder) / routes.SERVICE, Path(folder) / "by-hand"
        files, lines = routes.distance(golden, hand)
        scores = {"golden": score_of(golden).points, "by_hand": score_of(hand).points}
    found = {
        "machine": routes.machine(),
        "golden": {
            "seconds": seconds["golden"],
            "commands": list(routes.GOLDEN_COMMANDS),
            "score": scores["golden"],
        },
        "by_hand": {"seconds": seconds["by_hand"], "commands": routes.typed(), "score": scores["by_hand"]},
        "distance": {"files": files, "lines": lines},
    }
    routes.write(root() / "measurements" / "adoption.json", found)
    _rewrite()


@app.command()
def person(
    minutes: Annotated[float, typer.Option(help="Minutes to the first green test")],
    route: Annotated[str, typer.Option(help="golden or by-hand")] = "golden",
    stuck: Annotated[str, typer.Option(help="Where they stopped first, in their words")] = "",
) -> None:
    """Add one real person to docs/adoption.md."""
    from pave.golden.source import root  # noqa: PLC0415
    from pave.measure import people  # noqa: PLC0415

    people.add(root() / "measurements" / "people.tsv", people.Person(route, minutes, stuck))
    _rewrite()


def _rewrite() -> None:
    from pave.golden.source import root  # noqa: PLC0415
    from pave.measure import people, report  # noqa: PLC0415

    raw = json.loads((root() / "measurements" / "adoption.json").read_text(encoding="utf-8"))
    watched = people.read(root() / "measurements" / "people.tsv")
    path = root() / "docs" / "adoption.md"
    path.write_text(report.adoption(raw, watched), encoding="utf-8", newline="\n")
    output.data(str(path.relative_to(root())))
