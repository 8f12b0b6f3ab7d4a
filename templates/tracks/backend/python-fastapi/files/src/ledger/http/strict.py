"""Readers that accept exactly what the contract's schemas accept.

Left alone, pydantic takes `true` and `"5"` for integers, `1_000` in a query, `0` for a date and a UUID in braces.
Its strict mode goes too far the other way: it refuses `5.0`, which is an integer in JSON Schema.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import BeforeValidator, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,18})")


def _body_int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value // 1:
        raise PydanticCustomError("int_type", "Must be a whole number.")
    return int(value)


def _query_int(value: object) -> int:
    if isinstance(value, int):  # a default, which does not come from the request
        return value
    if not isinstance(value, str) or not _WHOLE.fullmatch(value):
        raise PydanticCustomError("int_type", "Must be a whole number.")
    return int(value)


def _uuid(value: object) -> UUID:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Must be text.")
    if not _UUID.fullmatch(value):
        raise PydanticCustomError("uuid_format", "Must be a UUID with dashes.")
    return UUID(value)


def _date(value: object) -> date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise PydanticCustomError("date_format", "Must be a day like 2026-01-31.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date_format", "There is no such day.") from None


class Omittable:
    """Marks `X | None` whose None only means "was left out": the schema is that of X."""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe X alone."""
        schema = handler(core_schema)
        described: JsonSchemaValue
        [described] = [branch for branch in schema["anyOf"] if branch != {"type": "null"}]
        return described


def refuse_null(value: object) -> object:
    """Refuse null where a field may be left out but not be nothing. Defaults do not come through here."""
    if value is None:
        raise PydanticCustomError("null_type", "Must not be null; leave the field out instead.")
    return value


# Bounds stand before these in `Annotated`, so that they belong to the integer and show up in its schema.
BODY_INT = BeforeValidator(_body_int)
QUERY_INT = BeforeValidator(_query_int)
StrictUuid = Annotated[UUID, BeforeValidator(_uuid)]
StrictDay = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
