"""What is sent to a language model: instructions from a file with a version, and passages as data in their own message.

Retrieved text is never joined into the instructions, so an order that is planted in it arrives as a string in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handbook.app.ports import Hit

FOLDER = Path(__file__).parent / "prompts"
CONTEXT = 5
# What the format of a conversation adds to each message, at most.
AROUND = 8
SCHEMA = {
    "name": "answer",
    "strict": True,
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "required": ["covered", "sentences"],
        "properties": {
            "covered": {"type": "boolean"},
            "sentences": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["text", "passages"],
                    "properties": {
                        "text": {"type": "string"},
                        "passages": {"type": "array", "items": {"type": "string"}},
                    },
                },
            },
        },
    },
}
REPAIR = "That was not JSON of the agreed form. Answer again with nothing but that JSON."


@dataclass(frozen=True)
class Message:
    """One message of a conversation."""

    role: str
    content: str


@dataclass(frozen=True)
class Prompt:
    """Instructions with their version; the version is booked with every call."""

    version: str
    text: str

    def messages(self, question: str, hits: Sequence[Hit], canary: str) -> list[Message]:
        """Write down a call."""
        passages = [{"id": hit.passage.id, "text": hit.passage.embedded} for hit in hits[:CONTEXT]]
        return [
            Message("system", self.text.replace("CANARY", canary)),
            Message("user", json.dumps({"passages": passages}, ensure_ascii=False)),
            Message("user", json.dumps({"question": question}, ensure_ascii=False)),
        ]


def size(messages: Sequence[Message], count: Callable[[str], int]) -> int:
    """Estimate what a conversation takes, by the tokenizer at hand; the endpoint's own may differ by a tenth."""
    return sum(count(message.content) + AROUND for message in messages)


def load(version: str) -> Prompt:
    """Read a prompt by its version."""
    path = FOLDER / f"{version}.txt"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.txt")))
        raise ValueError(f"no prompt {version!r}; there are {known}")
    return Prompt(version, path.read_text(encoding="utf-8"))
