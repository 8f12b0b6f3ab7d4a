#!/usr/bin/env python3
"""Lints the workflows and scripts of this project as it lints those that it emits.

usage: workflows.py REPO
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.dont_write_bytecode = True

from promises import supply, tools  # noqa: E402  no __pycache__ beside the sources


def main() -> int:
    """Say what is wrong, if anything is."""
    path = Path(sys.argv[1]).resolve()
    repo = tools.Repo(path, path, path / "templates" / "versions.toml")
    scripts = [str(path / ".ci" / name) for name in ("run", "archive")]
    bad = supply.workflows(repo) + tools.lint([tools.tool("shellcheck"), "-S", "style", *scripts], path)
    print("\n".join(bad) or "workflows and scripts: nothing found")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
