"""Moving money, undoing it, and its receipts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from ledger.domain import book
from ledger.domain.book import ReceiptState, TransferStatus
from ledger.domain.money import Money
from ledger.http import schemas, wishes
from ledger.http.bodies import Route
from ledger.http.deps import (
    CurrentUser,
    CursorText,
    Have,
    IdempotencyKey,
    IfNoneMatch,
    Limit,
    TransferId,
    WritingUser,
    position,
    replayable,
)
from ledger.http.docs import BODY, refused
from ledger.http.etags import PRIVATE, conditional, etag
from ledger.http.strict import Omittable, StrictDay, StrictUuid
from ledger.services.ports import StoredAnswer, TransferFilter
from ledger.services.transfers import NewTransfer

router = APIRouter(tags=["transfers"], route_class=Route)


def _wanted(
    status: Annotated[TransferStatus | None, Omittable(), Query()] = None,
    receipt: Annotated[ReceiptState | None, Omittable(), Query()] = None,
    account_id: Annotated[StrictUuid | None, Omittable(), Query()] = None,
    first_day: Annotated[StrictDay | None, Omittable(), Query(alias="from")] = None,
    last_day: Annotated[StrictDay | None, Omittable(), Query(alias="to")] = None,
) -> TransferFilter:
    return TransferFilter(status, receipt, account_id, first_day, last_day)


@router.get(
    "/v1/transfers",
    operation_id="listTransfers",
    response_model=schemas.TransferPage,
    responses=refused(401, 422),
)
def list_transfers(
    have: Have,
    user_id: CurrentUser,
    wanted: Annotated[TransferFilter, Depends(_wanted)],
    limit: Limit = 20,
    cursor: CursorText = None,
) -> Response:
    """List transfers, newest first."""
    page = have.transfers.page(user_id, limit, position(cursor), wanted)
    return Response(schemas.TransferPage.of(page).encode(), 200, PRIVATE, "application/json")


@router.post(
    "/v1/transfers",
    operation_id="createTransfer",
    status_code=201,
    response_model=schemas.Transfer,
    responses=refused(*BODY, 401, 404, 409, 429),
)
def create_transfer(body: wishes.NewTransfer, have: Have, user_id: WritingUser, key: IdempotencyKey) -> Response:
    """Move money."""
    money = Money(body.amount_minor, body.currency)
    wish = NewTransfer(body.source_account_id, body.target_account_id, money, body.memo)
    return replayable(have.transfers.create(user_id, wish, key.ticket(body, _posted)))


@router.get(
    "/v1/transfers/{transfer_id}",
    operation_id="getTransfer",
    response_model=schemas.Transfer,
    responses=refused(401, 404, 422) | {304: {"description": "The copy the client has is current"}},
)
def get_transfer(
    transfer_id: TransferId, have: Have, user_id: CurrentUser, if_none_match: IfNoneMatch = None
) -> Response:
    """Show one transfer."""
    return conditional(schemas.Transfer.of(have.transfers.get(user_id, transfer_id)), if_none_match)


@router.post(
    "/v1/transfers/{transfer_id}/reversal",
    operation_id="reverseTransfer",
    status_code=201,
    response_model=schemas.Transfer,
    responses=refused(*BODY, 401, 404, 409, 429),
)
def reverse_transfer(
    transfer_id: TransferId,
    body: wishes.NewReversal,
    have: Have,
    user_id: WritingUser,
    key: IdempotencyKey,
) -> Response:
    """Undo a transfer by an opposite one."""
    ticket = key.ticket(body, _posted)
    return replayable(have.transfers.reverse(user_id, transfer_id, body.reason, ticket))


@router.get(
    "/v1/transfers/{transfer_id}/receipt",
    operation_id="getReceipt",
    response_model=schemas.Receipt,
    responses=refused(401, 404, 422),
)
def get_receipt(transfer_id: TransferId, have: Have, user_id: CurrentUser) -> Response:
    """Show the receipt of a transfer, made or not."""
    receipt = schemas.Receipt.of(have.receipts.get(user_id, transfer_id))
    return Response(receipt.encode(), 200, PRIVATE, "application/json")


def _posted(transfer: book.Transfer) -> StoredAnswer:
    headers = (("Location", f"/v1/transfers/{transfer.id}"), ("ETag", etag(transfer.version)))
    return StoredAnswer(201, headers, schemas.Transfer.of(transfer).encode())
