"""What an answer takes: stages, tokens, money, and a budget that says no before the money is spent."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Price:
    """Prices of one model per million tokens, as read on a day."""

    model: str
    input: Decimal
    output: Decimal
    currency: str
    read_on: str

    def of(self, tokens_in: int, tokens_out: int) -> Decimal:
        """Price a call."""
        return (self.input * tokens_in + self.output * tokens_out) / MILLION


@dataclass(frozen=True)
class Usage:
    """Tokens of one call; `estimated` when the endpoint did not say."""

    tokens_in: int = 0
    tokens_out: int = 0
    estimated: bool = False


@dataclass(frozen=True)
class Stage:
    """One step of one question, as it is booked. There is no field that could hold a question's text."""

    name: str
    ms: float
    usage: Usage = Usage()
    cost: Decimal | None = Decimal(0)
    cached: bool = False
    model: str = ""
    prompt: str = ""
    outcome: str = "ok"


@dataclass
class Trace:
    """The stages of one question, in order."""

    question: str
    stages: list[Stage] = field(default_factory=list)

    @property
    def ms(self) -> float:
        """Sum up the time."""
        return sum(stage.ms for stage in self.stages)


@dataclass(frozen=True)
class Reserve:
    """Money taken out of a day's budget before a call; whatever is left of it goes back to that day."""

    day: str
    amount: Decimal


class OverBudgetError(Exception):
    """The worst case of a call does not fit into what is left today, or its price is unknown."""
