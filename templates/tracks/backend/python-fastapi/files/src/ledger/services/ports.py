"""What the services need from the outside, as protocols, and the values that cross that line.

A `UnitOfWork` is one database transaction. Everything that must become true together is written through one
unit; leaving its `with` block without an exception is the commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NewType, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from uuid import UUID

    from ledger.domain.book import Account, ReceiptState, Transfer, TransferStatus
    from ledger.domain.ids import Cursor
    from ledger.domain.money import Currency
    from ledger.domain.people import RefreshToken, User
    from ledger.domain.receipts import Job, JobState, Lease, Receipt

Row = TypeVar("Row")

Fingerprint = NewType("Fingerprint", str)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, newest first, and the id after which the next page starts."""

    items: tuple[Row, ...]
    next_after: UUID | None


@dataclass(frozen=True, slots=True)
class TransferFilter:
    """Which transfers are wanted; each part narrows the others."""

    status: TransferStatus | None = None
    receipt: ReceiptState | None = None
    account_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer kept byte for byte, so that a repeated request can be given it again."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """What a key was used for the first time."""

    fingerprint: Fingerprint
    answer: StoredAnswer


@dataclass(frozen=True, slots=True)
class Span:
    """A run of UTC days that a report counts as one row."""

    first_id: UUID
    end_id: UUID


@dataclass(frozen=True, slots=True)
class Volume:
    """How much moved within one span."""

    count: int
    volume_minor: int
    reversed_count: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many receipts are in each state, and since when the oldest waits."""

    queued: int
    issued: int
    dead: int
    oldest_queued_ms: int | None


class Users(Protocol):
    """People who can sign in."""

    def add(self, user: User) -> bool:
        """Add a user with an empty book; False if the address is taken."""

    def get(self, user_id: UUID) -> User | None:
        """Find a user by id."""

    def by_email(self, email: str) -> User | None:
        """Find a user by address in lower case."""


class RefreshTokens(Protocol):
    """Chains of refresh tokens."""

    def add(self, token: RefreshToken) -> None:
        """Add a link to a chain."""

    def lock(self, token_hash: str) -> RefreshToken | None:
        """Find a token and hold its whole family until the unit ends."""

    def mark_used(self, token_id: UUID, now_ms: int) -> None:
        """Note that a token has done its one work."""

    def end_family(self, family_id: UUID, now_ms: int) -> None:
        """End every session that descends from one sign-in."""

    def sweep(self, now_ms: int) -> int:
        """Remove tokens that no longer open anything; return how many."""


class Accounts(Protocol):
    """Accounts of all books; every look-up names the owner."""

    def add(self, account: Account) -> bool:
        """Add an account; False if the book has a funding account in that currency already."""

    def get(self, owner_id: UUID, account_id: UUID) -> Account | None:
        """Read one account."""

    def lock(self, owner_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Account]:
        """Read accounts and hold them until the unit ends, always in the order of their ids."""

    def save(self, account: Account) -> None:
        """Write an account that this unit holds."""

    def page(self, owner_id: UUID, limit: int, after: Cursor | None, currency: Currency | None) -> Page[Account]:
        """Read a page of accounts."""


class Transfers(Protocol):
    """Transfers of all books and the entries that make them up."""

    def add(self, transfer: Transfer) -> None:
        """Add a transfer and its two entries, which sum to zero."""

    def get(self, owner_id: UUID, transfer_id: UUID) -> Transfer | None:
        """Read one transfer."""

    def lock(self, owner_id: UUID, transfer_id: UUID) -> Transfer | None:
        """Read one transfer and hold it until the unit ends."""

    def save(self, transfer: Transfer) -> None:
        """Write what may change of a transfer that this unit holds: its links, receipt state and version."""

    def page(self, owner_id: UUID, limit: int, after: Cursor | None, wanted: TransferFilter) -> Page[Transfer]:
        """Read a page of transfers."""


class Requests(Protocol):
    """Requests that were answered with success, by user and key."""

    def lock(self, user_id: UUID, key: str) -> StoredRequest | None:
        """Make requests with this key wait for each other, then look the key up."""

    def add(self, user_id: UUID, key: str, stored: StoredRequest, now_ms: int) -> None:
        """Keep an answer."""

    def sweep(self, older_than_ms: int) -> int:
        """Forget answers made before this moment; return how many."""


class Jobs(Protocol):
    """The queue of receipts, and the receipts themselves."""

    def add(self, job: Job) -> None:
        """Queue a job."""

    def next_due(self, now_ms: int) -> Job | None:
        """Find the job that waits longest and hold it; jobs held by others are passed over."""

    def lease(self, job_id: UUID, attempt: int, until_ms: int) -> None:
        """Give a job to a worker until a moment."""

    def move(self, lease: Lease, state: JobState, run_after_ms: int, error: str | None) -> bool:
        """Change a job if the lease still holds; False if somebody else has taken the job since."""

    def take_number(self, owner_id: UUID) -> int:
        """Take the next receipt number of a book; it is given back if the unit fails."""

    def add_receipt(self, job: Job, number: int, now_ms: int) -> None:
        """Issue a receipt; a second one for the same transfer is impossible."""

    def receipt(self, owner_id: UUID, transfer_id: UUID) -> Receipt | None:
        """Read the state of a transfer's receipt."""

    def all_in(self, state: JobState, limit: int) -> Sequence[Job]:
        """List jobs of every book for the operator, oldest first."""

    def retry(self, job_id: UUID, now_ms: int) -> Job | None:
        """Queue a dead job again with its attempts back at zero; None if it is not dead."""


class Reports(Protocol):
    """Counts over many rows, each by one statement."""

    def volumes(self, owner_id: UUID, currency: Currency, spans: Sequence[Span]) -> list[Volume]:
        """Count transfers in each span; a span without transfers is a row of zeros."""

    def backlog(self, owner_id: UUID) -> Backlog:
        """Count the receipts of one book by state."""


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One transaction, seen as collections."""

    users: Users
    tokens: RefreshTokens
    accounts: Accounts
    transfers: Transfers
    requests: Requests
    jobs: Jobs
    reports: Reports


class Store(Protocol):
    """Opens units of work."""

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit that only reads."""

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit that writes; it commits when its block ends and undoes all of it on an exception."""


class Hasher(Protocol):
    """Turns passwords into something that is slow to guess from."""

    def hash(self, password: str) -> str:
        """Hash a new password."""

    def matches(self, password_hash: str, password: str) -> bool:
        """Compare a password with a hash; the work is the same whatever the answer."""


class Signer(Protocol):
    """Makes and reads access tokens."""

    def sign(self, user_id: UUID, now_ms: int) -> str:
        """Make a token for a user."""

    def read(self, token: str, now_ms: int) -> UUID | None:
        """Return the user of a token, None if it is not ours or no longer valid."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Time and chance, handed in so that tests can decide both."""

    now_ms: Callable[[], int]
    new_id: Callable[[], UUID]
    chance: Callable[[], float]
    secret: Callable[[], str]
