from __future__ import annotations

import itertools

import httpx
import pytest

from pave.sdk import ProtocolError
from tests.sdk.fake import SERVICE, Fake


def page(*names: str, more: str | None) -> httpx.Response:
    items = [{**SERVICE, "name": name} for name in names]
    return httpx.Response(200, json={"items": items, "next_cursor": more})


def test_a_list_is_walked_to_its_end() -> None:
    fake = Fake([page("a", "b", more="b"), page(more="c"), page("d", more=None)])
    names = [service.name for service in fake.platform().services.list(page_size=2)]
    assert names == ["a", "b", "d"]
    assert [dict(request.url.params) for request in fake.requests] == [
        {"limit": "2"},
        {"limit": "2", "cursor": "b"},
        {"limit": "2", "cursor": "c"},
    ]


def test_a_page_is_fetched_only_when_it_is_needed() -> None:
    fake = Fake([page("a", "b", more="b"), page("c", more=None)])
    walk = fake.platform().services.list()
    assert fake.requests == []
    assert [service.name for service in itertools.islice(walk, 2)] == ["a", "b"]
    assert len(fake.requests) == 1


def test_a_cursor_that_does_not_move_is_an_error_and_no_endless_loop() -> None:
    fake = Fake([page("a", more="a") for _ in range(50)])
    with pytest.raises(ProtocolError, match="does not move"):
        list(fake.platform().services.list())
    assert len(fake.requests) == 2


@pytest.mark.parametrize("body", [{}, {"items": 3}, {"items": [], "next_cursor": 4}, []])
def test_a_page_that_is_none_is_said_to_be_none(body: object) -> None:
    with pytest.raises(ProtocolError, match="page"):
        list(Fake([httpx.Response(200, json=body)]).platform().services.list())
