"""What the generated OpenAPI document needs to be told, so that a test can compare it with the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from ledger.http.problems import MEDIA_TYPE
from ledger.http.schemas import Problem

if TYPE_CHECKING:
    from fastapi import FastAPI

BODY = (400, 413, 415, 422)
"""The refusals that every operation with a body has."""

_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe answers that say no."""
    return {status: {"description": "Refused"} | _PROBLEM for status in statuses}


def document(app: FastAPI) -> dict[str, Any]:
    """Generate the OpenAPI document from the code."""
    generated = get_openapi(title=app.title, version=app.version, openapi_version="3.1.0", routes=app.routes)
    schemas = generated["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", by_alias=True)
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    return generated
