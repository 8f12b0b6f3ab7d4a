"""What the platform API talks about. Unknown fields are ignored, so a newer API serves an older SDK."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pave.sdk.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True)
class Service:
    """A service in the catalogue."""

    name: str
    owner: str
    created_at: str

    @classmethod
    def of(cls, data: Any) -> Service:  # noqa: ANN401  decoded JSON is anything
        """Read one from JSON."""
        return cls(**_strings(data, ("name", "owner", "created_at")))


@dataclass(frozen=True)
class Deployment:
    """One rollout of one version."""

    id: str
    service: str
    version: str
    state: str
    created_at: str

    @classmethod
    def of(cls, data: Any) -> Deployment:  # noqa: ANN401
        """Read one from JSON."""
        return cls(**_strings(data, ("id", "service", "version", "state", "created_at")))


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list, and where the next part begins."""

    items: list[T]
    next_cursor: str | None

    @classmethod
    def of(cls, data: Any, item: Callable[[Any], T]) -> Page[T]:  # noqa: ANN401
        """Read one from JSON, each item by `item`."""
        if not isinstance(data, dict) or not isinstance(data.get("items"), list):
            message = "a page without a list of items"
            raise ProtocolError(message)
        cursor = data.get("next_cursor")
        if cursor is not None and not isinstance(cursor, str):
            message = "a page whose next_cursor is no text"
            raise ProtocolError(message)
        return cls([item(each) for each in data["items"]], cursor)


def _strings(data: object, names: tuple[str, ...]) -> dict[str, str]:
    found = data if isinstance(data, dict) else {}
    missing = [name for name in names if not isinstance(found.get(name), str)]
    if missing:
        message = f"an answer without {', '.join(missing)}"
        raise ProtocolError(message)
    return {name: found[name] for name in names}
