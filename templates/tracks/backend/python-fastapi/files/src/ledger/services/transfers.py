"""Moving money and undoing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ledger.domain import errors
from ledger.domain.book import ReceiptState, Transfer, plan_reversal, plan_transfer
from ledger.domain.receipts import Job, JobState
from ledger.services.accounts import found

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.domain.book import Posting
    from ledger.domain.ids import Cursor
    from ledger.domain.money import Money
    from ledger.services.idempotency import OncePerKey, Outcome, Ticket
    from ledger.services.ports import Page, Store, Surroundings, TransferFilter, UnitOfWork


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """The wish to move money."""

    source_id: UUID
    target_id: UUID
    money: Money
    memo: str | None


class TransferService:
    """Transfers of the signed-in user."""

    def __init__(self, store: Store, once: OncePerKey, around: Surroundings) -> None:
        self._store = store
        self._once = once
        self._around = around

    def create(self, user_id: UUID, wish: NewTransfer, ticket: Ticket[Transfer]) -> Outcome:
        """Move money, once per key."""

        def effect(unit: UnitOfWork) -> Transfer:
            return self.create_in(unit, user_id, wish)

        return self._once.run(user_id, ticket, effect)

    def create_in(self, unit: UnitOfWork, user_id: UUID, wish: NewTransfer) -> Transfer:
        """Move money as part of a larger unit."""
        held = unit.accounts.lock(user_id, {wish.source_id, wish.target_id})
        source = found(held.get(wish.source_id))
        target = found(held.get(wish.target_id))
        posting = _allowed(plan_transfer(source, target, wish.money))
        return self._post(unit, posting, wish.memo, reverses=None)

    def reverse(self, user_id: UUID, transfer_id: UUID, reason: str, ticket: Ticket[Transfer]) -> Outcome:
        """Undo a transfer by an opposite one, once per key."""

        def effect(unit: UnitOfWork) -> Transfer:
            return self.reverse_in(unit, user_id, transfer_id, reason)

        return self._once.run(user_id, ticket, effect)

    def reverse_in(self, unit: UnitOfWork, user_id: UUID, transfer_id: UUID, reason: str) -> Transfer:
        """Undo a transfer as part of a larger unit. The transfer is held first, then its accounts."""
        first = _found(unit.transfers.lock(user_id, transfer_id))
        held = unit.accounts.lock(user_id, {first.source_id, first.target_id})
        posting = _allowed(plan_reversal(first, held[first.source_id], held[first.target_id]))
        second = self._post(unit, posting, reason, reverses=first.id)
        unit.transfers.save(replace(first, reversed_by=second.id, version=first.version + 1))
        return second

    def get(self, user_id: UUID, transfer_id: UUID) -> Transfer:
        """Read one transfer."""
        with self._store.read() as unit:
            return _found(unit.transfers.get(user_id, transfer_id))

    def page(self, user_id: UUID, limit: int, after: Cursor | None, wanted: TransferFilter) -> Page[Transfer]:
        """Read a page of transfers, newest first."""
        with self._store.read() as unit:
            return unit.transfers.page(user_id, limit, after, wanted)

    def _post(self, unit: UnitOfWork, posting: Posting, memo: str | None, reverses: UUID | None) -> Transfer:
        """Write everything that one movement changes; the caller's unit makes it one commit."""
        now = self._around.now_ms()
        source, target, money = posting.source, posting.target, posting.amount
        transfer = Transfer(
            id=self._around.new_id(),
            owner_id=source.owner_id,
            source_id=source.id,
            source_name=source.name,
            target_id=target.id,
            target_name=target.name,
            amount_minor=money.minor,
            currency=money.currency,
            memo=memo,
            reverses=reverses,
            reversed_by=None,
            receipt=ReceiptState.QUEUED,
            version=1,
        )
        unit.transfers.add(transfer)
        unit.accounts.save(source.changed(now, delta_minor=-money.minor))
        unit.accounts.save(target.changed(now, delta_minor=money.minor))
        unit.jobs.add(
            Job(
                id=self._around.new_id(),
                owner_id=transfer.owner_id,
                transfer_id=transfer.id,
                memo=memo,
                state=JobState.QUEUED,
                attempts=0,
                run_after_ms=now,
                last_error=None,
            )
        )
        return transfer


def _allowed(plan: Posting | errors.Refusal) -> Posting:
    if isinstance(plan, errors.Refusal):
        raise plan
    return plan


def _found(transfer: Transfer | None) -> Transfer:
    if transfer is None:
        message = "There is no such transfer in this book."
        raise errors.TransferNotFound(message)
    return transfer
