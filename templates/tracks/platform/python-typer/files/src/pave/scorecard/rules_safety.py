"""What may not leak and may not hang: PV10, PV11."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from pave.scorecard.model import Judgement, Rule, failed, passed

if TYPE_CHECKING:
    from pave.scorecard.facts import ServiceFacts

_VERBS = {"get", "post", "put", "patch", "delete", "head", "options", "request", "stream"}
_CALLS = (
    {("httpx", verb) for verb in _VERBS | {"Client", "AsyncClient"}}
    | {("requests", verb) for verb in _VERBS - {"stream"}}
    | {("urllib.request", "urlopen"), ("request", "urlopen"), ("socket", "create_connection")}
)
_SECRETS = (
    re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}\b"),
    re.compile(r"\bxox[baprs]-[A-Za-z0-9-]{10,}\b"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(
        r"(?i)\b(password|secret|token|api_key)\b\s*[:=]\s*[\"'](?=[^\"']*\d)(?=[^\"']*[A-Za-z])[^\"'\s]{16,}[\"']"
    ),
)


def timeouts(facts: ServiceFacts) -> Judgement:
    """PV10: no call outside waits for ever; read from the syntax tree, so a comment cannot pass for a time-out."""
    count = 0
    for path in facts.sources():
        names = _imported(facts.trees[path])
        for node in ast.walk(facts.trees[path]):
            if not isinstance(node, ast.Call) or _target(node.func, names) not in _CALLS:
                continue
            count += 1
            # httpx has a default of five seconds; it is accepted nowhere, because it is nobody's decision.
            given = {word.arg for word in node.keywords}
            if "timeout" not in given and None not in given:
                return failed(f"{path}:{node.lineno} a call without timeout=")
            for word in node.keywords:
                if word.arg == "timeout" and isinstance(word.value, ast.Constant) and word.value.value is None:
                    return failed(f"{path}:{node.lineno} timeout=None waits for ever")
    return passed(f"{count} outgoing calls")


def _imported(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Return local names and what they stand for: (module, name), the name empty for a module."""
    found: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                found[each.asname or each.name] = (each.name, "")
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                found[each.asname or each.name] = (node.module, each.name)
    return found


def _target(node: ast.expr, names: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        base = ast.unparse(node.value)
        module, name = names.get(base, (base, ""))
        return (f"{module}.{name}" if name else module, node.attr) if base in names else None
    return None


def no_secrets(facts: ServiceFacts) -> Judgement:
    """PV11: nothing that looks like a secret, and no tracked .env."""
    for path in sorted(facts.tracked or facts.texts):
        name = path.rpartition("/")[2]
        if re.fullmatch(r"\.env(\..+)?", name) and name not in {".env.example", ".env.sample"}:
            return failed(f"{path} is under version control")
    for path in sorted(facts.texts):
        if facts.tracked is not None and path not in facts.tracked:
            continue
        for number, line in facts.lines(path):
            if "pragma: allowlist secret" not in line and any(form.search(line) for form in _SECRETS):
                # The line is not shown: a report must not spread what it found.
                return failed(f"{path}:{number} looks like a secret")
    return passed(f"{len(facts.texts)} files")


RULES = (
    Rule(
        "PV10",
        8,
        "every outgoing call has a time-out",
        "One slow neighbour holds all your threads, and then you are the slow neighbour.",
        "Pass timeout= to httpx, requests and urlopen; the SDK has its own.",
        timeouts,
    ),
    Rule(
        "PV11",
        8,
        "no secret is in the repository",
        "What was pushed once is public for ever; deleting the line does not call it back.",
        "Take it out, replace it at its issuer, and read it from the environment.",
        no_secrets,
    ),
)
