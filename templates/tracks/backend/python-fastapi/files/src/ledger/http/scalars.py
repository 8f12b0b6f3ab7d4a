"""The contract's named scalars."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, PlainSerializer

from ledger.domain.money import MAX_AMOUNT, MAX_BALANCE
from ledger.http.strict import BODY_INT

EMAIL = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,3}$"
LABEL = r"^[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
CURSOR = r"^[A-Za-z0-9_-]{21}[AQgw]$"

Email = Annotated[str, Field(max_length=254, pattern=EMAIL)]
Label = Annotated[str, Field(min_length=1, max_length=80, pattern=LABEL)]
Cursor = Annotated[str, Field(pattern=CURSOR)]
Amount = Annotated[int, Field(ge=1, le=MAX_AMOUNT), BODY_INT]
Balance = Annotated[int, Field(ge=-MAX_BALANCE, le=MAX_BALANCE)]
Count = Annotated[int, Field(ge=0)]
Version = Annotated[int, Field(ge=1)]


def _write_moment(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    PlainSerializer(_write_moment, return_type=str, when_used="json"),
    Field(json_schema_extra={"format": "date-time"}),
]
