"""Tables for documents: written by commands, so that nobody copies a number by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def markdown(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    lines = [heads, ["---", *("--:" for _ in heads[1:])], *rows]
    return (
        "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)
        .replace(" --- ", "---")
        .replace(" --: ", "--:")
    )


def rewrite(path: Path, mark: str, body: str) -> None:
    """Put a table between `<!-- mark -->` and `<!-- /mark -->`."""
    before, found, rest = path.read_text(encoding="utf-8").partition(f"<!-- {mark} -->\n")
    _, end, after = rest.partition(f"<!-- /{mark} -->")
    if not found or not end:
        raise SystemExit(f"{path} has no place for {mark}")
    path.write_text(before + found + body + end + after, encoding="utf-8")
