#!/usr/bin/env python3
"""Writes docs/commands.md from the commands themselves.

usage: python ops/commands_doc.py [--print]
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

from typer.main import get_command

from pave.cli.app import app

PLACE = Path("docs/commands.md")


def described(command: Any, path: str) -> list[str]:  # noqa: ANN401  the parser's own type is private
    """Return the section of a command and those of its own commands."""
    inner = getattr(command, "commands", None)
    lines = [f"## {path}", "", inspect.cleandoc(command.help or ""), ""]
    rows = []
    for each in command.params:
        names = (
            ", ".join(f"`{name}`" for name in each.opts)
            if each.param_type_name == "option"
            else f"`{each.name.upper()}`"
        )
        default = (
            "" if each.default in (None, False) or each.required or callable(each.default) else f"`{each.default}`"
        )
        rows.append(f"| {names} | {getattr(each, 'help', '') or ''} | {'required' if each.required else default} |")
    if rows:
        lines += ["| | | default |", "|---|---|---|", *rows, ""]
    if inner:
        for name in inner:
            lines += described(inner[name], f"{path} {name}")
    return lines


def text() -> str:
    """Return the whole document."""
    body = "\n".join(described(get_command(app), "pave")).rstrip()
    return f"# Commands\n\nWritten by `make commands`; a test fails when it is not what the commands say.\n\n{body}\n"


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(text())
    else:
        PLACE.write_text(text(), encoding="utf-8", newline="\n")
        print(PLACE)
