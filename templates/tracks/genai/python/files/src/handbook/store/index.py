"""One index is one SQLite file: documents, passages, sentences, words (FTS5) and vectors.

It is written once and then only read. Exact search over a few hundred vectors takes a fraction of a millisecond;
ADR 2 says at which size that ends.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handbook.domain.document import Document, Passage, Quarantined, Sentence, Span
from handbook.domain.words import content, stem, words

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT, topic TEXT, valid_from TEXT, replaces TEXT, text TEXT,
  body INT);
CREATE TABLE passages (id TEXT PRIMARY KEY, doc TEXT, title TEXT, section TEXT, start INT, stop INT, tokens INT,
  vector BLOB NOT NULL);
CREATE TABLE sentences (passage TEXT, n INT, start INT, stop INT, vector BLOB NOT NULL, PRIMARY KEY (passage, n));
CREATE TABLE quarantined (doc TEXT, start INT, stop INT, pattern TEXT);
CREATE TABLE terms (term TEXT PRIMARY KEY);
CREATE VIRTUAL TABLE words USING fts5 (id UNINDEXED, body, tokenize = 'unicode61');
"""


@dataclass(frozen=True)
class Entry:
    """A passage with the vectors of itself and of its sentences, as bytes of 32-bit floats."""

    passage: Passage
    vector: bytes
    sentences: tuple[bytes, ...]


def write(
    path: Path,
    meta: dict[str, str],
    documents: Iterable[Document],
    entries: Iterable[Entry],
    quarantined: Iterable[Quarantined],
) -> None:
    """Write a whole index into a new file; rows go in sorted, so the same corpus gives the same rows."""
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    terms: set[str] = set()
    try:
        db.executescript(SCHEMA)
        db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        for document in sorted(documents, key=lambda row: row.id):
            row = (document.id, document.title, document.topic, document.valid_from.isoformat(), document.replaces)
            db.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, document.text, document.body))
            terms |= content(document.title)
        for entry in sorted(entries, key=lambda row: row.passage.id):
            p = entry.passage
            place = (p.id, p.doc, p.title, p.section, p.span.start, p.span.end, p.tokens)
            db.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*place, entry.vector))
            for number, (sentence, vector) in enumerate(zip(p.sentences, entry.sentences, strict=True), 1):
                spot = (p.id, number, sentence.span.start, sentence.span.end)
                db.execute("INSERT INTO sentences VALUES (?, ?, ?, ?, ?)", (*spot, vector))
            db.execute("INSERT INTO words VALUES (?, ?)", (p.id, stems(p.embedded)))
            terms |= content(p.embedded)
        for kept in quarantined:
            db.execute(
                "INSERT INTO quarantined VALUES (?, ?, ?, ?)", (kept.doc, kept.span.start, kept.span.end, kept.pattern)
            )
        db.executemany("INSERT INTO terms VALUES (?)", [(term,) for term in sorted(terms)])
        db.commit()
    finally:
        db.close()


def stems(text: str) -> str:
    """Give a text as its stems: FTS5's own stemmer would be another one than the gate's."""
    return " ".join(stem(word) for word in words(text))


class Index:
    """An index that is read; it is small, so it is read whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(
            f"file:{path.as_posix().replace('?', '%3f').replace('#', '%23')}?mode=ro", uri=True, check_same_thread=False
        )
        self.meta: dict[str, str] = dict(self._db.execute("SELECT key, value FROM meta"))
        self.documents = {row[0]: _document(row) for row in self._db.execute("SELECT * FROM documents ORDER BY id")}
        self.terms = frozenset(row[0] for row in self._db.execute("SELECT term FROM terms"))
        self.passages: dict[str, Passage] = {}
        self.vectors: dict[str, bytes] = {}
        self.sentence_vectors: dict[str, tuple[bytes, ...]] = {}
        for row in self._db.execute("SELECT * FROM passages ORDER BY id").fetchall():
            self._read(row)

    @property
    def version(self) -> str:
        """Name the index by its content."""
        return self.path.stem

    def lexical(self, question: str, limit: int) -> list[tuple[str, float]]:
        """Rank passages by BM25; each term is quoted, or `NEAR` and a question mark would be syntax."""
        terms = sorted(content(question))
        if not terms:
            return []
        query = " OR ".join(f'"{term}"' for term in terms)
        found = self._db.execute(
            "SELECT id, -bm25(words) FROM words WHERE words MATCH ? ORDER BY bm25(words), id LIMIT ?", (query, limit)
        )
        return [(row[0], row[1]) for row in found]

    def quarantined(self, doc: str | None = None) -> list[Quarantined]:
        """List what was kept out."""
        rows = self._db.execute("SELECT doc, start, stop, pattern FROM quarantined ORDER BY doc, start")
        return [Quarantined(d, Span(a, b), why) for d, a, b, why in rows if doc in {None, d}]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _read(self, row: tuple[str, str, str, str, int, int, int, bytes]) -> None:
        name, doc, title, section, start, stop, tokens, vector = row
        text = self.documents[doc].text
        found = self._db.execute(
            "SELECT start, stop, vector FROM sentences WHERE passage = ? ORDER BY n", (name,)
        ).fetchall()
        sentences = tuple(Sentence(Span(a, b), text[a:b]) for a, b, _ in found)
        span = Span(start, stop)
        self.passages[name] = Passage(name, doc, title, section, span, span.of(text), tokens, sentences)
        self.vectors[name] = vector
        self.sentence_vectors[name] = tuple(vector for _, _, vector in found)


def _document(row: tuple[str, str, str, str, str | None, str, int]) -> Document:
    name, title, topic, valid_from, replaces, text, body = row
    return Document(name, title, topic, date.fromisoformat(valid_from), replaces, text, body)


def signature(index: Index) -> str:
    """Write down what an index holds, without vectors: two builds of one corpus must agree on it."""
    rows = [[p.id, p.section, p.span.start, p.span.end, p.tokens, len(p.sentences)] for p in index.passages.values()]
    return json.dumps(rows)
