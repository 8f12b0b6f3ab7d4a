"""Two companies, seven people, sixty tickets: enough to show that one does not see the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tickets.model import Role, Tenant, User
from tickets.passwords import hash_password

if TYPE_CHECKING:
    from tickets.store import Store

TENANTS: Final = (Tenant("alpine", "Alpine Tools"), Tenant("harbor", "Harbor Books"))
# Made up, for a laptop. One of them can be guessed: length alone does not make a good password.
PEOPLE: Final = (
    (1, "ines.keller", "alpine", Role.ADMIN, "glacier-lantern-quiet-41"),
    (2, "jonas.frei", "alpine", Role.AGENT, "timber-saddle-orbit-77"),
    (3, "mira.stone", "alpine", Role.AGENT, "alpinetools2026"),
    (4, "petra.vogt", "alpine", Role.AGENT, "copper-violin-morning-08"),
    (5, "amir.said", "harbor", Role.ADMIN, "saltwater-atlas-violet-19"),
    (6, "lea.brandt", "harbor", Role.AGENT, "paper-anchor-window-63"),
    (7, "tom.okafor", "harbor", Role.AGENT, "harvest-signal-linen-52"),
)
SUBJECTS: Final = {
    "alpine": (
        "Drill bit snapped on first use",
        "Invoice shows the wrong address",
        "Refund for order {n}",
        "Where is parcel {n}?",
        "Battery does not charge",
        "Ladder arrived without its rivets",
    ),
    "harbor": (
        "Book {n} arrived damp",
        "Refund for a cancelled subscription",
        "Wrong edition of order {n}",
        "Gift card is not accepted",
        "Signed copy without a signature",
        "Change the delivery address of order {n}",
    ),
}
BODIES: Final = (
    "Please look into this before Friday.",
    "I have a photograph if that helps.",
    "The second time this year.",
    "A replacement or a refund, whichever is faster.",
    "Thank you for your patience with me.",
)
TICKETS: Final = 60


def seed(store: Store) -> None:
    """Fill an empty store; the same rows each time."""
    if store.user_by_handle(PEOPLE[0][1]):
        return
    for tenant in TENANTS:
        store.add_tenant(tenant)
    for number, handle, company, role, password in PEOPLE:
        store.add_user(User(number, handle, company, role, hash_password(password), epoch=0, contained=False))
    for number in range(TICKETS):
        company = TENANTS[number % 2].id
        subjects = SUBJECTS[company]
        subject = subjects[number // 2 % len(subjects)].format(n=4100 + 7 * number)
        people = [person[1] for person in PEOPLE if person[2] == company]
        store.add_ticket(company, subject, BODIES[number % len(BODIES)], people[number % len(people)])
