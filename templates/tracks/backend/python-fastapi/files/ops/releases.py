"""Releases as folders side by side, and the link that says which one runs."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from tests.harness import ROOT

SHIPPED = ("src", "migrations", "contract", "alembic.ini")
FAULTY = Path("src/ledger/store/transfers.py")
FAULT = '''

_row_before_the_release = row_of


def row_of(transfer: Transfer) -> dict[str, Any]:
    """Write the new column too. Its name is misspelled: this is the fault that the drill must find."""
    return _row_before_the_release(transfer) | {"chanel": "http"}
'''
MIGRATION = '''"""Adds a column that the old release does not know and need not know: expand only."""

import sqlalchemy as sa
from alembic import op

revision = "drill"
down_revision = "%s"


def upgrade() -> None:
    """Add the column."""
    op.add_column("transfers", sa.Column("channel", sa.String(16)))


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("transfers", "channel")
'''


class Releases:
    """The folder `releases/` of a server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.current = folder / "current"
        folder.mkdir(parents=True)

    def from_tree(self, name: str) -> Path:
        """Add a release made of the files as they are here."""
        release = self._folder / name
        release.mkdir()
        for part in SHIPPED:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, release / part, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copyfile(source, release / part)
        return release

    def from_commit(self, name: str, revision: str) -> Path:
        """Add a release made of the files of a commit."""
        release = self._folder / name
        release.mkdir()
        git = ["git", "archive", revision]
        archive = subprocess.run(git, cwd=ROOT, capture_output=True, check=True).stdout  # nosec B603 - the drill's own words
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(release, filter="data")
        return release

    def switch(self, name: str) -> None:
        """Let the link point to a release. Renaming is atomic: there is no moment without a link."""
        fresh = self._folder / "current.new"
        fresh.symlink_to(name)
        fresh.rename(self.current)


def break_release(release: Path) -> None:
    """Turn a copy of the working tree into a release with an honest migration and a careless mistake."""
    versions = release / "migrations" / "versions"
    texts = [path.read_text(encoding="utf-8") for path in sorted(versions.glob("*.py"))]
    names = {name for text in texts for name in re.findall(r'^revision(?:: str)? = "([^"]+)"', text, re.MULTILINE)}
    older = {name for text in texts for name in re.findall(r'^down_revision\b.*? = "([^"]+)"', text, re.MULTILINE)}
    (head,) = names - older
    (versions / "drill.py").write_text(MIGRATION % head, encoding="utf-8", newline="\n")
    with (release / FAULTY).open("a", encoding="utf-8", newline="\n") as file:
        file.write(FAULT)
