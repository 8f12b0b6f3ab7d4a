"""All commands together, and the one place where an error becomes an exit code."""

from __future__ import annotations

import os
import sys

import typer
from typer.main import get_command

from pave import __version__
from pave.cli import check, devapi, doctor, measure, new, output, upgrade
from pave.errors import Exit, PaveError, UsageError

app = typer.Typer(
    name="pave",
    help="Start services on the golden path, score them, and bring them newer templates.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(*, value: bool) -> None:
    if value:
        output.data(f"pave {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *, version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version")
) -> None:
    """Start services on the golden path, score them, and bring them newer templates.

    Exit codes: 0 done, 1 findings or conflicts, 2 usage, 3 a precondition is missing, 4 the platform API failed,
    70 a bug, 130 interrupted.
    """


app.command("new")(new.command)
app.command("check")(check.command)
app.command("upgrade")(upgrade.command)
app.command("doctor")(doctor.command)
app.add_typer(measure.app, name="measure")
app.add_typer(devapi.app, name="devapi")


@app.command()
def completions(name: str = typer.Argument(metavar="SHELL", help="bash, zsh or fish")) -> None:
    """Print the completion script of a shell."""
    from typer._completion_shared import get_completion_script  # noqa: PLC0415

    if name not in {"bash", "zsh", "fish"}:
        raise UsageError(f"no completions for {name}", hint="pave completions bash")
    words = {"prog_name": "pave", "complete_var": "_PAVE_COMPLETE", "shell": name}
    output.data(get_completion_script(**words))


def main(words: list[str] | None = None) -> int:
    """Run the command line; whatever happens ends in an exit code and at most a few lines."""
    try:
        result = get_command(app).main(args=words, prog_name="pave", standalone_mode=False)
    except PaveError as fault:
        output.explain(fault)
        return fault.exit
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not complain about it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except OSError as fault:
        output.explain(PaveError(f"{fault.filename or 'the system'}: {fault.strerror or fault}"))
        return Exit.PRECONDITION
    except Exception as fault:  # noqa: BLE001  no traceback reaches a user
        return _other(fault)
    if result == Exit.INTERRUPTED:
        output.say("interrupted")
    return int(result or 0)


def _other(fault: Exception) -> int:
    show = getattr(fault, "format_message", None)
    if show is not None:
        # The parser's own errors: usage, with the help of the command that was meant.
        context = getattr(fault, "ctx", None)
        path = context.command_path if context is not None else "pave"
        output.explain(UsageError(str(show()), hint=f"{path} --help"))
        return Exit.USAGE
    if os.environ.get("PAVE_DEBUG"):
        raise fault
    output.explain(
        PaveError(
            f"this is a bug in pave {__version__}: {type(fault).__name__}",
            hint="run it again with PAVE_DEBUG=1 and send what it prints to the owners of pave, with the command",
        )
    )
    return Exit.BUG
