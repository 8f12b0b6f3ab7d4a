"""Putting the parts together; the only place that knows all of them."""

from __future__ import annotations

import random
import threading
import time
import uuid
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from handbook.app.ask import Asked, Assistant
from handbook.app.ingest import Ingested, ingest, smoke_with
from handbook.app.ports import Book, Generator
from handbook.domain.gate import Gate
from handbook.embed.cache import CachedEmbedder
from handbook.embed.minilm import MiniLM
from handbook.embed.weights import find
from handbook.evals import gatefile, questions
from handbook.generate.client import Endpoint
from handbook.generate.extractive import Extractive
from handbook.generate.llm import LanguageModel, Surroundings
from handbook.generate.prompt import load as load_prompt
from handbook.retrieve.retriever import HybridRetriever
from handbook.safety import canary
from handbook.settings import Settings
from handbook.store.book import SqliteBook
from handbook.store.index import Index
from handbook.store.versions import Versions


class Parts:
    """Every part of one process, made when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.versions = Versions(settings.var / "index")
        self.canary = canary.new()
        self._lock = threading.Lock()
        self._open: tuple[Path, HybridRetriever] | None = None

    @cached_property
    def model(self) -> MiniLM:
        """The embedding model, with its weights checked."""
        return MiniLM(find())

    @cached_property
    def embedder(self) -> CachedEmbedder:
        """The embedder of the corpus, with its cache."""
        return CachedEmbedder(self.model, self.settings.var / "cache" / "vectors.db")

    @cached_property
    def book(self) -> SqliteBook:
        """The ledger."""
        return SqliteBook(self.settings.var / "ledger.db", today)

    @cached_property
    def gate(self) -> Gate:
        """The gate as it was fitted."""
        return gatefile.read(self.settings.root / "evals" / "gate.json")

    @cached_property
    def generator(self) -> Generator:
        """What makes answers: a language model when an endpoint is set, else quotes."""
        endpoint = self.settings.endpoint
        if endpoint is None:
            return Extractive()
        client = Endpoint(endpoint.base_url, endpoint.key, endpoint.model, self.settings.timeout)
        around = Surroundings(self.model.count, time.sleep, random.SystemRandom().random, self.canary)
        prompt = load_prompt(self.settings.prompt)
        return LanguageModel(client, prompt, self.book, self.settings.price, self.settings.budget, around)

    def retriever(self) -> HybridRetriever:
        """Give the retriever over the current index; it follows when the link has moved."""
        path = self.versions.current()
        with self._lock:
            if self._open is None or self._open[0] != path:
                self._open = (path, HybridRetriever(Index(path), self.model, self.settings.retriever))
            return self._open[1]

    def assistant(self, book: Book | None = None, gate: Gate | None = None) -> Assistant:
        """Put an assistant together over the current index."""
        retriever = self.retriever()
        return Assistant(
            retriever=retriever,
            generator=self.generator,
            gate=gate or self.gate,
            book=book or self.book,
            documents=retriever.index.documents,
            hosts=self.settings.hosts,
            canary=self.canary,
            mode=self.settings.mode,
            new_id=lambda: uuid.uuid4().hex[:12],
        )

    def ask(self, question: str, as_of: date | None = None) -> Asked:
        """Answer one question."""
        return self.assistant().ask(question, as_of or self.settings.as_of)

    def ingest(self, folder: Path | None = None) -> Ingested:
        """Bring the index up to the corpus."""
        rows = questions.smoke(self.settings.root / "evals" / "questions.jsonl")
        smoke = smoke_with(self._documents, rows, self.settings.as_of)
        return ingest(folder or self.settings.root / "corpus", self.versions, self.embedder, smoke)

    def _documents(self, index: Index, question: str, as_of: date) -> list[str]:
        found = HybridRetriever(index, self.model, self.settings.retriever).find(question, as_of, lambda _stage: None)
        return list(dict.fromkeys(hit.passage.doc for hit in found.hits))

    def ready(self) -> str | None:
        """Say what is missing before a question can be answered, or nothing."""
        try:
            self.retriever()
            _ = self.gate
        except Exception as why:  # noqa: BLE001 - whatever is missing, the answer is "not yet"
            return str(why)
        return None


def today() -> str:
    """Name the day of the budget, the same for everybody."""
    return datetime.now(UTC).date().isoformat()


class NoBook:
    """Books nothing; for evals, whose questions are not traffic."""

    def write(self, trace: object, outcome: str) -> None:
        """Forget."""
