"""What goes out: no card, account or address of a person, no key, no link that is not ours, no request for a password.

Names and postal addresses are not detected. What is found is masked character by character, so spans stay right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

MASK = "\u2588"
CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.]?\d)")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w+])\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}(?!\w)")
KEY = re.compile(
    r"\b(?:sk|pk|rk|whsec)_(?:live|test)?_?[A-Za-z0-9]{12,}\b|\bsk-[A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b"
)
LINK = re.compile(r"(?:https?://|www\.)[^\s)>\]\"']+|\]\(([^)\s]+)\)", re.IGNORECASE)
PASSWORD = re.compile(
    r"\b(?:send|enter|tell|give|confirm|share|reply with|provide|type)\b[^.]{0,40}"
    r"\b(?:password|passcode|pin|cvc|one-time code)\b",
    re.IGNORECASE,
)
NEVER = re.compile(r"\b(?:never|not|don't|do not|nobody)\b", re.IGNORECASE)
SHORTEST_IBAN = 15


@dataclass(frozen=True)
class Finding:
    """One thing that must not go out."""

    kind: str
    start: int
    end: int


def luhn(number: str) -> bool:
    """Check the last digit of a card number; most numbers of that length are not cards."""
    digits = [int(char) for char in reversed(number) if char.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def mod97(account: str) -> bool:
    """Check an IBAN by its own remainder."""
    compact = account.replace(" ", "")
    if len(compact) < SHORTEST_IBAN:
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def findings(text: str) -> list[Finding]:
    """Find everything personal or secret in a text."""
    found = [Finding("card", *hit.span()) for hit in CARD.finditer(text) if luhn(hit.group())]
    found += [Finding("iban", *hit.span()) for hit in IBAN.finditer(text) if mod97(hit.group())]
    for kind, pattern in (("e-mail", EMAIL), ("key", KEY), ("phone", PHONE)):
        found += [Finding(kind, *hit.span()) for hit in pattern.finditer(text)]
    return sorted(found, key=lambda finding: finding.start)


def mask(text: str) -> str:
    """Replace what must not go out, one character by one."""
    shown = list(text)
    for finding in findings(text):
        shown[finding.start : finding.end] = MASK * (finding.end - finding.start)
    return "".join(shown)


def allowed(link: str, hosts: frozenset[str]) -> bool:
    """Allow a link only to a host of ours, by equality: `harbor.example.evil.test` merely begins like one."""
    if link.lower().startswith("www."):
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"https", ""} and (parts.hostname or "") in hosts


def forbidden(text: str, hosts: frozenset[str]) -> str | None:
    """Say why a sentence must not be said at all, or nothing."""
    for hit in LINK.finditer(text):
        if not allowed((hit.group(1) or hit.group()).rstrip(".,;"), hosts):
            return "a link to a host that is not allowed"
    if PASSWORD.search(text) and not NEVER.search(text):
        return "a request for a password"
    return None
