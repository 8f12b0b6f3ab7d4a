"""`pave new`."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Annotated

import typer

from pave.cli import output
from pave.errors import UsageError

OWNER = re.compile(r"^@[A-Za-z0-9][A-Za-z0-9/_-]*$")


def command(
    name: Annotated[str, typer.Argument(help="Name of the service: letters a-z, digits, '-'")],
    owner: Annotated[str, typer.Option(help="Team that answers for it")] = "@platform",
    dest: Annotated[Path | None, typer.Option(help="Folder to make; default: ./NAME")] = None,
    template: Annotated[str | None, typer.Option(help="Git address or folder of another template")] = None,
    ref: Annotated[str | None, typer.Option(help="Version of the template, as vX.Y.Z; default: the newest")] = None,
    sdk_wheel: Annotated[Path | None, typer.Option(help="SDK wheel to put in; default: dist/")] = None,
    *,
    draft: Annotated[bool, typer.Option("--draft", help="Take the template as it is in the working tree")] = False,
    no_git: Annotated[bool, typer.Option("--no-git", help="Make no repository")] = False,
) -> None:
    """Make a service with tests, CI, image, owner and runbook."""
    from pave.golden import source, vendor  # noqa: PLC0415  heavy imports wait for the command that needs them
    from pave.golden.names import ServiceName  # noqa: PLC0415
    from pave.golden.new import create  # noqa: PLC0415

    service = ServiceName.parse(name)
    if not OWNER.match(owner):
        raise UsageError(f"'{owner}' is no team", hint=f"pave new {name} --owner @team")
    if draft and (ref or template):
        raise UsageError("--draft is the template at hand, so it goes with neither --ref nor --template")
    wheel = vendor.find_wheel(sdk_wheel)
    found = source.resolve(template, ref, draft=draft)
    if found.note:
        output.say(found.note)
    made = create(service, owner, dest or Path(service.text), found, wheel, use_git=not no_git)
    output.data(str(made.path))
    output.say(f"{service.text}: {made.files} files, template {made.version}, owner {owner}")
    if not made.committed and not no_git:
        output.say("git knows no name for you, so nothing is committed: commit before pave upgrade")
    output.say(f"next: cd {shlex.quote(str(made.path))} && make setup test")
