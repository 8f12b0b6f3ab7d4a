"""From the corpus to a published index: read, cut, embed, write a new file, try it, and only then move the link."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handbook.app import corpus
from handbook.domain.chunking import Chunked, TooLongError, chunk
from handbook.domain.document import Document, Quarantined
from handbook.embed.cache import CachedEmbedder
from handbook.safety import planted
from handbook.store import index
from handbook.store.index import Entry, Index
from handbook.store.versions import VersionError, Versions

# Raised by hand whenever cutting or embedding changes, so that an old index is not taken for a new one.
BUILD = "1"


@dataclass(frozen=True)
class Ingested:
    """What an ingest did."""

    version: str
    documents: int
    passages: int
    embedded: int
    quarantined: int
    fresh: bool


class SmokeError(Exception):
    """The new index does not answer what every index must; the one before stays."""


Smoke = Callable[[Index], list[str]]
Chunker = Callable[[Document], Chunked]


def chunker(embedder: CachedEmbedder) -> Chunker:
    """Cut as the product does."""
    return lambda document: chunk(document, embedder.count, planted.reason)


def version_of(documents: list[Document], weights: str) -> str:
    """Name an index by all that it depends on."""
    digest = hashlib.sha256(f"{BUILD}\n{weights}\n".encode())
    for document in documents:
        digest.update(f"{document.id}\n{hashlib.sha256(document.text.encode()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def ingest(folder: Path, versions: Versions, embedder: CachedEmbedder, smoke: Smoke) -> Ingested:
    """Bring the index up to the corpus; a second run finds it there and embeds nothing."""
    documents = corpus.load(folder)
    version = version_of(documents, embedder.model.sha256)
    path = versions.path(version)
    before = embedder.misses
    fresh = not path.is_file()
    if fresh:
        build(documents, path, embedder, chunker(embedder))
    made = Index(path)
    if failed := smoke(made):
        made.close()
        if fresh:
            path.unlink()
        raise SmokeError(f"{len(failed)} smoke questions fail, the index before stays: {'; '.join(failed[:3])}")
    passages, kept_out = len(made.passages), len(made.quarantined())
    made.close()
    if _current(versions) != version:
        versions.publish(version)
    return Ingested(version, len(documents), passages, embedder.misses - before, kept_out, fresh)


def build(documents: list[Document], path: Path, embedder: CachedEmbedder, cut: Chunker) -> None:
    """Write an index beside its final name and rename it, so that nobody ever opens half of one."""
    entries: list[Entry] = []
    quarantined: list[Quarantined] = []
    for document in documents:
        try:
            chunked = cut(document)
        except TooLongError as why:
            raise corpus.CorpusError(str(why)) from None
        quarantined += chunked.quarantined
        for passage in chunked.passages:
            vector = embedder.embed(passage.embedded, passage.id).tobytes()
            sentences = tuple(
                embedder.embed(sentence.text, f"{passage.id}.{number}").tobytes()
                for number, sentence in enumerate(passage.sentences, 1)
            )
            entries.append(Entry(passage, vector, sentences))
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    meta = {"weights": embedder.model.sha256, "build": BUILD}
    index.write(half, meta, documents, entries, quarantined)
    half.replace(path)


def smoke_with(find: Callable[[Index, str, date], list[str]], rows: list[tuple[str, str]], as_of: date) -> Smoke:
    """Make a smoke test: each question must find its document among the first three."""

    def smoke(made: Index) -> list[str]:
        return [question for question, doc in rows if doc not in find(made, question, as_of)[:3]]

    return smoke


def _current(versions: Versions) -> str | None:
    try:
        return versions.current().stem
    except VersionError:
        return None
