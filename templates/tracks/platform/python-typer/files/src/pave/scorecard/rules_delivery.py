"""From commit to image: PV04, PV05, PV06, PV07, PV08."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from pave.scorecard.model import Judgement, Rule, failed, passed, unknown

if TYPE_CHECKING:
    from pave.scorecard.facts import ServiceFacts

_SHA = re.compile(r"^[0-9a-f]{40}$")


def actions_pinned(facts: ServiceFacts) -> Judgement:
    """PV04: a tag can be moved to other code, a commit cannot."""
    paths = facts.workflows()
    if not paths:
        return unknown("there is no workflow")
    count = 0
    for path in paths:
        for number, line in facts.lines(path):
            found = re.match(r"^\s*(?:- )?uses:\s*[\"']?([^\s\"'#]+)", line)
            if found is None or found[1].startswith("./"):
                continue
            count += 1
            if found[1].startswith("docker://"):
                if "@sha256:" not in found[1]:
                    return failed(f"{path}:{number} {found[1]} has no digest")
            elif not _SHA.match(found[1].partition("@")[2]):
                return failed(f"{path}:{number} {found[1]} is not pinned by a commit")
    return passed(f"{count} uses in {len(paths)} workflows")


def least_permissions(facts: ServiceFacts) -> Judgement:
    """PV05: the token of a job can do what the job needs, and a stranger's pull request gets none."""
    paths = facts.workflows()
    if not paths:
        return unknown("there is no workflow")
    for path in paths:
        for number, line in facts.lines(path):
            if re.search(r"\bpull_request_target\b", line.split("#")[0]):
                return failed(f"{path}:{number} pull_request_target runs with secrets on a stranger's code")
        content = facts.yaml(path)
        if not isinstance(content, dict):
            return failed(f"{path}:1 cannot be read")
        if not _narrow(content.get("permissions")):
            return failed(f"{path}:1 permissions at the top are missing or wide")
    return passed(f"{len(paths)} workflows")


def _narrow(permissions: Any) -> bool:  # noqa: ANN401  a YAML value is anything
    if not isinstance(permissions, dict):
        return False
    return all(value in {"read", "none"} for value in permissions.values())


def hashed_locks(facts: ServiceFacts) -> Judgement:
    """PV06: what is installed is what was reviewed, wherever it is installed from."""
    locks = facts.matching(r"(requirements/[^/]+|requirements[^/]*)\.txt")
    if not locks:
        return failed("no requirements/*.txt")
    for path in locks:
        joined = facts.texts[path].replace("\\\n", " ")
        for line in joined.splitlines():
            subject = line.split("#")[0].strip()
            if not subject:
                continue
            where = f"{path}:{_line_of(facts, path, subject.split()[0])}"
            if "://" in subject or re.match(r"^-(i|f|-index|-extra-index|-find)", subject):
                return failed(f"{where} holds an address")
            if "--hash=sha256:" not in subject:
                return failed(f"{where} {subject.split()[0]} has no hash")
    image = facts.first("Dockerfile")
    if image is not None:
        text = facts.texts[image].replace("\\\n", " ")
        for line in text.splitlines():
            if re.search(r"\bpip3? install\b", line) and "--require-hashes" not in line:
                return failed(f"{image}:{_line_of(facts, image, 'pip')} installs without --require-hashes")
    return passed(", ".join(locks))


def image(facts: ServiceFacts) -> Judgement:
    """PV07: who takes over the process gets no root, and the base is the one that was tested."""
    path = facts.first("Dockerfile")
    if path is None:
        return failed("Dockerfile is missing")
    text = facts.texts[path]
    stages = {"scratch"}
    for number, line in facts.lines(path):
        found = re.match(r"FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", line, flags=re.IGNORECASE)
        if found is None:
            continue
        if found[1] not in stages and "@sha256:" not in found[1]:
            return failed(f"{path}:{number} {found[1]} has no digest")
        stages.add(found[2] or "")
    # A stage begins as root, whatever the stage before it was.
    last = re.split(r"(?mi)^FROM\s", text)[-1]
    users = re.findall(r"(?mi)^USER\s+([^\s:]+)", last)
    if not users or users[-1] in {"root", "0"}:
        return failed(f"{path}: the last stage runs as root")
    if not re.search(r"(?mi)^HEALTHCHECK\s+(?!NONE)", last):
        return failed(f"{path}: no HEALTHCHECK")
    return passed(f"{path}, user {users[-1]}")


def tested(facts: ServiceFacts) -> Judgement:
    """PV08: there are tests that assert, and CI runs them."""
    paths = [path for path in facts.trees if re.search(r"(^|/)(test_[^/]+|[^/]+_test)\.py$", path)]
    asserting = [path for path in paths if any(isinstance(node, ast.Assert) for node in ast.walk(facts.trees[path]))]
    if not asserting:
        return failed("no test asserts anything")
    for path in facts.workflows():
        for number, line in facts.lines(path):
            if re.search(r"\bmake (ci|test)\b|\bpytest\b", line):
                return passed(f"{len(asserting)} files, run at {path}:{number}")
    return failed("no workflow runs the tests")


def _line_of(facts: ServiceFacts, path: str, needle: str) -> int:
    return next((number for number, line in facts.lines(path) if needle in line), 1)


RULES = (
    Rule(
        "PV04",
        10,
        "actions are pinned by commit",
        "A tag can be moved to other code overnight; then that code runs with your token.",
        "Write uses: owner/action@<40 hex> # v1.2.3; dependabot moves it.",
        actions_pinned,
    ),
    Rule(
        "PV05",
        8,
        "workflows may do little",
        "The token of a job can do whatever the workflow leaves open.",
        "Write permissions: {} at the top, the least in each job, and no pull_request_target.",
        least_permissions,
    ),
    Rule(
        "PV06",
        10,
        "what is installed is pinned by hash",
        "A version can be replaced on an index, bytes with a known hash cannot.",
        "Run make relock; install with --require-hashes, in the image too.",
        hashed_locks,
    ),
    Rule(
        "PV07",
        8,
        "the image is exact and runs without root",
        "A moving base changes what you ship; root inside makes a small hole a large one.",
        "FROM image:tag@sha256:…, USER 10001, HEALTHCHECK.",
        image,
    ),
    Rule(
        "PV08",
        12,
        "tests assert, and CI runs them",
        "A test that nobody runs says nothing on the day it would have failed.",
        "Put a test with an assertion into tests/, and make ci into a workflow.",
        tested,
    ),
)
