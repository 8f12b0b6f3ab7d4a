#!/usr/bin/env python3
"""Three services that started on the oldest version, were edited by their owners, and stand on the newest one now.

usage: python ops/fleet.py      (make fleet; the services are left in .pave/fleet)

For each it says version, score, and whether every line that its owners wrote is still there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pave.cli.check import score_of
from pave.cli.output import table
from pave.errors import PaveError
from pave.golden import source, vendor
from pave.golden.names import ServiceName
from pave.golden.new import create
from pave.golden.upgrade import upgrade

EDITS = Path("examples/fleet")
PLACE = Path(".pave/fleet")
WHO = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {"NAME": "owner", "EMAIL": "owner@example.com"}.items()
}


def git(folder: Path, *words: str) -> None:
    """Run git in a service, as its owner."""
    subprocess.run(["git", *words], cwd=folder, env={**os.environ, **WHO}, check=True, stdout=subprocess.DEVNULL)


def written(patch: Path) -> list[tuple[str, str]]:
    """Return the lines that a patch adds, each with its file."""
    found: list[tuple[str, str]] = []
    name = ""
    for line in patch.read_text(encoding="utf-8").splitlines():
        if line.startswith("+++ b/"):
            name = line.removeprefix("+++ b/")
        elif line.startswith("+") and line[1:].strip():
            found.append((name, line[1:]))
    return found


def one(patch: Path, first: source.TemplateSource, wheel: Path) -> list[str]:
    """Make a service, let its owners edit it, bring it to the newest version; return its row."""
    name = ServiceName.parse(patch.stem)
    service = PLACE / name.text
    create(name, "@parcels", service, first, wheel, use_git=False)
    git(service, "init", "-q", "--initial-branch=main")
    git(service, "add", "-A")
    git(service, "commit", "-q", "-m", f"Start on {first.version}")
    git(service, "apply", "--index", str(patch.resolve()))
    git(service, "commit", "-q", "-m", "What the owners needed")
    done = upgrade(service, None, None, wheel, dry_run=False)
    if done.conflicts:
        return [name.text, f"{done.before} -> {done.after}", "conflicts", ", ".join(done.conflicts)]
    git(service, "add", "-A")
    git(service, "commit", "-q", "--allow-empty", "-m", f"Upgrade to {done.after}")
    edits = written(patch)
    lost = [
        f"{file}: {line.strip()}"
        for file, line in edits
        if line not in (service / file).read_text(encoding="utf-8").splitlines()
    ]
    kept = f"{len(edits)} lines kept" if not lost else f"LOST {lost[0]}"
    return [name.text, f"{done.before} -> {done.after}", str(score_of(service).points), kept]


def main() -> int:
    """Make the fleet and print its table."""
    shutil.rmtree(PLACE, ignore_errors=True)
    try:
        newest = source.resolve()
        first = source.resolve(ref=source.released(newest)[0])
        wheel = vendor.find_wheel()
        rows = [one(patch, first, wheel) for patch in sorted(EDITS.glob("*.patch"))]
    except PaveError as fault:
        print(f"fleet: {fault.message} {fault.cause}", file=sys.stderr)
        return 1
    print(table([["service", "version", "score", "owners' edits"], *rows]))
    return 1 if any("LOST" in row[3] or row[2] == "conflicts" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
