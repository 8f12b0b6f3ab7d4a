"""Every answer that says no over HTTP: problem+json with a stable type (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
TITLES = {
    "malformed": (400, "The body is not the JSON that is expected."),
    "unauthorized": (401, "A token is needed."),
    "not-found": (404, "There is nothing here."),
    "method-not-allowed": (405, "This cannot be done here."),
    "body-too-large": (413, "The body is larger than 64 KiB."),
    "validation": (422, "The question cannot be read."),
    "rate-limited": (429, "Too many questions in a minute."),
    "internal": (500, "Something went wrong here."),
    "not-ready": (503, "The assistant is not ready yet."),
}


@dataclass
class ProblemError(Exception):
    """A refusal of the API itself; it never repeats what was sent."""

    kind: str
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def response(problem: ProblemError) -> JSONResponse:
    """Write a problem."""
    status, title = TITLES[problem.kind]
    body = {"type": f"/problems/{problem.kind}", "title": title, "status": status, "detail": problem.detail}
    return JSONResponse(body, status, headers=problem.headers, media_type=MEDIA_TYPE)
