"""A quiet morning: 120 requests of people who do their work, with the mistakes that people make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attacks.lab import OFFICE

if TYPE_CHECKING:
    from attacks.lab import Client

REQUESTS: Final = 120
# The passwords of the seeded companies; they open nothing but this exercise.
PEOPLE: Final = {
    "ines.keller": "glacier-lantern-quiet-41",
    "jonas.frei": "timber-saddle-orbit-77",
    "petra.vogt": "copper-violin-morning-08",
    "amir.said": "saltwater-atlas-violet-19",
    "lea.brandt": "paper-anchor-window-63",
    "tom.okafor": "harvest-signal-linen-52",
}
ALPINE: Final = ("ines.keller", "jonas.frei", "petra.vogt")
ADMINS: Final = ("ines.keller", "amir.said")


def _mistakes(client: Client, tokens: dict[str, str]) -> None:
    """Mistype a password twice, follow a link to nowhere and one of somebody else, enter a wrong address."""
    for _ in range(2):
        client.login("petra.vogt", "copper-violin-morning-80", OFFICE)
    client.call("GET", "/tickets/9000", OFFICE, tokens["jonas.frei"])
    client.call("GET", "/tickets/2", OFFICE, tokens["petra.vogt"])
    client.call("POST", "/webhooks", OFFICE, tokens["ines.keller"], {"url": "http://hooks.alpine.example/new"})
    client.call("GET", "/tickets", OFFICE)


def morning(client: Client) -> dict[str, str]:
    """Do the work; return the tokens of those who are logged in."""
    first = client.requests
    tokens = {handle: client.login(handle, password, OFFICE) for handle, password in PEOPLE.items()}
    _mistakes(client, tokens)
    for handle in ADMINS:
        client.call("GET", "/export", OFFICE, tokens[handle])
        hook = {"url": f"https://hooks.{'alpine' if handle in ALPINE else 'harbor'}.example/tickets"}
        client.call("POST", "/webhooks", OFFICE, tokens[handle], hook)
    turn = 0
    while client.requests - first < REQUESTS:
        handle = list(PEOPLE)[turn % len(PEOPLE)]
        own = 1 + turn % 30 * 2 if handle in ALPINE else 2 + turn % 30 * 2
        match turn % 4:
            case 0:
                client.call("GET", "/tickets", OFFICE, tokens[handle])
            case 1 | 2:
                client.call("GET", f"/tickets/{own}", OFFICE, tokens[handle])
            case _:
                client.call("PATCH", f"/tickets/{own}", OFFICE, tokens[handle], {"state": "waiting"})
        turn += 1
    return tokens
