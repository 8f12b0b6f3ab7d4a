"""Reading the corpus: one Markdown file is one document, and a broken one is named before anything is built."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from handbook.domain.document import Document

MOST_BYTES = 1_000_000
FIELDS = {"id", "title", "topic", "valid_from", "replaces"}
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class CorpusError(Exception):
    """A file that cannot be a document; the message names it and what is wrong."""


def load(folder: Path) -> list[Document]:
    """Read all documents of a folder, sorted by id whatever order the disk gives."""
    return read(sorted(folder.glob("*.md")))


def read(paths: Iterable[Path]) -> list[Document]:
    """Read documents; refuse the lot when one is broken, so that the index before stays."""
    found: dict[str, Document] = {}
    for path in paths:
        document = parse(path)
        if document.id in found:
            raise CorpusError(f"{path.name}: the id {document.id!r} is taken by another document")
        found[document.id] = document
    if not found:
        raise CorpusError("the corpus holds no document")
    for document in found.values():
        if document.replaces is not None and document.replaces not in found:
            raise CorpusError(f"{document.id}: replaces {document.replaces!r}, which is not in the corpus")
    return [found[name] for name in sorted(found)]


def parse(path: Path) -> Document:
    """Read one document with its front matter."""
    if path.stat().st_size > MOST_BYTES:
        raise CorpusError(f"{path.name}: over {MOST_BYTES:,} bytes")
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as why:
        raise CorpusError(f"{path.name}: not UTF-8 at byte {why.start}") from None
    if not text.startswith("---\n") or (end := text.find("\n---\n", 3)) < 0:
        raise CorpusError(f"{path.name}: no front matter between two lines of ---")
    fields = dict(_field(path, line) for line in text[4 : end + 1].splitlines())
    if missing := FIELDS - {"replaces"} - set(fields):
        raise CorpusError(f"{path.name}: the front matter lacks {', '.join(sorted(missing))}")
    if extra := set(fields) - FIELDS:
        raise CorpusError(f"{path.name}: the front matter has {', '.join(sorted(extra))}, which means nothing here")
    if not NAME.fullmatch(fields["id"]):
        raise CorpusError(f"{path.name}: an id holds small letters, digits and single dashes")
    try:
        valid_from = date.fromisoformat(fields["valid_from"])
    except ValueError:
        raise CorpusError(f"{path.name}: valid_from is not a date like 2026-03-01") from None
    body = end + len("\n---\n")
    return Document(
        fields["id"], fields["title"], fields["topic"], valid_from, fields.get("replaces") or None, text, body
    )


def _field(path: Path, line: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    if not colon or not value.strip():
        raise CorpusError(f"{path.name}: {line!r} is not a field")
    return key.strip(), value.strip()
