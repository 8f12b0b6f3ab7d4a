"""Published versions as files: the newest under its name, the last three beside it."""

import pytest

from orderflow.warehouse import publish


@pytest.fixture
def published(tmp_path):
    return tmp_path / "published.duckdb"


def put(published, text):
    build = published.with_name("build.duckdb")
    build.write_text(text, encoding="utf-8")
    publish.publish(build, published)


def kept(published):
    return {path.name: path.read_text(encoding="utf-8") for path in published.parent.iterdir()}


def test_the_last_three_versions_are_kept_and_no_more(published):
    for text in "abcde":
        put(published, text)
    assert kept(published) == {
        "published.duckdb": "e",
        "published.1.duckdb": "d",
        "published.2.duckdb": "c",
        "published.3.duckdb": "b",
    }


def test_going_back_twice_is_going_forward_again(published):
    put(published, "before")
    put(published, "now")
    publish.roll_back(published)
    assert kept(published) == {"published.duckdb": "before", "published.1.duckdb": "now"}
    publish.roll_back(published)
    assert kept(published) == {"published.duckdb": "now", "published.1.duckdb": "before"}


def test_the_first_version_has_nothing_to_go_back_to(published):
    put(published, "only")
    with pytest.raises(publish.NothingToRollBackError, match="no earlier version"):
        publish.roll_back(published)
    assert kept(published) == {"published.duckdb": "only"}


def test_a_file_that_is_still_open_is_not_published(published):
    published.with_name("build.duckdb.wal").touch()
    with pytest.raises(RuntimeError, match=r"build\.duckdb is still open somewhere"):
        put(published, "half")
    assert not published.exists()


def test_a_build_begins_with_what_is_published_and_one_that_was_left_behind_is_gone_on_with(published):
    build = published.with_name("build.duckdb")
    put(published, "seen")
    publish.prepare(build, published)
    assert build.read_text(encoding="utf-8") == "seen"
    build.write_text("half", encoding="utf-8")
    publish.prepare(build, published)
    assert build.read_text(encoding="utf-8") == "half"
