"""A word that stands in the instructions and nowhere else: if it comes out, the instructions came out."""

from __future__ import annotations

import re
import secrets


def new() -> str:
    """Make one for this process; a fixed one would end up in a training set or a block list."""
    return f"cnry-{secrets.token_hex(8)}"


def leaked(text: str, canary: str) -> bool:
    """Look for the canary, also spaced out or in another case."""
    compact = re.sub(r"[^a-z0-9]", "", text.lower())
    return re.sub(r"[^a-z0-9]", "", canary.lower()) in compact
