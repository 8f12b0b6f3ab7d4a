"""What comes in: a question of bounded size, without control characters, that gives no orders."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 2000
# Orders to the machine and not questions to the handbook. Patterns can be evaded; the checklist says so.
ORDERS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|your|these|any|safety)"
        r"\b.{0,30}\b(?:instructions?|rules?|prompts?|guidelines?|guardrails?|messages?|filters?)",
        r"\b(?:reveal|print|show|repeat|output|leak|quote|give me|tell me)\b.{0,40}"
        r"\b(?:system|hidden|secret|initial|internal)\b.{0,15}\b(?:prompt|instructions?|message|rules)",
        r"\byou are (?:now|no longer)\b|\bpretend (?:to be|you|that)\b|\brole-?play\b",
        r"(?:^|[.!?,:;] |\b(?:please|you|you to|must|should|now) )act as (?:if|a|an|the)\b",
        r"\bnew instructions?\s*:|\b(?:system|assistant|developer)\s*:|<\|?(?:system|im_start|endoftext)",
        r"\b(?:developer|debug|god|dan|jailbreak) mode\b",
        r"\bdo anything now\b",
        r"\b(?:answer|respond|reply|always say|say that)\b.{0,50}\b(?:regardless|no matter what|whatever the handbook)",
        r"\b(?:send|post|upload|forward)\b.{0,60}\bhttps?://",
    )
]


def refuse(question: str) -> str | None:
    """Say why a question is not taken, or nothing."""
    if not question.strip():
        return "the question is empty"
    if len(question) > MOST_CHARACTERS:
        return f"the question is longer than {MOST_CHARACTERS} characters"
    if any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} and char not in "\n\t" for char in question):
        return "the question holds control or invisible characters"
    if any(order.search(plain(question)) for order in ORDERS):
        return "the question gives orders to the assistant"
    return None


def plain(text: str) -> str:
    """Write look-alike characters the common way and join lines, so that a pattern sees what a reader sees."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
