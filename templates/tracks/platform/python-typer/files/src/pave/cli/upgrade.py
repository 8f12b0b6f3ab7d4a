"""`pave upgrade`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pave.cli import output
from pave.errors import Exit


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The service")] = Path(),
    to: Annotated[str | None, typer.Option(help="Version to go to, as vX.Y.Z; default: the newest")] = None,
    template: Annotated[str | None, typer.Option(help="Git address or folder of the template, when it moved")] = None,
    sdk_wheel: Annotated[Path | None, typer.Option(help="SDK wheel to put in; default: dist/")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the difference and change nothing")] = False,
) -> None:
    """Bring a service to a newer template; what its owners changed stays."""
    from pave.golden import vendor  # noqa: PLC0415
    from pave.golden.upgrade import changes_between, upgrade  # noqa: PLC0415

    done = upgrade(folder, template, to, vendor.find_wheel(sdk_wheel), dry_run=dry_run)
    if done.before == done.after:
        output.say(f"already on {done.after}")
        return
    if dry_run:
        output.data(done.diff.rstrip("\n"))
        output.say(f"{done.before} -> {done.after} would change {len(done.files)} files; nothing was changed")
    else:
        output.say(f"{done.before} -> {done.after}: {len(done.files)} files changed, nothing is committed")
        output.data("\n".join(done.files))
    news = changes_between(done.before, done.after)
    if news:
        output.say(f"\n{news}\n")
    if done.conflicts:
        output.say("both sides changed the same lines; look for <<<<<<< in:")
        for path in done.conflicts:
            output.say(f"  {path}")
        output.say("then: git add -A && git commit; or take all of it back: git reset -q --hard && git clean -fdq")
        raise typer.Exit(Exit.FINDINGS)
    if not dry_run:
        output.say("next: make setup ci, then git add -A && git commit")
