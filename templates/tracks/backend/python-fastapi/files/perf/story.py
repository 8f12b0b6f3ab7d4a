"""Measures the story of the write path again: `python -m perf.story`, about ten minutes.

Each step compares the code before it with the code after it. What the code was like before is kept as patches in
perf/steps/, which undo a step in a copy of this checkout; the size of the thread pool is a setting.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from perf.bench import Subject
from perf.compare import LEAST_PAIRS, run_comparison
from perf.report import rewrite_document
from tests.harness import ROOT

PATCHES = Path(__file__).parent / "steps"
PARTS = ("src", "contract", "migrations")
SECONDS = 6.0


@dataclass(frozen=True)
class Side:
    """Code with some steps undone, and the size of its thread pool."""

    undone: tuple[str, ...]
    threads: int

    def made(self, folder: Path) -> Subject:
        """Make the checkout below a folder, once."""
        settings = {"THREADS": str(self.threads)}
        if not self.undone:
            return Subject(ROOT, settings)
        root = folder / "+".join(self.undone)
        if not root.exists():
            for part in PARTS:
                shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
            for name in self.undone:
                apply_patch(PATCHES / f"{name}.patch", root)
        return Subject(root, settings)


STEPS = {
    "step-1-line": (Side(("no-line", "over-hops"), 40), Side(("over-hops",), 40)),
    "step-2-one-transaction": (Side(("over-hops",), 40), Side((), 40)),
    "step-3-six-threads": (Side((), 40), Side((), 6)),
    "step-4-two-threads": (Side((), 6), Side((), 2)),
}


def apply_patch(patch: Path, root: Path) -> None:
    """Undo a step in a copy."""
    command = ["git", "apply", str(patch)]
    # The copy is no repository, and must not be taken for a part of one that happens to lie above it.
    env = os.environ | {"GIT_CEILING_DIRECTORIES": str(root.parent)}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = f"{patch.name} does not fit this code any more; measure on the commit it was made for\n{done.stderr}"
        raise SystemExit(message)


def main() -> int:
    """Measure all steps and rewrite the document."""
    pairs = int(os.environ.get("PAIRS", LEAST_PAIRS))
    seconds = float(os.environ.get("SECONDS", SECONDS))
    with tempfile.TemporaryDirectory(prefix="ledger-story-") as folder:
        for name, (before, after) in STEPS.items():
            sys.stdout.write(f"{name}\n")
            run_comparison({"A": before.made(Path(folder)), "B": after.made(Path(folder))}, pairs, seconds, name)
    sys.stdout.write(f"rewrote {rewrite_document()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
