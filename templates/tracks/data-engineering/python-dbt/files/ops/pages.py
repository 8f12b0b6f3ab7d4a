"""dbt's own documentation pages in one file, made of the published warehouse."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from orderflow.places import Places
from orderflow.transform.dbt import Dbt


def main() -> int:
    """Generate the pages from a copy: dbt wants to write, and readers keep reading.

    The pages show the SQL of each model, so they are made without the salt.
    """
    places = Places.from_environment()
    if not places.published.exists():
        print("nothing is published yet; make run comes first", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / places.published.name
        shutil.copyfile(places.published, copy)
        done = Dbt(copy, places.dbt_scratch, "not shown").invoke("docs", "generate", "--static", "--write-json")
    page = places.dbt_scratch / "target" / "static_index.html"
    if not done.success or not page.exists():
        print(f"dbt could not write its pages: {done.exception}", file=sys.stderr)
        return 1
    print(f"look at: {page}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
