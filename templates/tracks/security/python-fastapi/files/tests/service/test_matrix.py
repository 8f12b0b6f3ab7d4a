"""Every route, for everybody. The expectation is written out here, so that a change of the matrix is seen twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Route

from tickets.app import create_app
from tickets.model import Resource, Role, User
from tickets.policy import MATRIX, ROUTES, Action, may

from .conftest import INSIDE, PASSWORDS

if TYPE_CHECKING:
    from .conftest import Desk

# Ticket 1 and webhook 1 are Alpine's; user 2 is Jonas of Alpine.
CALLERS = {"nobody": "", "agent": "jonas.frei", "admin": "ines.keller", "foreign admin": "amir.said"}
STATUSES = {
    ("GET", "/healthz"): (200, 200, 200, 200),
    ("POST", "/login"): (200, 200, 200, 200),
    ("GET", "/tickets"): (401, 200, 200, 200),
    ("POST", "/tickets"): (401, 201, 201, 201),
    ("GET", "/tickets/{ticket_id}"): (401, 200, 200, 404),
    ("PATCH", "/tickets/{ticket_id}"): (401, 204, 204, 404),
    ("GET", "/export"): (401, 403, 200, 200),
    ("POST", "/webhooks"): (401, 403, 201, 201),
    ("POST", "/webhooks/{webhook_id}/test"): (401, 403, 422, 404),
    ("POST", "/users/{user_id}/contain"): (401, 403, 204, 404),
    ("POST", "/logout-everywhere"): (401, 204, 204, 204),
}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/login"): {"handle": "tom.okafor", "password": PASSWORDS["tom.okafor"]},
    ("POST", "/tickets"): {"subject": "Late parcel", "body": "It is late."},
    ("PATCH", "/tickets/{ticket_id}"): {"state": "closed"},
    ("POST", "/webhooks"): {"url": "https://hooks.alpine.example/new"},
}


def routes_of(desk: Desk) -> set[tuple[str, str]]:
    found = set()
    for route in create_app(desk.context).routes:
        # Whatever is mounted or included answers requests as well, so nothing is passed over.
        for each in getattr(getattr(route, "original_router", None), "routes", [route]):
            assert isinstance(each, Route), each
            found |= {(method, each.path) for method in each.methods or () if method != "HEAD"}
    return found


def test_every_route_is_in_the_matrix_and_there_are_eleven(desk: Desk) -> None:
    walked = routes_of(desk)
    assert walked == set(ROUTES) == set(STATUSES)
    assert len(walked) == 11


@pytest.mark.parametrize("caller", CALLERS)
def test_every_route_answers_as_agreed(desk: Desk, caller: str) -> None:
    webhook = desk.context.store.add_webhook("alpine", f"https://{INSIDE}/")
    seen = {}
    for route in STATUSES:
        method, path = route
        path = path.format(ticket_id=1, webhook_id=webhook, user_id=3)
        answer = desk.call(method, path, CALLERS[caller], json=BODIES.get(route))
        seen[route] = answer.status_code
    assert seen == {route: statuses[list(CALLERS).index(caller)] for route, statuses in STATUSES.items()}


def test_something_foreign_looks_exactly_like_something_absent(desk: Desk) -> None:
    foreign = desk.call("GET", "/tickets/2", "jonas.frei")
    absent = desk.call("GET", "/tickets/9000", "jonas.frei")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
    assert [(e["reason"], e["resource_tenant"]) for e in desk.log()] == [("other_tenant", "harbor"), ("absent", None)]


def test_lists_and_exports_hold_the_own_company_only(desk: Desk) -> None:
    items = desk.call("GET", "/tickets", "jonas.frei").json()["items"]
    assert len(items) == 30
    assert all(item["id"] % 2 for item in items)
    rows = desk.call("GET", "/export", "amir.said").text.splitlines()
    assert len(rows) == 31
    assert all(int(row.split(",")[0]) % 2 == 0 for row in rows[1:])


def test_what_the_matrix_does_not_name_is_refused() -> None:
    user = User(1, "ines.keller", "alpine", Role.ADMIN, "", 0, contained=False)
    own = Resource("ticket", "1", "alpine")
    assert all(may(user, action, own).allowed for action in Action)
    assert set(MATRIX) == set(Action)
    assert may(user, "ticket.delete", own).reason == "role"  # type: ignore[arg-type]
