"""What a request may hold. Strict, closed, and bounded in every direction."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

# A password typed into the field for the name must not reach the log: handles are lower case letters.
Handle = Annotated[str, Field(pattern=r"^[a-z]{2,20}\.[a-z]{2,20}$")]
Number = Annotated[int, Field(ge=1, le=2**53)]


class Body(BaseModel):
    """Unknown fields are refused: what nobody reads is where surprises are kept."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Login(Body):
    """Who somebody says they are."""

    handle: Handle
    password: Annotated[str, Field(min_length=1, max_length=128)]


class NewTicket(Body):
    """A question of a customer."""

    subject: Annotated[str, Field(min_length=1, max_length=120)]
    body: Annotated[str, Field(max_length=8_000)]


class TicketChange(Body):
    """How far it is."""

    state: Literal["open", "waiting", "closed"]


class NewWebhook(Body):
    """Where to call."""

    url: Annotated[str, Field(min_length=1, max_length=500)]
