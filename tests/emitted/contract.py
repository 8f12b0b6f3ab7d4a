#!/usr/bin/env python3
"""Proves from outside that an emitted repository keeps what all of them promise.

usage: contract.py REPO [--level static|quick|full] [--only NAME[,NAME]] [--draft] [--keep]
                        [--versions FILE] [--json FILE] [--times FILE]
       contract.py --list         name the checks of each level
       contract.py --install      fetch the linters once (pip and npm, into ~/.cache/prove)

static  reads files and runs linters; of the repository only `make help` is executed
quick   static, then set-up, format, check, test, run, clean in a fresh git clone
full    quick, then network cut, Ctrl-C, plan checks red, plan/ removed, odd path, ordinary user, two at once

--draft asks no number of items, hours and incidents; everything that is there must still be right.
Exit 0 when every check holds, 1 when one falls short, 2 when a check could not be made.
A check that could not be made is never counted as held. The checks may only grow stricter.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.dont_write_bytecode = True

from promises import alive, docs, files, plan, supply, tools  # noqa: E402  no __pycache__ beside the sources

Check = Callable[[tools.Repo], tools.Failures]
STATIC: list[Check] = [
    files.shared_files, files.plain_text, files.private, files.parses, files.modes, docs.verbs, files.spec,
    files.pristine, files.licence, files.sizes, files.coverage, supply.locks, supply.workflows, supply.security,
    supply.pins, supply.ci_parity, supply.containers, supply.shell, docs.links, docs.plan_apart, docs.decisions,
    docs.reflection, plan.plan, plan.incidents, plan.shadow, plan.note_check, plan.history,
]  # fmt: skip
QUICK: list[Check] = [alive.day_one]
FULL: list[Check] = [
    alive.network_cut, alive.foreground, alive.plan_red, alive.plan_removed, alive.odd_path, alive.non_root,
    alive.two_at_once,
]  # fmt: skip
LAST: list[Check] = [alive.clean]
LEVELS = {"static": STATIC, "quick": STATIC + QUICK + LAST, "full": STATIC + QUICK + FULL + LAST}
PINS = Path(__file__).resolve().parents[2] / "templates" / "versions.toml"


def prove(repo: tools.Repo, checks: list[Check]) -> tuple[dict[str, tools.Failures], int]:
    """Make every check; give what each found, and how many could not be made."""
    results: dict[str, tools.Failures] = {}
    unmade = 0
    for check in checks:
        name = check.__name__
        print(f"   .. {name}", file=sys.stderr)
        try:
            results[name] = check(repo)
        except (tools.UnmadeError, FileNotFoundError) as why:
            unmade += 1
            results[name] = [f"could not be made: {why}"]
        except Exception as why:  # a broken file must be a finding, not a crash of the proof
            results[name] = [f"{type(why).__name__}: {why}"]
        print(f"{'FAIL' if results[name] else 'ok  '} {name}")
        for line in results[name]:
            print(f"       {line}")
        sys.stdout.flush()
    return results, unmade


def main() -> int:
    """Read the command line, make the checks, say how it went."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("repo", nargs="?", type=Path)
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--level", choices=list(LEVELS), default="quick")
    parser.add_argument("--only", default="")
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--versions", type=Path, default=PINS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--times", type=Path)
    args = parser.parse_args()
    if args.install:
        return tools.install()
    if args.list:
        for name, checks in LEVELS.items():
            print(f"{name}: {' '.join(check.__name__ for check in checks)}")
        return 0
    if not args.repo:
        parser.error("a repository is needed")
    path = args.repo.resolve()
    if subprocess.run(["git", "rev-parse", "HEAD"], cwd=path, capture_output=True, check=False).returncode:
        parser.error(f"{path} is not a git repository with a commit")
    wanted = set(filter(None, args.only.split(",")))
    if unknown := wanted - {check.__name__ for check in LEVELS["full"]}:
        parser.error(f"no check is called {', '.join(sorted(unknown))}; see --list")
    home = Path(tempfile.mkdtemp(prefix="contract-")).resolve()
    repo = tools.Repo(path, home, args.versions, args.draft)
    level = LEVELS["full"] if wanted else LEVELS[args.level]
    results, unmade = prove(repo, [check for check in level if not wanted or check.__name__ in wanted])
    if args.json:
        args.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    if args.times:
        args.times.write_text(json.dumps(repo.times, indent=1), encoding="utf-8")
    if args.keep:
        print(f"kept: {home}")
    else:
        shutil.rmtree(home, ignore_errors=True)
    failed = sum(bool(found) for found in results.values())
    print(f"{len(results) - failed} passed, {failed} failed")
    return 2 if unmade else 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
