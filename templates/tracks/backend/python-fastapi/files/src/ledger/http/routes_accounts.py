"""Accounts of the signed-in user."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from ledger.domain import book
from ledger.http import schemas, wishes
from ledger.http.bodies import Route
from ledger.http.deps import (
    AccountId,
    CurrentUser,
    CursorText,
    Have,
    IdempotencyKey,
    IfMatch,
    IfNoneMatch,
    Limit,
    OneCurrency,
    WritingUser,
    position,
    replayable,
)
from ledger.http.docs import BODY, refused
from ledger.http.etags import PRIVATE, conditional, etag, may_change, required
from ledger.services.accounts import AccountChange, NewAccount
from ledger.services.ports import StoredAnswer

router = APIRouter(tags=["accounts"], route_class=Route)


@router.get(
    "/v1/accounts",
    operation_id="listAccounts",
    response_model=schemas.AccountPage,
    responses=refused(401, 422),
)
def list_accounts(
    have: Have,
    user_id: CurrentUser,
    limit: Limit = 20,
    cursor: CursorText = None,
    currency: OneCurrency = None,
) -> Response:
    """List accounts, newest first."""
    page = have.accounts.page(user_id, limit, position(cursor), currency)
    return Response(schemas.AccountPage.of(page).encode(), 200, PRIVATE, "application/json")


@router.post(
    "/v1/accounts",
    operation_id="createAccount",
    status_code=201,
    response_model=schemas.Account,
    responses=refused(*BODY, 401, 409, 429),
)
def create_account(body: wishes.NewAccount, have: Have, user_id: WritingUser, key: IdempotencyKey) -> Response:
    """Open an account."""
    wish = NewAccount(body.name, body.currency, body.kind)
    return replayable(have.accounts.open(user_id, wish, key.ticket(body, _opened)))


@router.get(
    "/v1/accounts/{account_id}",
    operation_id="getAccount",
    response_model=schemas.Account,
    responses=refused(401, 404, 422) | {304: {"description": "The copy the client has is current"}},
)
def get_account(account_id: AccountId, have: Have, user_id: CurrentUser, if_none_match: IfNoneMatch = None) -> Response:
    """Show one account."""
    return conditional(schemas.Account.of(have.accounts.get(user_id, account_id)), if_none_match)


@router.patch(
    "/v1/accounts/{account_id}",
    operation_id="updateAccount",
    response_model=schemas.Account,
    responses=refused(*BODY, 401, 404, 412, 428, 429),
)
def update_account(
    account_id: AccountId,
    body: wishes.AccountPatch,
    have: Have,
    user_id: WritingUser,
    if_match: IfMatch = None,
) -> Response:
    """Rename, freeze or reopen an account."""
    seen = required(if_match)

    def is_current(account: book.Account) -> bool:
        return may_change(seen, account.version)

    wish = AccountChange(body.name, body.status)
    return conditional(schemas.Account.of(have.accounts.change(user_id, account_id, wish, is_current)), None)


def _opened(account: book.Account) -> StoredAnswer:
    headers = (("Location", f"/v1/accounts/{account.id}"), ("ETag", etag(account.version)))
    return StoredAnswer(201, headers, schemas.Account.of(account).encode())
