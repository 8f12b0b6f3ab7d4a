"""Words: which of them carry content, and how they are compared."""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-z]+(?:['\u2019-][A-Za-z]+)*|\d+(?:[.,]\d+)*")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Words that say nothing about the subject of a question.
STOP = frozenset(
    """
    a about after again all also am an and any are as at be because been before being but by can cannot could
    did do does doing done down during each ever every few for from further get gets getting give go goes got
    had happen happens has have having he her here hers him his how i if in into is it its itself just know
    let like long make makes many may me might more most much must my need needs no nor not now of off on once
    one only or other our ours out over own per please put same say says see shall she should so some
    something still such take takes tell than that the their them then there these they thing things this
    those through to too under until up upon us use used very want was we were what when where which while who
    whom whose why will with within without would yes yet you your yours
    """.split()  # noqa: SIM905 - a list of words is read as words
)
SHORTEST = 3


def words(text: str) -> list[str]:
    """Give the words of a text in lower case, numbers included."""
    return [word.lower() for word in WORD.findall(text)]


def stem(word: str) -> str:
    """Cut the commonest endings, so that "refunds" and "refunded" count as the same word.

    Deliberately small: it is used to compare a question with a corpus, never shown, and a wrong
    stem costs a little recall and no correctness.
    """
    word = word.replace("\u2019", "'").removesuffix("'s")
    for ending, keep in (("ations", 4), ("ation", 4), ("ings", 3), ("ing", 3), ("ies", 3), ("ied", 3), ("ed", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= keep:
            cut = word[: -len(ending)] + ("y" if ending.startswith("ie") else "")
            return cut[:-1] if len(cut) > keep and cut[-1] == cut[-2] and cut[-1] not in "lsz" else _no_e(cut)
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > SHORTEST:
        word = word[:-1]
    return _no_e(word)


def _no_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > SHORTEST else word


def content(text: str) -> set[str]:
    """Give the stems of the words that carry content."""
    return {stem(word) for word in words(text) if word not in STOP and (len(word) > 1 or word.isdigit())}


def numbers(text: str) -> set[str]:
    """Give the numbers of a text, written one way: 1,000 and 1000 are the same."""
    return {number.replace(",", "").rstrip(".") for number in NUMBER.findall(text)}
