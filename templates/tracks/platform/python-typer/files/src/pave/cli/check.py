"""`pave check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pave.cli import output
from pave.errors import Exit, PreconditionError, UsageError

if TYPE_CHECKING:
    from pave.scorecard.model import Score


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The service")] = Path(),
    minimum: Annotated[int, typer.Option("--min", min=0, max=100, help="Points that are enough for exit 0")] = 0,
    explain: Annotated[
        str | None, typer.Option(metavar="PVnn", help="Say why a rule is there and how to meet it")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON")] = False,
    run: Annotated[bool, typer.Option("--run", help="Start the service and ask it for its health")] = False,
) -> None:
    """Score a service by twelve rules; each says where it looked and how to mend what is missing."""
    if explain is not None:
        _explain(explain)
        return
    score = score_of(folder, run=run)
    if as_json:
        output.as_json(_plain(folder, score))
    else:
        _show(score)
    if score.points < minimum:
        output.say(f"{score.points} points, {minimum} are asked for")
        raise typer.Exit(Exit.FINDINGS)


def score_of(folder: Path, *, run: bool = False) -> Score:
    """Read and judge a service."""
    from pave.cli import probe  # noqa: PLC0415
    from pave.golden import git  # noqa: PLC0415
    from pave.scorecard import facts, registry  # noqa: PLC0415

    if not folder.is_dir():
        raise PreconditionError(f"{folder} is no folder", hint="pave check DIR")
    listed = git.call(folder, "ls-files", "-z") if git.is_top(folder) else None
    tracked = frozenset(filter(None, listed.stdout.split("\0"))) if listed and not listed.returncode else None
    return registry.judge(facts.read(folder, tracked or None, probe.ask(folder) if run else None))


def _show(score: Score) -> None:
    rows = [
        [finding.rule.id, finding.state.value, f"{finding.rule.weight:3}", finding.rule.title, finding.evidence]
        for finding in score.findings
    ]
    lines = output.table(rows).splitlines()
    for line, finding in zip(lines, score.findings, strict=True):
        word = finding.state.value
        output.data(line.replace(word, output.paint(word), 1))
    failed, unknown = score.of(_state("fail")), score.of(_state("unknown"))
    counted = len(score.findings) - len(unknown)
    output.data(f"\nscore {score.points} ({counted - len(failed)} of {counted})")
    for finding in failed:
        output.data(f"\n{finding.rule.id}: {finding.rule.fix}")


def _state(word: str) -> Any:  # noqa: ANN401  the enum is imported late
    from pave.scorecard.model import State  # noqa: PLC0415

    return State(word)


def _plain(folder: Path, score: Score) -> dict[str, Any]:
    return {
        "service": folder.resolve().name,
        "score": score.points,
        "findings": [
            {
                "rule": finding.rule.id,
                "state": finding.state.value,
                "weight": finding.rule.weight,
                "title": finding.rule.title,
                "evidence": finding.evidence,
                "fix": finding.rule.fix,
            }
            for finding in score.findings
        ],
    }


def _explain(identifier: str) -> None:
    from pave.scorecard.registry import RULES  # noqa: PLC0415

    for rule in RULES:
        if rule.id == identifier.upper():
            output.data(f"{rule.id} ({rule.weight} points): {rule.title}\n\nwhy: {rule.why}\nfix: {rule.fix}")
            return
    raise UsageError(f"no rule is called {identifier}", hint=f"there are {RULES[0].id} to {RULES[-1].id}")
