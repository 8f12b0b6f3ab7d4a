"""Six attacks, each aimed at the one real risk of a feature. All of them are old; that is why they are tried first."""

from __future__ import annotations

import base64
import json
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from attacks.lab import Answer, Client

GUESSES: Final = (
    "alpinetools",
    "alpinetools1",
    "alpinetools123",
    "alpinetools2023",
    "alpinetools2024",
    "alpinetools2025",
    "AlpineTools2026",
    "Alpine.Tools.26",
    "alpinetools2026",
)
VICTIM: Final = ("mira.stone", 3)
LAB_HOSTS: Final = "status.alpine-hooks.example=198.51.100.7,status.alpine-hooks.example=127.0.0.1"
INWARD: Final = (
    "https://169.254.169.254/latest/meta-data/",
    "https://2130706433/",
    "https://[::ffff:127.0.0.1]/",
    "https://metadata@0x7f.1/",
    "https://status.alpine-hooks.example/",
)


@dataclass
class Stage:
    """What one phase hands to the next, and what the defenders have in their hands."""

    client: Client
    tokens: dict[str, str]
    stolen: str = ""


@dataclass(frozen=True)
class Phase:
    """One attack: what it tries, what should see it, and whether it is stopped or cleaned up after."""

    name: str
    tried: str
    rule: str
    address: str
    act: Callable[[Stage, str], list[Answer]]
    ends: str = "blocked"


def guess_password(stage: Stage, address: str) -> list[Answer]:
    """Try what somebody at this company might have chosen, and use what opens."""
    answers = []
    for guess in GUESSES:
        body = {"handle": VICTIM[0], "password": guess}
        answers.append(stage.client.call("POST", "/login", address, body=body))
    if answers[-1].status == 200:  # noqa: PLR2004
        stage.stolen = answers[-1].body["token"]
        answers.append(stage.client.call("GET", "/tickets", address, stage.stolen))
    return answers


def walk_tickets(stage: Stage, address: str) -> list[Answer]:
    """Count through ticket numbers as an agent; these belong to the other company."""
    token = stage.tokens["jonas.frei"]
    return [stage.client.call("GET", f"/tickets/{number}", address, token) for number in range(2, 26, 2)]


def _unsigned(claims: dict[str, Any]) -> str:
    parts = [{"alg": "none", "typ": "JWT"}, claims]
    words = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*words, ""])


def forge_token(stage: Stage, address: str) -> list[Answer]:
    """Send a token that says it needs no signature, in the name of an administrator."""
    at = int(time.time())
    claims = {"iss": "tickets", "aud": "tickets-api", "iat": at, "exp": at + 900, "sub": "amir.said"}
    claims |= {"tenant": "harbor", "role": "admin", "epoch": 0, "jti": "0000000000000000"}
    token = _unsigned(claims)
    paths = ("/export", "/tickets", "/tickets/2")
    return [stage.client.call("GET", path, address, token) for path in paths]


def export_all(stage: Stage, address: str) -> list[Answer]:
    """Ask as an agent for what only administrators may have."""
    return [stage.client.call("GET", "/export", address, stage.tokens["lea.brandt"]) for _ in range(2)]


def point_inwards(stage: Stage, address: str) -> list[Answer]:
    """Let the service call itself, its neighbours and its cloud, as a customer's administrator."""
    token = stage.tokens["ines.keller"]
    answers = []
    for url in INWARD:
        made = stage.client.call("POST", "/webhooks", address, token, {"url": url})
        if made.status == 201:  # noqa: PLR2004 - a name: what it leads to shows at the call
            made = stage.client.call("POST", f"/webhooks/{made.body['id']}/test", address, token)
        answers.append(made)
    return answers


def keep_session(stage: Stage, address: str) -> list[Answer]:
    """Go on with the stolen token: the account is contained by now, and the thief does not know that."""
    return [stage.client.call("GET", "/tickets", address, stage.stolen) for _ in range(5)]


PHASES: Final = (
    Phase(
        "guess",
        "8 wrong passwords, then the right one",
        "guessed_password",
        "198.51.100.77",
        guess_password,
        "contained",
    ),
    Phase("walk", "12 tickets of the other company", "cross_tenant_reads", "198.51.100.78", walk_tickets),
    Phase("forge", "a token with alg=none, 3 routes", "unsigned_token", "198.51.100.79", forge_token),
    Phase("export", "all tickets at once, as an agent", "export_beyond_role", "198.51.100.80", export_all),
    Phase("webhook", "5 addresses that lead inwards", "inward_webhook", "198.51.100.81", point_inwards),
    Phase("session", "the stolen token, after containment", "ended_session_tried", "198.51.100.77", keep_session),
)


def contain(stage: Stage, address: str) -> bool:
    """Answer the first phase, as the defenders."""
    path = f"/users/{VICTIM[1]}/contain"
    return stage.client.call("POST", path, address, stage.tokens["ines.keller"]).status == 204  # noqa: PLR2004


def summary(answers: list[Answer]) -> str:
    """Say in a few characters what the service answered."""
    counted = Counter(answer.status for answer in answers)
    return " ".join(f"{count}x{status}" for status, count in sorted(counted.items(), reverse=True))


def held(phase: Phase, answers: list[Answer]) -> bool:
    """Tell whether the service refused everything it should have refused."""
    refused = [answer.status >= 400 for answer in answers]  # noqa: PLR2004
    if phase.ends == "contained":
        return all(refused[: len(GUESSES) - 1])
    return bool(refused) and all(refused)
