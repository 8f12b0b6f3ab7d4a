from __future__ import annotations

import pytest

from ledger.domain.errors import PreconditionRequired
from ledger.http.etags import etag, is_unchanged, may_change, required


@pytest.mark.parametrize("header", ['"v3"', 'W/"v3"', "*", ' "v1" , W/"v3"', '"v1","v3"'])
def test_a_copy_is_current(header: str) -> None:
    assert is_unchanged(header, 3)


@pytest.mark.parametrize("header", [None, "", '"v2"', "v3", '"v33"', '"*"'])
def test_a_copy_is_old(header: str | None) -> None:
    assert not is_unchanged(header, 3)


@pytest.mark.parametrize(("header", "expected"), [('"v3"', True), ("*", True), ('W/"v3"', False), ('"v2"', False)])
def test_a_change_needs_a_strong_tag(header: str, *, expected: bool) -> None:
    assert may_change(header, 3) is expected


def test_a_change_without_a_tag_is_refused() -> None:
    assert required(etag(1)) == '"v1"'
    with pytest.raises(PreconditionRequired):
        required(None)
