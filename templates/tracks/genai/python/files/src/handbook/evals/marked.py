"""Tables that a verb writes into a document between two marks; what people wrote around them stays."""

from __future__ import annotations

import re


class MarkError(ValueError):
    """The document has lost the marks, so nobody knows where the table belongs."""


def put(text: str, name: str, table: str) -> str:
    """Put a table between `<!-- name -->` and `<!-- /name -->`."""
    between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    made, count = between.subn(lambda found: found.group(1) + table + found.group(2), text)
    if count != 1:
        raise MarkError(f"the marks <!-- {name} --> and <!-- /{name} --> must be there once")
    return made
