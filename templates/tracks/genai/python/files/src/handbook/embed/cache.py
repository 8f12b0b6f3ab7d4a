"""Vectors that were computed once; the key is what a vector depends on, the text and the weights, and nothing else."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import numpy as np

from handbook.embed.minilm import Array, MiniLM


class CachedEmbedder:
    """An embedder that remembers."""

    def __init__(self, model: MiniLM, path: Path) -> None:
        self.model = model
        self.hits = self.misses = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # Losing the last vectors with the power costs seconds; waiting for the disk after each costs minutes.
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")
        self._db.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")

    def count(self, text: str) -> int:
        """Count the model's tokens."""
        return self.model.count(text)

    def embed(self, text: str, place: str) -> Array:
        """Embed a text that stands at a place in the corpus."""
        key = self._key(text, place)
        row = self._db.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        if row:
            self.hits += 1
            return np.frombuffer(row[0], dtype=np.float32)
        self.misses += 1
        vector = self.model.embed(text)
        self._db.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?)", (key, vector.tobytes()))
        return vector

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _key(self, text: str, _place: str) -> str:
        return hashlib.sha256(f"{self.model.sha256}\n{text}".encode()).hexdigest()
