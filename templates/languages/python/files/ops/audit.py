#!/usr/bin/env python3
"""Audit lock files against known advisories, and never take silence for a clean bill.

usage: python ops/audit.py LOCK...        (run by a Python that has pip-audit)

pip-audit ends with 1 both for findings and for a service it could not reach, says "no known
vulnerabilities" for an empty file, and leaves out every pin whose marker is for another system.
So the answer is compared with the pins: all audited and clean 0, findings 1, anything else 3.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

CLEAN, FINDINGS, NOT_AUDITED = 0, 1, 3
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
MARKER = re.compile(r"\s*;[^\\\n]*")


@dataclass(frozen=True)
class Pin:
    """One pinned package, with its lines of the lock file but without its marker."""

    name: str
    version: str
    lines: str

    @property
    def key(self) -> tuple[str, str]:
        """Name in the index's spelling, and version: what an answer is matched by."""
        return re.sub(r"[-_.]+", "-", self.name).lower(), self.version


class NotAuditedError(Exception):
    """No answer that covers every pin."""


def read_pins(locks: list[Path]) -> list[Pin]:
    """Return each pin once, whatever number of locks it stands in."""
    pins: dict[tuple[str, str], Pin] = {}
    for lock in locks:
        text = re.sub(r"^\s*#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
            if not block.strip():
                continue
            found = PIN.match(block)
            if not found:
                message = f"{lock}: not a pin: {block.splitlines()[0]}"
                raise NotAuditedError(message)
            pin = Pin(found["name"], found["version"], MARKER.sub(" ", block, count=1))
            pins[pin.key] = pin
    return list(pins.values())


def batches(pins: list[Pin]) -> list[list[Pin]]:
    """Put versions of one package apart: pip-audit takes one version of a package at a time."""
    seen: Counter[str] = Counter()
    split: list[list[Pin]] = []
    for pin in pins:
        turn = seen[pin.key[0]]
        seen[pin.key[0]] += 1
        if turn == len(split):
            split.append([])
        split[turn].append(pin)
    return split


def ask(pins: list[Pin]) -> list[dict[str, object]]:
    """Return what pip-audit says about each of these pins."""
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "lock.txt"
        lock.write_text("".join(pin.lines for pin in pins), encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - a fixed program and a file of our own
            [
                sys.executable,
                *("-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip"),
                *("--progress-spinner", "off", "--format", "json", "-r", str(lock)),
            ],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    try:
        answer: list[dict[str, object]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError) as why:
        said = done.stderr.strip().splitlines() or ["pip-audit gave no answer"]
        raise NotAuditedError(said[-1].removeprefix("ERROR:pip_audit._cli:")) from why
    return answer


def audit(locks: list[Path]) -> int:
    """Print findings and what is missing; return the exit status."""
    pins = read_pins(locks)
    if not pins:
        message = "no pin in " + ", ".join(str(lock) for lock in locks)
        raise NotAuditedError(message)
    missing = {pin.key for pin in pins}
    findings = 0
    for batch in batches(pins):
        for row in ask(batch):
            if "vulns" not in row:
                continue
            name, version = str(row["name"]), str(row["version"])
            missing.discard(Pin(name, version, "").key)
            vulns = row["vulns"]
            for vuln in vulns if isinstance(vulns, list) else []:
                findings += 1
                fixed = ", ".join(vuln.get("fix_versions", [])) or "no release yet"
                sys.stdout.write(f"{name} {version}: {vuln['id']}, fixed in: {fixed}\n")
    if missing:
        raise NotAuditedError(", ".join(f"{name} {version}" for name, version in sorted(missing)))
    sys.stdout.write(f"{len(pins)} pins audited, {findings} findings\n")
    return FINDINGS if findings else CLEAN


def main() -> int:
    """Run the audit on the locks of the command line."""
    try:
        return audit([Path(name) for name in sys.argv[1:]])
    except (NotAuditedError, OSError) as why:
        sys.stderr.write(f"NOT AUDITED: {why}\n")
        return NOT_AUDITED


if __name__ == "__main__":
    sys.exit(main())
