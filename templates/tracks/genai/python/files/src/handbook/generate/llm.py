"""Answering by a language model: bounded tries, every one of them booked and paid out of a budget, nothing believed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from handbook.app.ports import Found, Made
from handbook.domain.answer import Answer, Dropped, Mode, Reason, Refusal
from handbook.domain.ledger import OverBudgetError, Price, Reserve, Stage, Trace, Usage
from handbook.generate.client import CallError, Reply
from handbook.generate.prompt import CONTEXT, REPAIR, Message, Prompt, size
from handbook.generate.verify import Claim, supported
from handbook.safety.canary import leaked

TRIES = 3
MOST_TOKENS = 400


class Model(Protocol):
    """An endpoint."""

    model: str

    def complete(self, messages: Sequence[Message], most_tokens: int) -> Reply:
        """Send a conversation."""


class Purse(Protocol):
    """Where the money of the day is."""

    def reserve(self, price: Price | None, limit: Decimal | None, worst: Usage) -> Reserve:
        """Take the worst case out, or raise OverBudgetError."""

    def settle(self, reserved: Reserve, cost: Decimal) -> None:
        """Put back what was not used."""


@dataclass(frozen=True)
class Surroundings:
    """What the machine provides, so that a test can provide it instead."""

    count: Callable[[str], int]
    sleep: Callable[[float], None]
    chance: Callable[[], float]
    canary: str


class GenerationError(Exception):
    """No usable answer after all tries."""


class LeakError(Exception):
    """The instructions came out."""


class LanguageModel:
    """Asks an endpoint and checks what it says."""

    mode = Mode.LLM

    def __init__(
        self,
        model: Model,
        prompt: Prompt,
        purse: Purse,
        price: Price | None,
        limit: Decimal | None,
        around: Surroundings,
    ) -> None:
        self._model = model
        self._prompt = prompt
        self._purse = purse
        self._price = price
        self._limit = limit
        self._around = around

    def answer(self, question: str, found: Found, trace: Trace, book: Callable[[Stage], None]) -> Made:  # noqa: ARG002
        """Answer from the first passages, or refuse with a reason."""
        messages = self._prompt.messages(question, found.hits, self._around.canary)
        try:
            covered, claims = self._claims(messages, book)
        except OverBudgetError as over:
            return Made(Refusal(Mode.LLM, Reason.OVER_BUDGET, str(over)))
        except LeakError:
            return Made(Refusal(Mode.LLM, Reason.FILTERED_OUTPUT, "the model repeated its instructions"))
        except GenerationError as failed:
            return Made(Refusal(Mode.LLM, Reason.MODEL_FAILED, str(failed)))
        context = {hit.passage.id: hit.passage for hit in found.hits[:CONTEXT]}
        said, unsupported = supported(claims, context)
        dropped = Dropped(unsupported=unsupported)
        if said:
            return Made(Answer(Mode.LLM, said), dropped)
        if not covered:
            return Made(Refusal(Mode.LLM, Reason.NOT_COVERED, "the model found no answer in the passages"), dropped)
        return Made(Refusal(Mode.LLM, Reason.MODEL_FAILED, "no sentence of the model was supported"), dropped)

    def _claims(self, messages: list[Message], book: Callable[[Stage], None]) -> tuple[bool, list[Claim]]:
        """Try up to three times in all; bad JSON is asked to be repaired once."""
        failures: list[str] = []
        repaired = False
        for attempt in range(1, TRIES + 1):
            try:
                reply = self._call(messages, book)
            except CallError as error:
                failures.append(error.kind)
                if not error.again:
                    break
                if attempt < TRIES:
                    self._around.sleep(0.5 * 2 ** (attempt - 1) * (0.5 + self._around.chance()))
                continue
            if leaked(reply.text, self._around.canary):
                raise LeakError
            if reply.refused:
                return False, []
            parsed = parse(reply.text)
            if parsed is not None:
                return parsed
            failures.append("not the agreed JSON")
            if repaired:
                break
            repaired = True
            messages = [*messages, Message("assistant", reply.text), Message("user", REPAIR)]
        raise GenerationError(f"no usable answer after {len(failures)} tries: {', '.join(failures)}")

    def _call(self, messages: list[Message], book: Callable[[Stage], None]) -> Reply:
        estimate = size(messages, self._around.count)
        reserved = self._purse.reserve(self._price, self._limit, Usage(estimate, MOST_TOKENS, estimated=True))
        began = time.perf_counter()
        try:
            reply = self._model.complete(messages, MOST_TOKENS)
        except CallError as error:
            # Whether a failed call is billed is not known here, so it is booked as if it were.
            usage = Usage(estimate, 0, estimated=True)
            cost = self._price.of(usage.tokens_in, 0) if self._price else None
            self._purse.settle(reserved, cost or Decimal(0))
            book(self._stage(began, usage, cost, error.kind))
            raise
        usage = reply.usage or Usage(estimate, self._around.count(reply.text), estimated=True)
        cost = self._price.of(usage.tokens_in, usage.tokens_out) if self._price else None
        self._purse.settle(reserved, cost or Decimal(0))
        book(self._stage(began, usage, cost, "ok"))
        return reply

    def _stage(self, began: float, usage: Usage, cost: Decimal | None, outcome: str) -> Stage:
        ms = (time.perf_counter() - began) * 1000
        return Stage("generate", ms, usage, cost, False, self._model.model, self._prompt.version, outcome)


def parse(text: str) -> tuple[bool, list[Claim]] | None:
    """Read the agreed JSON, or nothing; the schema is checked here too, because not every endpoint keeps it."""
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("covered"), bool):
        return None
    rows = data.get("sentences")
    if not isinstance(rows, list):
        return None
    claims = []
    for row in rows:
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            return None
        names = row.get("passages")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            return None
        claims.append(Claim(row["text"], tuple(names)))
    return data["covered"], claims
