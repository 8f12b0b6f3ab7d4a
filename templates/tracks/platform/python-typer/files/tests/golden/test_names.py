from __future__ import annotations

import pytest

from pave.errors import UsageError
from pave.golden.names import ServiceName, propose


@pytest.mark.parametrize("text", ["parcel-labels", "k9", "a" * 40])
def test_ordinary_names_are_accepted(text: str) -> None:
    assert ServiceName.parse(text).module == text.replace("-", "_")


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Parcel Labels", "parcel-labels"),
        ("Straße Søn", "strasse-son"),
        ("9lives", "lives"),
        ("async", "async-service"),
        ("json", "json-service"),
        ("con", "con-service"),
        ("fastapi", "fastapi-service"),
        ("../etc", "etc"),
        ("-", "my-service"),
        ("a", "a-service"),
        ("x" * 60, "x" * 40),
    ],
)
def test_other_names_are_refused_with_a_proposal_that_is_accepted(text: str, proposal: str) -> None:
    with pytest.raises(UsageError) as caught:
        ServiceName.parse(text)
    assert caught.value.hint == f"pave new {proposal}"
    ServiceName.parse(propose(text))
