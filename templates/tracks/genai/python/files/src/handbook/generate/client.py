"""One request to an OpenAI-compatible endpoint, and the few ways in which it fails."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import openai

from handbook.domain.ledger import Usage
from handbook.generate.prompt import SCHEMA, Message

# What a second try can mend: the network, a server that is busy or broken. A wrong key or request stays wrong.
WORTH_A_RETRY = (408, 409, 429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Reply:
    """What came back, with what the endpoint says it took."""

    text: str
    usage: Usage | None
    refused: bool = False


class CallError(Exception):
    """A request that failed; it says which way and nothing of what was sent."""

    def __init__(self, kind: str, *, again: bool) -> None:
        super().__init__(kind)
        self.kind = kind
        self.again = again


class Endpoint:
    """Makes exactly one request per call: the library's own retries would be neither counted nor paid for."""

    def __init__(self, base_url: str, key: str, model: str, timeout: float) -> None:
        self.model = model
        self._client = openai.OpenAI(base_url=base_url, api_key=key, timeout=timeout, max_retries=0)

    def complete(self, messages: Sequence[Message], most_tokens: int) -> Reply:
        """Send a conversation; raise CallError when nothing usable came back."""
        body = {
            "model": self.model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "max_tokens": most_tokens,
            "temperature": 0,
            "response_format": {"type": "json_schema", "json_schema": SCHEMA},
        }
        try:
            raw = self._client.post("/chat/completions", body=body, cast_to=object)
        except openai.APITimeoutError:
            raise CallError("timeout", again=True) from None
        except openai.APIStatusError as refused:
            raise CallError(f"status {refused.status_code}", again=refused.status_code in WORTH_A_RETRY) from None
        except (openai.APIConnectionError, json.JSONDecodeError):
            raise CallError("connection", again=True) from None
        except openai.OpenAIError:
            raise CallError("unreadable", again=True) from None
        return _reply(raw)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def _reply(raw: object) -> Reply:
    try:
        choice = raw["choices"][0]["message"]  # type: ignore[index]
        used = raw.get("usage")  # type: ignore[attr-defined]
        usage = Usage(int(used["prompt_tokens"]), int(used["completion_tokens"])) if used else None
        refused = bool(choice.get("refusal"))
        return Reply(choice.get("content") or "", usage, refused)
    except (TypeError, KeyError, IndexError, AttributeError, ValueError):
        raise CallError("unreadable", again=True) from None
