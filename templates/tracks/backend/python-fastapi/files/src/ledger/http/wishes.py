"""The contract's request bodies."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ledger.domain.book import AccountKind, AccountStatus
from ledger.domain.money import Currency
from ledger.http.scalars import Amount, Email, Label
from ledger.http.strict import Omittable, StrictUuid, refuse_null


class Input(BaseModel):
    """A request body: unknown fields are faults."""

    model_config = ConfigDict(extra="forbid")


class Registration(Input):
    """A new user."""

    email: Email
    password: Annotated[str, Field(min_length=12, max_length=128)]
    display_name: Label


class Credentials(Input):
    """E-mail and password."""

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=128)]


class RefreshRequest(Input):
    """A refresh token."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=200)]


class NewAccount(Input):
    """An account to open."""

    name: Label
    currency: Currency
    kind: AccountKind = AccountKind.STANDARD


def _left_out() -> None:
    """Stand for a field that was not sent; a default value would show up in the schema."""


def _at_least_one(schema: dict[str, Any]) -> None:
    schema["minProperties"] = 1


class AccountPatch(Input):
    """What to change of an account; a field that is left out stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_at_least_one)

    name: Annotated[Label | None, Omittable(), BeforeValidator(refuse_null), Field(default_factory=_left_out)]
    status: Annotated[AccountStatus | None, Omittable(), BeforeValidator(refuse_null), Field(default_factory=_left_out)]

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("too_short", "Must change something.")
        return self


class NewTransfer(Input):
    """Money to move."""

    source_account_id: StrictUuid
    target_account_id: StrictUuid
    amount_minor: Amount
    currency: Currency
    memo: Annotated[Label | None, Field(default_factory=_left_out)]


class NewReversal(Input):
    """Why a transfer is undone."""

    reason: Label
