"""Brings two OpenAPI documents into one form, so that what is left to differ is a difference.

Treated as equal: a `$ref` and what it names, `anyOf [X, null]` and `type [X, null]`, `const` and an `enum` of one,
numbers by value, the order of `required` and `enum`. Dropped: titles, descriptions, examples, tags.
"""

from __future__ import annotations

import json
from typing import Any

DROPPED = {"title", "description", "examples", "example", "summary"}
METHODS = {"get", "put", "post", "patch", "delete"}


def document(source: dict[str, Any]) -> dict[str, Any]:
    operations = {}
    for path, item in source["paths"].items():
        shared = item.get("parameters", [])
        for method in METHODS & item.keys():
            operations[f"{method.upper()} {path}"] = _operation(source, item[method], shared)
    schemas = source["components"]["schemas"]
    objects = sorted(name for name, given in schemas.items() if given.get("type") == "object")
    return {"operations": operations, "objects": objects, "security": sorted(source["components"]["securitySchemes"])}


def _operation(source: dict[str, Any], operation: dict[str, Any], shared: list[Any]) -> dict[str, Any]:
    parameters = [_resolve(source, parameter) for parameter in [*shared, *operation.get("parameters", [])]]
    return {
        "operationId": operation["operationId"],
        "security": operation.get("security", source.get("security", [])),
        "parameters": {
            f"{parameter['in']} {parameter['name'].lower()}": {
                "required": parameter.get("required", False),
                "schema": schema(source, parameter["schema"]),
            }
            for parameter in parameters
        },
        "body": _body(source, operation.get("requestBody")),
        "responses": {
            status: _content(source, _resolve(source, response)) for status, response in operation["responses"].items()
        },
    }


def _body(source: dict[str, Any], body: dict[str, Any] | None) -> dict[str, Any] | None:
    if body is None:
        return None
    return {"required": body.get("required", False), "content": _content(source, body)}


def _content(source: dict[str, Any], holder: dict[str, Any]) -> dict[str, Any]:
    return {media: schema(source, value["schema"]) for media, value in holder.get("content", {}).items()}


def _resolve(source: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in item:
        return item
    found: Any = source
    for step in item["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return {**_resolve(source, found), **{key: value for key, value in item.items() if key != "$ref"}}


def schema(source: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Write a schema in its one form."""
    plain = {key: value for key, value in _resolve(source, given).items() if key not in DROPPED}
    if "anyOf" in plain:
        branches = [schema(source, branch) for branch in plain.pop("anyOf")]
        nulls = [branch for branch in branches if branch.get("type") == ["null"]]
        [other] = [branch for branch in branches if branch not in nulls]
        plain |= other
        if nulls:
            plain["type"] = sorted([*other["type"], "null"])
    if "const" in plain:
        plain["enum"] = [plain.pop("const")]
    if isinstance(plain.get("type"), str):
        plain["type"] = [plain["type"]]
    for key in ("required", "enum", "type"):
        if key in plain:
            plain[key] = sorted(plain[key])
    if "properties" in plain:
        plain["properties"] = {name: schema(source, inner) for name, inner in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = schema(source, plain["items"])
    return {key: _number(value) for key, value in plain.items()}


def _number(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def lines(source: dict[str, Any]) -> list[str]:
    """Write a document's form as lines, for a readable difference."""
    return json.dumps(document(source), indent=1, sort_keys=True).splitlines()
