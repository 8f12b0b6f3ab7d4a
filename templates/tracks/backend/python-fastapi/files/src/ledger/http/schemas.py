"""The contract's answers, and how the book's values are written in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ledger.domain.book import AccountKind, AccountStatus, ReceiptState, TransferStatus
from ledger.domain.ids import encode_cursor, moment
from ledger.domain.money import MAX_AMOUNT, Currency
from ledger.domain.receipts import write_number
from ledger.http.problems import ProblemType
from ledger.http.scalars import Balance, Count, Cursor, Email, Label, Moment, Version

if TYPE_CHECKING:
    from ledger.domain import book, people, receipts
    from ledger.services.auth import Tokens
    from ledger.services.ports import Backlog, Page, Volume
    from ledger.services.reports import DailyVolume as Report


class Output(BaseModel):
    """An answer. It is made from values that were checked when they came in, and written in one way only."""

    model_config = ConfigDict(frozen=True)

    def encode(self) -> bytes:
        """Write the answer as JSON."""
        return self.model_dump_json().encode()


class TokenPair(Output):
    """A new pair of tokens."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(ge=1)]
    refresh_token: Annotated[str, Field(min_length=43, max_length=200)]
    refresh_expires_in: Annotated[int, Field(ge=1)]

    @classmethod
    def of(cls, tokens: Tokens, access_seconds: int, refresh_seconds: int) -> Self:
        """Write a pair."""
        return cls(
            access_token=tokens.access,
            token_type="Bearer",  # noqa: S106 - the name of a scheme # nosec B106
            expires_in=access_seconds,
            refresh_token=tokens.refresh,
            refresh_expires_in=refresh_seconds,
        )


class User(Output):
    """A user."""

    id: UUID
    email: Email
    display_name: Label
    created_at: Moment

    @classmethod
    def of(cls, user: people.User) -> Self:
        """Write a user; the hash of the password stays behind."""
        return cls(
            id=user.id,
            email=user.email,
            display_name=user.display_name,
            created_at=moment(user.created_ms),
        )


class Account(Output):
    """An account."""

    id: UUID
    name: Label
    currency: Currency
    kind: AccountKind
    status: AccountStatus
    balance_minor: Balance
    version: Version
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, account: book.Account) -> Self:
        """Write an account."""
        return cls(
            id=account.id,
            name=account.name,
            currency=account.currency,
            kind=account.kind,
            status=account.status,
            balance_minor=account.balance_minor,
            version=account.version,
            created_at=moment(account.created_ms),
            updated_at=moment(account.updated_ms),
        )


class AccountRef(Output):
    """An account as a transfer names it."""

    id: UUID
    name: Label


class Transfer(Output):
    """A transfer."""

    id: UUID
    source: AccountRef
    target: AccountRef
    amount_minor: Annotated[int, Field(ge=1, le=MAX_AMOUNT)]
    currency: Currency
    memo: Label | None
    status: TransferStatus
    reverses: UUID | None
    reversed_by: UUID | None
    receipt: ReceiptState
    version: Version
    created_at: Moment

    @classmethod
    def of(cls, transfer: book.Transfer) -> Self:
        """Write a transfer."""
        return cls(
            id=transfer.id,
            source=AccountRef(id=transfer.source_id, name=transfer.source_name),
            target=AccountRef(id=transfer.target_id, name=transfer.target_name),
            amount_minor=transfer.amount_minor,
            currency=transfer.currency,
            memo=transfer.memo,
            status=transfer.status,
            reverses=transfer.reverses,
            reversed_by=transfer.reversed_by,
            receipt=transfer.receipt,
            version=transfer.version,
            created_at=moment(transfer.created_ms),
        )


class Receipt(Output):
    """The receipt of a transfer, made or not."""

    transfer_id: UUID
    state: ReceiptState
    number: Annotated[str, Field(pattern=r"^R-[0-9]{6,}$")] | None
    attempts: Count
    issued_at: Moment | None

    @classmethod
    def of(cls, receipt: receipts.Receipt) -> Self:
        """Write a receipt."""
        return cls(
            transfer_id=receipt.transfer_id,
            state=receipt.state,
            number=None if receipt.number is None else write_number(receipt.number),
            attempts=receipt.attempts,
            issued_at=None if receipt.issued_ms is None else moment(receipt.issued_ms),
        )


class AccountPage(Output):
    """A page of accounts."""

    items: Annotated[list[Account], Field(max_length=100)]
    next_cursor: Cursor | None

    @classmethod
    def of(cls, page: Page[book.Account]) -> Self:
        """Write a page."""
        return cls(items=[Account.of(item) for item in page.items], next_cursor=_mark(page.next_after))


class TransferPage(Output):
    """A page of transfers."""

    items: Annotated[list[Transfer], Field(max_length=100)]
    next_cursor: Cursor | None

    @classmethod
    def of(cls, page: Page[book.Transfer]) -> Self:
        """Write a page."""
        return cls(items=[Transfer.of(item) for item in page.items], next_cursor=_mark(page.next_after))


class VolumeTotals(Output):
    """Sums over a window."""

    count: Count
    volume_minor: Count
    reversed_count: Count

    @classmethod
    def of(cls, volume: Volume) -> Self:
        """Write sums."""
        return cls(
            count=volume.count,
            volume_minor=volume.volume_minor,
            reversed_count=volume.reversed_count,
        )


class VolumeDay(Output):
    """Sums over one day."""

    date: date
    count: Count
    volume_minor: Count
    reversed_count: Count


class DailyVolume(Output):
    """Transfers per UTC day."""

    currency: Currency
    days: Annotated[list[VolumeDay], Field(max_length=92)]
    totals: VolumeTotals
    previous: VolumeTotals

    @classmethod
    def of(cls, currency: Currency, report: Report) -> Self:
        """Write the report."""
        days = [
            VolumeDay(
                date=day,
                count=volume.count,
                volume_minor=volume.volume_minor,
                reversed_count=volume.reversed_count,
            )
            for day, volume in report.days
        ]
        totals, previous = VolumeTotals.of(report.totals), VolumeTotals.of(report.previous)
        return cls(currency=currency, days=days, totals=totals, previous=previous)


class ReceiptBacklog(Output):
    """How far the receipt queue is behind."""

    queued: Count
    issued: Count
    dead: Count
    oldest_queued_at: Moment | None

    @classmethod
    def of(cls, backlog: Backlog) -> Self:
        """Write the counts."""
        oldest = None if backlog.oldest_queued_ms is None else moment(backlog.oldest_queued_ms)
        return cls(queued=backlog.queued, issued=backlog.issued, dead=backlog.dead, oldest_queued_at=oldest)


class Health(Output):
    """A probe's answer."""

    status: Literal["ok"]


class FieldError(Output):
    """One fault of the input."""

    place: Annotated[Literal["body", "query", "path", "header"], Field(alias="in")]
    pointer: str
    code: Literal[
        "missing",
        "type",
        "too_small",
        "too_large",
        "too_short",
        "too_long",
        "pattern",
        "format",
        "enum",
        "unknown_field",
    ]
    message: str


class Problem(Output):
    """An answer that says no."""

    type: ProblemType
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    request_id: str
    errors: Annotated[list[FieldError], Field(default_factory=list)]


def _mark(next_after: UUID | None) -> str | None:
    return None if next_after is None else encode_cursor(next_after)
