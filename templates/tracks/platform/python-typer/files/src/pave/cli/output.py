"""What is said and where: data on stdout, talk on stderr, one form for errors."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pave.errors import PaveError

_COLOURS = dict(zip(("pass", "fail", "unknown", "error", "hint"), ("32", "31", "33", "31", "36"), strict=True))


def data(text: str) -> None:
    """Print what was asked for."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Print what a person may want to know."""
    sys.stderr.write(f"{text}\n")


def as_json(found: dict[str, Any]) -> None:
    """Print an object that scripts may rely on."""
    data(json.dumps({"schema": 1, **found}, indent=2, ensure_ascii=False))


def paint(word: str, stream: Any = None) -> str:  # noqa: ANN401  any text stream
    """Colour a word by its meaning on a terminal; the word itself says it too."""
    stream = stream or sys.stdout
    if os.environ.get("NO_COLOR") or not stream.isatty() or os.environ.get("TERM") == "dumb":
        return word
    return f"\x1b[{_COLOURS.get(word, '0')}m{word}\x1b[0m"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns, without a blank at any line's end."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def explain(fault: PaveError) -> None:
    """Print an error: one line, its cause, and the command that helps."""
    say(f"{paint('error', sys.stderr)}: {fault.message}")
    if fault.cause:
        say(f"  {fault.cause}")
    if fault.hint:
        say(f"\n{paint('hint', sys.stderr)}: {fault.hint}")
