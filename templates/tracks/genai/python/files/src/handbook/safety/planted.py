"""Sentences in the corpus that speak to the machine and not to the reader; they are kept out of the index."""

from __future__ import annotations

import re

from handbook.safety.inputs import ORDERS, plain

PLANTED = {
    "addresses the assistant": re.compile(
        r"\b(?:note to|attention|dear|instructions? (?:for|to)|if you are|as) (?:the |any |an? )?"
        r"(?:ai|assistants?|bots?|language models?|chatbots?|llms?)\b",
        re.IGNORECASE,
    ),
    "dictates the answer": re.compile(
        r"\b(?:assistants?|bots?|models?|chatbots?|ai)\b.{0,40}\b(?:must|should|shall|has to|have to)\b.{0,30}"
        r"\b(?:say|answer|reply|respond|tell|claim|state)\b",
        re.IGNORECASE,
    ),
}


def reason(sentence: str) -> str | None:
    """Name the pattern that a sentence matches, or nothing."""
    text = plain(sentence)
    for name, pattern in PLANTED.items():
        if pattern.search(text):
            return name
    return "gives orders" if any(order.search(text) for order in ORDERS) else None
