"""Whose is it, and what does one find at night: PV01, PV02, PV03, PV12."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pave.scorecard.model import Judgement, Rule, failed, passed

if TYPE_CHECKING:
    from pave.scorecard.facts import ServiceFacts

_ANSWERS = ".copier-answers.yml"


def upgradeable(facts: ServiceFacts) -> Judgement:
    """PV01: the answers file says where the template is and which version was taken."""
    if _ANSWERS not in facts.texts:
        return failed(f"{_ANSWERS} is missing")
    found = facts.yaml(_ANSWERS)
    if not isinstance(found, dict) or not found.get("_commit") or not found.get("_src_path"):
        return failed(f"{_ANSWERS}:1 names no template or no version")
    if re.match(r"^(/|~|[A-Za-z]:\\|file:)", str(found["_src_path"])):
        return failed(f"{_ANSWERS} holds the path of one machine")
    return passed(f"{_ANSWERS}, template {found['_commit']}")


def owner_agrees(facts: ServiceFacts) -> Judgement:
    """PV02: CODEOWNERS and the catalogue name the same team."""
    owners = facts.first("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
    if owners is None:
        return failed("CODEOWNERS is missing")
    if "catalog-info.yaml" not in facts.texts:
        return failed("catalog-info.yaml is missing")
    entry = facts.yaml("catalog-info.yaml")
    spec = entry.get("spec") if isinstance(entry, dict) else None
    named = str(spec.get("owner", "")) if isinstance(spec, dict) else ""
    for number, line in facts.lines(owners):
        words = line.split("#")[0].split()
        if words[:1] == ["*"]:
            if named and named in words[1:]:
                return passed(f"{owners}:{number} {named}")
            return failed(
                f"{owners}:{number} says {' '.join(words[1:]) or 'nobody'}, the catalogue {named or 'nobody'}"
            )
    return failed(f"{owners}: no line for *")


def readme(facts: ServiceFacts) -> Judgement:
    """PV03: what it is, how it is run and tested, whom to ask; and the commands exist."""
    path = facts.first("README.md", "README.rst", "README")
    if path is None:
        return failed("README.md is missing")
    text = facts.texts[path]
    missing = []
    prose = [line for line in text.splitlines() if re.match(r"^[A-Za-z].{30,}", line)]
    if not prose:
        missing.append("what it is")
    if not re.search(r"make run|uvicorn|fastapi (dev|run)|docker run", text):
        missing.append("how it is run")
    if not re.search(r"make (test|ci)|pytest", text):
        missing.append("how it is tested")
    if not re.search(r"@[a-z][\w/-]+|\bowner\b|#[a-z-]+ channel", text, flags=re.IGNORECASE):
        missing.append("whom to ask")
    if missing:
        return failed(f"{path}: it does not say {', '.join(missing)}")
    for number, line in facts.lines(path):
        for verb in re.findall(r"(?:^|`)make ([a-z][a-z-]*)", line):
            if verb not in facts.targets():
                return failed(f"{path}:{number} make {verb} is no target of the Makefile")
    return passed(path)


def runbook(facts: ServiceFacts) -> Judgement:
    """PV12: first steps and an owner for whoever is woken."""
    path = facts.first("docs/runbook.md", "runbook.md", "RUNBOOK.md", "docs/RUNBOOK.md")
    if path is None:
        return failed("docs/runbook.md is missing")
    text = facts.texts[path]
    if not re.search(r"^1\. \S", text, flags=re.MULTILINE):
        return failed(f"{path}: no first step (a line that begins with '1. ')")
    if not re.search(r"^owner:? .*@", text, flags=re.MULTILINE | re.IGNORECASE):
        return failed(f"{path}: no line 'Owner: @team'")
    return passed(path)


RULES = (
    Rule(
        "PV01",
        10,
        "it can be upgraded",
        "A service that forgot its template gets no fix of it, ever.",
        "Keep .copier-answers.yml under version control; `pave new` writes it.",
        upgradeable,
    ),
    Rule(
        "PV02",
        8,
        "the owner is named, once",
        "When two files name two teams, nobody is asked and both think so.",
        "Write the same team behind * in CODEOWNERS and as spec.owner in catalog-info.yaml.",
        owner_agrees,
    ),
    Rule(
        "PV03",
        6,
        "README answers the first four questions",
        "What is not in README is asked in a channel, by everybody, once.",
        "Say what it is, make run, make test, and which team answers; each make verb must exist.",
        readme,
    ),
    Rule(
        "PV12",
        4,
        "the runbook has a first step",
        "At night one reads the first line and no further.",
        "Write docs/runbook.md: a line 'Owner: @team', and numbered first steps.",
        runbook,
    ),
)
