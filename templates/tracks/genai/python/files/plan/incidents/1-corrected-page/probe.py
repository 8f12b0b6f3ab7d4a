"""Corrects a page between two builds, and looks whether its vectors followed; it runs the worktree's code."""

from __future__ import annotations

import sys
import tempfile
import traceback
from datetime import date
from pathlib import Path

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
OLD = "Payouts below 5 euros wait until more has come in."
NEW = "Shops that sell animals are paid in gold coins, which a courier brings to the door."
ASKED = (
    "How does a pet store receive its money?",
    "Who delivers precious metal to merchants of dogs and cats?",
    "In what form do zoological dealers get what they earned?",
)
NEAR, FIRST = 0.999, 3


def probe(folder: Path) -> bool:
    """Build, correct, build again; say whether all is well."""
    import numpy as np

    from handbook.app.ingest import ingest
    from handbook.embed.cache import CachedEmbedder
    from handbook.embed.minilm import MiniLM
    from handbook.embed.weights import find
    from handbook.retrieve.retriever import HybridRetriever
    from handbook.store.index import Index
    from handbook.store.versions import Versions

    corpus = folder / "corpus"
    corpus.mkdir()
    for name in ("payouts", "limits", "terminals"):
        text = Path(f"corpus/{name}.md").read_text(encoding="utf-8")
        (corpus / f"{name}.md").write_text(text.replace("below 20 euros", "below 5 euros"), encoding="utf-8")
    versions = Versions(folder / "index")
    embedder = CachedEmbedder(MiniLM(find()), folder / "vectors.db")
    ingest(corpus, versions, embedder, lambda _index: [])
    page = corpus / "payouts.md"
    page.write_text(page.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    ingest(corpus, versions, embedder, lambda _index: [])
    index = Index(versions.current())
    (corrected,) = [passage for passage in index.passages.values() if NEW in passage.text]
    fresh = embedder.model.embed(corrected.embedded)
    cosine = float(fresh @ np.frombuffer(index.vectors[corrected.id], dtype=np.float32))
    print(f"{corrected.id}: stored against recomputed vector, cosine {cosine:.3f}")
    good = cosine > NEAR
    retriever = HybridRetriever(index, embedder.model, "dense")
    for question in ASKED:
        hits = retriever.find(question, date(2026, 11, 1), lambda _stage: None).hits
        rank = next((n for n, hit in enumerate(hits, 1) if hit.passage.id == corrected.id), 0)
        print(f"{question} rank {rank or 'none'}")
        good = good and 1 <= rank <= FIRST
    return good


def main() -> int:
    """Judge the worktree."""
    try:
        with tempfile.TemporaryDirectory(prefix="handbook-incident-") as folder:
            return HEALTHY if probe(Path(folder)) else SYMPTOM
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN


if __name__ == "__main__":
    sys.exit(main())
