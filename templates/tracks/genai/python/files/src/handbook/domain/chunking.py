"""From a document to passages: along headings and sentences, never through them, within the model's window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handbook.domain.document import Document, Passage, Quarantined, Sentence, Span, heading

MOST_TOKENS = 200
HEADING = re.compile(r"^#{1,4} +(.+?)\s*$")
# A sentence ends at . ! or ? before a blank and a capital, a digit or a bracket; "e.g." and "No." do not end one.
END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bNo)(?<!\bapprox)[.!?]+[\"')\]]*(?=\s+[\"'(\[]?[A-Z0-9<`])")
TABLE_RULE = re.compile(r"^\|[\s:|-]+\|$")


@dataclass(frozen=True)
class Unit:
    """One sentence with what is known of its place."""

    sentence: Sentence
    section: str
    block: int


class TooLongError(ValueError):
    """One sentence alone does not fit the model's window: a person has to split it."""


@dataclass(frozen=True)
class Chunked:
    """What became of a document."""

    passages: tuple[Passage, ...]
    quarantined: tuple[Quarantined, ...]


def chunk(
    document: Document,
    count: Callable[[str], int],
    planted: Callable[[str], str | None] = lambda _text: None,
    most: int = MOST_TOKENS,
) -> Chunked:
    """Cut a document into passages; a planted sentence ends the passage before it and belongs to none."""
    passages: list[Passage] = []
    quarantined: list[Quarantined] = []
    run: list[Unit] = []

    def cost(units: list[Unit]) -> int:
        span = Span(units[0].sentence.span.start, units[-1].sentence.span.end)
        return count(f"{heading(document.title, units[0].section)}\n{span.of(document.text)}")

    def close() -> None:
        if not run:
            return
        span = Span(run[0].sentence.span.start, run[-1].sentence.span.end)
        passages.append(
            Passage(
                id=f"{document.id}#{len(passages) + 1}",
                doc=document.id,
                title=document.title,
                section=run[0].section,
                span=span,
                text=span.of(document.text),
                tokens=cost(run),
                sentences=tuple(unit.sentence for unit in run),
            )
        )
        run.clear()

    for unit in units_of(document):
        if reason := planted(unit.sentence.text):
            close()
            quarantined.append(Quarantined(document.id, unit.sentence.span, reason))
            continue
        if run and (unit.section != run[0].section or cost([*run, unit]) > most):
            close()
        if cost([unit]) > most:
            shown = unit.sentence.text[:60]
            raise TooLongError(f"{document.id}: one sentence is over {most} tokens: {shown!r}")
        run.append(unit)
    close()
    return Chunked(tuple(passages), tuple(quarantined))


def units_of(document: Document) -> Iterator[Unit]:
    """Walk over the sentences of a document with their section and block."""
    section, fence, block = document.title, -1, 0
    paragraph: list[Span] = []

    def flush() -> Iterator[Unit]:
        nonlocal block
        if paragraph:
            block += 1
            for span in sentences(document.text, Span(paragraph[0].start, paragraph[-1].end)):
                yield Unit(Sentence(span, span.of(document.text)), section, block)
            paragraph.clear()

    for line in lines(document.text, document.body):
        text = line.of(document.text)
        if fence >= 0:
            if text.startswith("```"):
                span, fence = Span(fence, line.end), -1
                block += 1
                yield Unit(Sentence(span, span.of(document.text)), section, block)
        elif text.startswith("```"):
            yield from flush()
            fence = line.start
        elif found := HEADING.match(text):
            yield from flush()
            section = found.group(1)
        elif not text.strip() or TABLE_RULE.match(text):
            yield from flush()
        elif text.startswith(("|", "- ")) or re.match(r"\d+\. ", text):
            yield from flush()
            paragraph.append(line)
            if text.startswith("|"):
                yield from flush()
        else:
            paragraph.append(line)
    yield from flush()


def lines(text: str, start: int) -> Iterator[Span]:
    """Walk over the lines of a text, without their ends."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield Span(start, end)
        start = end + 1


def sentences(text: str, span: Span) -> Iterator[Span]:
    """Cut a paragraph into sentences; blanks between them belong to none."""
    start = span.start
    for end in END.finditer(text, span.start, span.end):
        yield from _trimmed(text, Span(start, end.end()))
        start = end.end()
    yield from _trimmed(text, Span(start, span.end))


def _trimmed(text: str, span: Span) -> Iterator[Span]:
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip())
    end = span.start + len(raw.rstrip())
    if start < end:
        yield Span(start, end)
