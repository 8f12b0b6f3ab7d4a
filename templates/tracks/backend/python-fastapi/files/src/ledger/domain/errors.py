"""The ways in which the ledger says no.

A refusal is a fact about the book, so it has no status code: the HTTP layer chooses one in a single table.
Rules return refusals as values; services raise them.
"""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of the program
    """The request was understood and is not allowed."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Unauthorized(Refusal):
    """The access token is missing, expired or not ours."""


class InvalidCredentials(Refusal):
    """E-mail and password do not belong together."""


class InvalidRefreshToken(Refusal):
    """The refresh token is unknown, expired, used or ended."""


class AccountNotFound(Refusal):
    """The account is not in this book."""


class TransferNotFound(Refusal):
    """The transfer is not in this book."""


class EmailTaken(Refusal):
    """Another user has this e-mail address."""


class FundingAccountExists(Refusal):
    """The book already has a funding account in this currency."""


class SameAccount(Refusal):
    """Source and target are one account."""


class CurrencyMismatch(Refusal):
    """The accounts and the amount are not all in one currency."""


class AccountFrozen(Refusal):
    """One of the accounts is frozen."""


class InsufficientFunds(Refusal):
    """The source holds less than was asked for."""


class BalanceLimit(Refusal):
    """The balance would leave the range that is kept exact everywhere."""


class AlreadyReversed(Refusal):
    """The transfer was undone before."""


class NotReversible(Refusal):
    """The transfer is itself a reversal."""


class PreconditionFailed(Refusal):
    """The resource changed since the client read it."""


class PreconditionRequired(Refusal):
    """The client did not say which version it wants to change."""


class IdempotencyKeyReused(Refusal):
    """The key came back with another request."""
