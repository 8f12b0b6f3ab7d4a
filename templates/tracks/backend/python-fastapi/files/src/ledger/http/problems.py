"""Every answer that says no: one table of problem types, one way of writing them (RFC 9457)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from ledger.domain import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEDIA_TYPE = "application/problem+json"


class ProblemType(StrEnum):
    """The types that clients may switch on; none is ever renamed."""

    MALFORMED_BODY = "/problems/malformed-body"
    IDEMPOTENCY_KEY_REQUIRED = "/problems/idempotency-key-required"
    UNAUTHORIZED = "/problems/unauthorized"
    INVALID_CREDENTIALS = "/problems/invalid-credentials"
    INVALID_REFRESH_TOKEN = "/problems/invalid-refresh-token"  # noqa: S105 - the name of a problem # nosec B105
    NOT_FOUND = "/problems/not-found"
    ACCOUNT_NOT_FOUND = "/problems/account-not-found"
    TRANSFER_NOT_FOUND = "/problems/transfer-not-found"
    METHOD_NOT_ALLOWED = "/problems/method-not-allowed"
    EMAIL_TAKEN = "/problems/email-taken"
    FUNDING_ACCOUNT_EXISTS = "/problems/funding-account-exists"
    SAME_ACCOUNT = "/problems/same-account"
    CURRENCY_MISMATCH = "/problems/currency-mismatch"
    ACCOUNT_FROZEN = "/problems/account-frozen"
    INSUFFICIENT_FUNDS = "/problems/insufficient-funds"
    BALANCE_LIMIT = "/problems/balance-limit"
    ALREADY_REVERSED = "/problems/already-reversed"
    NOT_REVERSIBLE = "/problems/not-reversible"
    PRECONDITION_FAILED = "/problems/precondition-failed"
    BODY_TOO_LARGE = "/problems/body-too-large"
    UNSUPPORTED_MEDIA_TYPE = "/problems/unsupported-media-type"
    VALIDATION = "/problems/validation"
    IDEMPOTENCY_KEY_REUSED = "/problems/idempotency-key-reused"
    PRECONDITION_REQUIRED = "/problems/precondition-required"
    RATE_LIMITED = "/problems/rate-limited"
    INTERNAL = "/problems/internal"
    UNAVAILABLE = "/problems/unavailable"


STATUS: dict[ProblemType, int] = {
    ProblemType.MALFORMED_BODY: 400,
    ProblemType.IDEMPOTENCY_KEY_REQUIRED: 400,
    ProblemType.UNAUTHORIZED: 401,
    ProblemType.INVALID_CREDENTIALS: 401,
    ProblemType.INVALID_REFRESH_TOKEN: 401,
    ProblemType.NOT_FOUND: 404,
    ProblemType.ACCOUNT_NOT_FOUND: 404,
    ProblemType.TRANSFER_NOT_FOUND: 404,
    ProblemType.METHOD_NOT_ALLOWED: 405,
    ProblemType.EMAIL_TAKEN: 409,
    ProblemType.FUNDING_ACCOUNT_EXISTS: 409,
    ProblemType.SAME_ACCOUNT: 409,
    ProblemType.CURRENCY_MISMATCH: 409,
    ProblemType.ACCOUNT_FROZEN: 409,
    ProblemType.INSUFFICIENT_FUNDS: 409,
    ProblemType.BALANCE_LIMIT: 409,
    ProblemType.ALREADY_REVERSED: 409,
    ProblemType.NOT_REVERSIBLE: 409,
    ProblemType.PRECONDITION_FAILED: 412,
    ProblemType.BODY_TOO_LARGE: 413,
    ProblemType.UNSUPPORTED_MEDIA_TYPE: 415,
    ProblemType.VALIDATION: 422,
    ProblemType.IDEMPOTENCY_KEY_REUSED: 422,
    ProblemType.PRECONDITION_REQUIRED: 428,
    ProblemType.RATE_LIMITED: 429,
    ProblemType.INTERNAL: 500,
    ProblemType.UNAVAILABLE: 503,
}

REFUSALS: dict[type[errors.Refusal], ProblemType] = {
    errors.Unauthorized: ProblemType.UNAUTHORIZED,
    errors.InvalidCredentials: ProblemType.INVALID_CREDENTIALS,
    errors.InvalidRefreshToken: ProblemType.INVALID_REFRESH_TOKEN,
    errors.AccountNotFound: ProblemType.ACCOUNT_NOT_FOUND,
    errors.TransferNotFound: ProblemType.TRANSFER_NOT_FOUND,
    errors.EmailTaken: ProblemType.EMAIL_TAKEN,
    errors.FundingAccountExists: ProblemType.FUNDING_ACCOUNT_EXISTS,
    errors.SameAccount: ProblemType.SAME_ACCOUNT,
    errors.CurrencyMismatch: ProblemType.CURRENCY_MISMATCH,
    errors.AccountFrozen: ProblemType.ACCOUNT_FROZEN,
    errors.InsufficientFunds: ProblemType.INSUFFICIENT_FUNDS,
    errors.BalanceLimit: ProblemType.BALANCE_LIMIT,
    errors.AlreadyReversed: ProblemType.ALREADY_REVERSED,
    errors.NotReversible: ProblemType.NOT_REVERSIBLE,
    errors.PreconditionFailed: ProblemType.PRECONDITION_FAILED,
    errors.PreconditionRequired: ProblemType.PRECONDITION_REQUIRED,
    errors.IdempotencyKeyReused: ProblemType.IDEMPOTENCY_KEY_REUSED,
}


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One fault of the input."""

    place: str
    pointer: str
    code: str
    message: str


class ProblemError(Exception):
    """Raised by this layer where no rule of the book is involved."""

    def __init__(
        self,
        kind: ProblemType,
        detail: str,
        headers: Mapping[str, str] | None = None,
        faults: Sequence[FieldFault] = (),
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})
        self.faults = faults


def title_of(kind: ProblemType) -> str:
    """Write the short name of a type, for example: Insufficient funds."""
    if kind is ProblemType.VALIDATION:
        return "Invalid input"
    words = kind.removeprefix("/problems/").replace("-", " ").capitalize()
    return words.replace("dempotency key", "dempotency-Key")


def answer(problem: ProblemError, request_id: str) -> Response:
    """Write a problem as an answer. Nothing of the input is repeated in it."""
    status = STATUS[problem.kind]
    body: dict[str, Any] = {
        "type": problem.kind.value,
        "title": title_of(problem.kind),
        "status": status,
        "detail": problem.detail,
        "request_id": request_id,
    }
    if problem.faults:
        body["errors"] = [
            {
                "in": fault.place,
                "pointer": fault.pointer,
                "code": fault.code,
                "message": fault.message,
            }
            for fault in problem.faults
        ]
    headers = {"Cache-Control": "no-store"} | problem.headers
    if status == 401:  # noqa: PLR2004 - the number is the contract's own word
        headers["WWW-Authenticate"] = _challenge(problem.kind)
    return Response(json.dumps(body), status, headers, MEDIA_TYPE)


def from_refusal(refusal: errors.Refusal) -> ProblemError:
    """Give a refusal of the book its problem type."""
    return ProblemError(REFUSALS[type(refusal)], refusal.detail)


def _challenge(kind: ProblemType) -> str:
    error = ', error="invalid_token"' if kind is not ProblemType.INVALID_CREDENTIALS else ""
    return f'Bearer realm="ledger"{error}'
