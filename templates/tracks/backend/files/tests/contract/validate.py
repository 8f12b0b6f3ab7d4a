"""Judges one answer by contract/openapi.yaml: status, headers, content type, body, and the rules its texts state."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTRACT = Path(__file__).resolve().parents[2] / "contract" / "openapi.yaml"
METHODS = frozenset({"get", "post", "patch", "put", "delete"})
JSON = "application/json"
PROBLEM = "application/problem+json"
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|\+00:00)")


def is_uuid7(text: str) -> bool:
    """Tell whether an id is a UUIDv7 in its usual 36 characters."""
    return UUID7.fullmatch(text) is not None


def is_utc_time(text: str) -> bool:
    """Tell whether a time is RFC 3339 in UTC and exists on the calendar."""
    if UTC_TIME.fullmatch(text) is None:
        return False
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_day(text: str) -> bool:
    """Tell whether a day is written YYYY-MM-DD and exists on the calendar."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def parse_json(raw: bytes) -> Any:
    """Parse strictly: UTF-8, no NaN, no name twice in one object."""

    def no_constant(name: str) -> None:
        message = f"{name} is not JSON"
        raise ValueError(message)

    def no_double(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), f"a name stands twice: {names}"
        return dict(pairs)

    return json.loads(raw.decode("utf-8"), parse_constant=no_constant, object_pairs_hook=no_double)


@dataclass(frozen=True)
class Answer:
    """One HTTP answer; header names are lower-case."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    raw: bytes

    @cached_property
    def body(self) -> Any:
        """The parsed body."""
        return parse_json(self.raw)

    @property
    def media_type(self) -> str:
        """The content type without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def etag(self) -> str:
        """The entity tag; there must be one."""
        return self.headers["etag"]

    @property
    def replayed(self) -> bool:
        """Whether the server said that it repeated an earlier answer."""
        return self.headers.get("idempotent-replayed") == "true"

    def problem(self, status: int, name: str) -> dict[str, Any]:
        """Insist on this refusal and return the problem."""
        shown = self.raw[:500].decode("utf-8", "replace")
        assert (self.status, self.body.get("type")) == (status, f"/problems/{name}"), shown
        body: dict[str, Any] = self.body
        return body

    def faults(self) -> set[tuple[str, str, str]]:
        """Insist on invalid input and return (place, pointer, code) of each fault."""
        return {(item["in"], item["pointer"], item["code"]) for item in self.problem(422, "validation")["errors"]}


class Contract:
    """The OpenAPI document, ready to judge answers."""

    def __init__(self, path: Path = CONTRACT) -> None:
        self.document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._templates = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", template)), template) for template in self.document["paths"]
        ]

    def template(self, path: str) -> str | None:
        """Find the path of the contract that a concrete path belongs to."""
        return next((name for pattern, name in self._templates if pattern.fullmatch(path)), None)

    def methods(self, template: str) -> set[str]:
        """List the methods of a path, in capitals."""
        return {name.upper() for name in self.document["paths"][template] if name in METHODS}

    def check(self, answer: Answer) -> None:
        """Fail with a message when the answer breaks the contract."""
        where = f"{answer.method} {answer.path} -> {answer.status}: "
        assert answer.headers.get("x-request-id"), where + "no X-Request-Id"
        if answer.status >= 400:
            self._check_problem(answer, where)
        template = self.template(answer.path)
        operation = self.document["paths"].get(template, {}).get(answer.method.lower())
        if operation is None:
            self._check_outside(answer, template, where)
            return
        assert str(answer.status) in operation["responses"], where + "not a status of this operation"
        response = self._resolve(operation["responses"][str(answer.status)])
        self._check_headers(answer, response.get("headers", {}), where)
        self._check_body(answer, response.get("content", {}), where)
        self._check_caching(answer, operation["operationId"], where)

    def _check_problem(self, answer: Answer, where: str) -> None:
        assert answer.media_type == PROBLEM, where + f"content type {answer.media_type!r}"
        self._validate("#/components/schemas/Problem", answer.body, where)
        assert answer.body["status"] == answer.status, where + "status differs from the body's"
        assert answer.body["request_id"] == answer.headers["x-request-id"], where + "request_id differs"
        if answer.body["type"] == "/problems/validation":
            assert answer.body.get("errors"), where + "a validation problem names its faults"

    def _check_outside(self, answer: Answer, template: str | None, where: str) -> None:
        """Judge an answer to a path or method that the contract does not have."""
        if template is None:
            answer.problem(404, "not-found")
            return
        answer.problem(405, "method-not-allowed")
        allowed = {name.strip() for name in answer.headers.get("allow", "").split(",")}
        extra = allowed - self.methods(template)
        assert self.methods(template) <= allowed, where + f"Allow lists only {allowed}"
        assert extra <= {"HEAD", "OPTIONS"}, where + f"Allow lists {extra} too"

    def _check_headers(self, answer: Answer, headers: Mapping[str, Any], where: str) -> None:
        for name, reference in headers.items():
            header = self._resolve(reference)
            text = answer.headers.get(name.lower())
            if text is None:
                assert not header.get("required"), where + f"no {name}"
                continue
            value: object = text
            if header["schema"].get("type") == "integer":
                assert re.fullmatch("[0-9]+", text), where + f"{name}: {text!r}"
                value = int(text)
            assert jsonschema_rs.is_valid(header["schema"], value), where + f"{name}: {text!r}"

    def _check_body(self, answer: Answer, content: Mapping[str, Any], where: str) -> None:
        if not content:
            assert answer.raw == b"", where + "a body where none belongs"
            return
        assert answer.media_type in content, where + f"content type {answer.media_type!r}"
        self._validate(content[answer.media_type]["schema"]["$ref"], answer.body, where)

    def _check_caching(self, answer: Answer, operation: str, where: str) -> None:
        if answer.status >= 400:
            return
        directives = {part.strip() for part in answer.headers.get("cache-control", "").lower().split(",")}
        if answer.method == "GET":
            assert {"private", "no-cache"} <= directives, where + f"Cache-Control {directives}"
        if operation in {"signIn", "refresh"}:
            assert "no-store" in directives, where + f"Cache-Control {directives}"

    def _resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in node:
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def _validate(self, reference: str, value: object, where: str) -> None:
        if reference not in self._validators:
            schema = {"$ref": reference, "components": {"schemas": self.document["components"]["schemas"]}}
            self._validators[reference] = jsonschema_rs.Draft202012Validator(
                schema,
                formats={"uuid": is_uuid7, "date-time": is_utc_time, "date": is_day},
                validate_formats=True,
            )
        faults = [f"{error.instance_path}: {error.message}" for error in self._validators[reference].iter_errors(value)]
        assert not faults, where + "; ".join(faults)
