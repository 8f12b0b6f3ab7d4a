from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from handbook.app.corpus import CorpusError, load
from handbook.app.ingest import Ingested, SmokeError, build, chunker, ingest
from handbook.embed.cache import CachedEmbedder
from handbook.store.index import Index, signature
from handbook.store.versions import VersionError, Versions
from handbook.wiring import Parts
from tests.conftest import write

Run = Callable[[], Ingested]


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "index")


@pytest.fixture
def embedder(parts: Parts, tmp_path: Path) -> Iterator[CachedEmbedder]:
    made = CachedEmbedder(parts.model, tmp_path / "vectors.db")
    yield made
    made.close()


@pytest.fixture
def run(corpus: Path, versions: Versions, embedder: CachedEmbedder) -> Run:
    return lambda: ingest(corpus, versions, embedder, lambda _index: [])


def current(versions: Versions) -> Index:
    return Index(versions.current())


def test_a_second_run_embeds_nothing_and_keeps_the_index(run: Run) -> None:
    first, second = run(), run()
    assert first.embedded == 9
    assert (second.embedded, second.version, second.fresh) == (0, first.version, False)


def test_a_changed_document_has_new_vectors(corpus: Path, run: Run, versions: Versions, parts: Parts) -> None:
    run()
    write(corpus, "lamps", "Lamps", "A lamp costs 19 euros. Lamps are sold in three colours.")
    done = run()
    assert done.embedded == 2, "the passage and the one sentence that changed"
    index = current(versions)
    passage = index.passages["lamps#1"]
    assert "19 euros" in passage.text
    fresh = parts.model.embed(passage.embedded)
    assert float(fresh @ np.frombuffer(index.vectors["lamps#1"], dtype=np.float32)) == pytest.approx(1, abs=1e-5)


def test_a_deleted_document_disappears(corpus: Path, run: Run, versions: Versions) -> None:
    run()
    (corpus / "lamps.md").unlink()
    run()
    index = current(versions)
    assert {passage.doc for passage in index.passages.values()} == {"chairs", "tables"}
    assert not [name for name in index.vectors if name.startswith("lamps")]
    assert index.lexical("lamp", 5) == []


def test_the_order_of_files_changes_nothing(corpus: Path, embedder: CachedEmbedder, tmp_path: Path) -> None:
    documents = load(corpus)
    build(documents, tmp_path / "one.db", embedder, chunker(embedder))
    build(documents[::-1], tmp_path / "two.db", embedder, chunker(embedder))
    one, two = Index(tmp_path / "one.db"), Index(tmp_path / "two.db")
    assert signature(one) == signature(two)
    assert one.vectors == two.vectors


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("bare.md", b"# No front matter\n", "no front matter"),
        ("latin.md", b"---\nid: latin\n---\nCaf\xe9\n", "not UTF-8"),
        ("twin.md", b"---\nid: lamps\ntitle: L\ntopic: t\nvalid_from: 2026-01-01\n---\nText.\n", "is taken"),
        ("big.md", b"---\n" + b"x" * 1_000_001, "over 1,000,000 bytes"),
        ("date.md", b"---\nid: date\ntitle: L\ntopic: t\nvalid_from: soon\n---\nText.\n", "not a date"),
        ("extra.md", b"---\nid: a\ntitle: L\ntopic: t\nvalid_from: 2026-01-01\nowner: me\n---\n", "means nothing"),
        ("gone.md", b"---\nid: a\ntitle: L\ntopic: t\nvalid_from: 2026-01-01\nreplaces: b\n---\n", "not in the corpus"),
        ("name.md", b"---\nid: A B\ntitle: L\ntopic: t\nvalid_from: 2026-01-01\n---\n", "small letters"),
        ("field.md", b"---\nid\n---\n", "not a field"),
        ("lacks.md", b"---\nid: a\n---\n", "lacks"),
        (
            "long.md",
            b"---\nid: long\ntitle: L\ntopic: t\nvalid_from: 2026-01-01\n---\n" + b"word " * 300 + b".\n",
            "over 200 tokens",
        ),
    ],
)
def test_a_broken_document_is_named_and_the_index_stays(
    corpus: Path, run: Run, versions: Versions, name: str, data: bytes, why: str
) -> None:
    before = run().version
    (corpus / name).write_bytes(data)
    with pytest.raises(CorpusError, match=why):
        run()
    assert versions.current().stem == before


def test_an_index_that_fails_its_smoke_questions_is_not_published(
    corpus: Path, run: Run, versions: Versions, embedder: CachedEmbedder
) -> None:
    before = run().version
    write(corpus, "lamps", "Lamps", "Changed.")
    with pytest.raises(SmokeError, match="the index before stays"):
        ingest(corpus, versions, embedder, lambda _index: ["Where is the lamp?"])
    assert versions.current().stem == before
    assert len(list(versions.folder.glob("*.db"))) == 1


def test_the_last_three_versions_are_kept_and_one_can_go_back(corpus: Path, run: Run, versions: Versions) -> None:
    made = []
    for price in (1, 2, 3, 4):
        write(corpus, "lamps", "Lamps", f"A lamp costs {price} euros.")
        made.append(run().version)
    assert sorted(path.stem for path in versions.folder.glob("*.db")) == sorted(made[1:])
    assert versions.rollback() == made[2]
    assert versions.rollback() == made[1]
    with pytest.raises(VersionError, match="no version before"):
        versions.rollback()


def test_a_server_follows_a_moved_link_without_a_restart(parts: Parts, corpus: Path, tmp_path: Path) -> None:
    versions = Versions(tmp_path / "served")
    with_lamps = Parts(parts.settings)
    with_lamps.versions = versions
    ingest(corpus, versions, CachedEmbedder(parts.model, tmp_path / "v.db"), lambda _index: [])
    assert "lamps#1" in with_lamps.retriever().index.passages
    (corpus / "lamps.md").unlink()
    ingest(corpus, versions, CachedEmbedder(parts.model, tmp_path / "v.db"), lambda _index: [])
    assert "lamps#1" not in with_lamps.retriever().index.passages
    versions.rollback()
    assert "lamps#1" in with_lamps.retriever().index.passages


def test_words_of_the_query_language_are_only_words(run: Run, versions: Versions) -> None:
    run()
    for question in ('lamp" OR "x', "NEAR(lamp)", "lamp*?", "AND OR NOT", "''; --"):
        current(versions).lexical(question, 5)


def test_without_an_index_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(VersionError, match="no index yet"):
        Versions(tmp_path).current()
