"""Walking through a list page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pave.sdk.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pave.sdk.models import Page

T = TypeVar("T")


def following(cursor: str | None, page: Page[T]) -> str | None:
    """Return where to go on, None at the end; a cursor that does not move would go round for ever."""
    if page.next_cursor is not None and page.next_cursor == cursor:
        message = f"the list does not move on from cursor {cursor}"
        raise ProtocolError(message)
    return page.next_cursor


def walk(fetch: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """Yield every item; a page is fetched only when its first item is asked for."""
    cursor: str | None = None
    while True:
        page = fetch(cursor)
        yield from page.items
        cursor = following(cursor, page)
        if cursor is None:
            return
