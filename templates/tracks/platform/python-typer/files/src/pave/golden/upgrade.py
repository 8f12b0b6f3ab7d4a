"""`pave upgrade`: a newer template under the owners' edits."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pave.errors import PreconditionError
from pave.golden import copier_gate, git, source, vendor

_TEMPORARY = re.compile(r"^(.*\.rej|.*\.orig)$")


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade did, or would do."""

    before: str
    after: str
    files: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    diff: str = ""


def answers(service: Path) -> dict[str, str]:
    """Read what the service recorded when it was made."""
    path = service / copier_gate.ANSWERS_FILE
    if not path.is_file():
        raise PreconditionError(
            f"{service} was not made by pave: it has no {copier_gate.ANSWERS_FILE}", hint="pave check scores it anyway"
        )
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise PreconditionError(
            f"{path.name} cannot be read", hint=f"git checkout -- {path.name}", cause=str(fault).splitlines()[0]
        ) from fault
    if not isinstance(found, dict) or not isinstance(found.get("_commit"), str):
        raise PreconditionError(f"{path.name} does not say which version it is", hint=f"git checkout -- {path.name}")
    return {str(key): str(value) for key, value in found.items()}


def upgrade(service: Path, template: str | None, to: str | None, wheel: Path, *, dry_run: bool) -> Upgrade:
    """Bring the service to a version of the template; the owners' edits stay."""
    known = answers(service)
    if not git.is_top(service):
        raise PreconditionError(
            f"{service} is not a git repository, so nothing could be taken back",
            hint="git init && git add -A && git commit -m 'Before the upgrade'",
        )
    if git.call(service, "rev-parse", "HEAD").returncode:
        raise PreconditionError(f"{service} has no commit yet", hint="git add -A && git commit -m 'Start'")
    if git.ask(service, "status", "--porcelain"):
        raise PreconditionError(
            f"{service} has changes that are not committed; they could not be told from the template's",
            hint="git add -A && git commit -m 'Before the upgrade', or git stash",
        )
    address = known.get("_src_path", source.PORTABLE)
    chosen = template or (None if address == source.PORTABLE else address)
    wanted = source.resolve(chosen, to)
    before, after = source.version_of(known["_commit"]), source.version_of(wanted.version)
    if before is None or after is None:
        raise PreconditionError(
            f"the service stands on {known['_commit']}, which is no version",
            hint="pave new NAME makes a service on a version",
        )
    if after < before:
        raise PreconditionError(
            f"{wanted.version} is older than {known['_commit']}; an upgrade only goes forward",
            hint="git revert the commit of the upgrade",
        )
    if after == before:
        return Upgrade(known["_commit"], wanted.version)
    if dry_run:
        return _rehearse(service, wanted, wheel, known["_commit"])
    return _apply(service, wanted, wheel, known["_commit"])


def _apply(service: Path, wanted: source.TemplateSource, wheel: Path, before: str) -> Upgrade:
    copier_gate.update(wanted, service)
    vendor.put(wheel, service)
    # copier ends without an error when a merge failed, so git is asked what is left unmerged.
    unmerged = git.ask(service, "ls-files", "-u")
    conflicts = sorted({line.partition("\t")[2] for line in unmerged.splitlines()})
    status = git.call(service, "status", "--porcelain", "--untracked-files=all").stdout.splitlines()
    files = sorted({line[3:] for line in status if not _TEMPORARY.match(line[3:])})
    return Upgrade(before, wanted.version, files, conflicts)


def _rehearse(service: Path, wanted: source.TemplateSource, wheel: Path, before: str) -> Upgrade:
    """Do it in a copy and show the difference."""
    with tempfile.TemporaryDirectory(prefix="pave-dry-") as folder:
        copy = Path(folder) / service.resolve().name
        git.ask(service, "clone", "-q", "--no-hardlinks", str(service.resolve()), str(copy))
        done = _apply(copy, wanted, wheel, before)
        git.call(copy, "add", "-A")
        diff = git.call(copy, "diff", "--cached", "--no-color", "--no-ext-diff", "HEAD").stdout
        shutil.rmtree(copy, ignore_errors=True)
    return Upgrade(done.before, done.after, done.files, done.conflicts, diff)


def changes_between(before: str, after: str) -> str:
    """Return the sections of CHANGELOG.md after one version, up to another."""
    path = source.root() / "CHANGELOG.md"
    low, high = source.version_of(before), source.version_of(after)
    if not path.is_file() or low is None or high is None:
        return ""
    kept: list[str] = []
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"^## (\d\S*)", line)
        if line.startswith("## "):
            version = source.version_of(f"v{heading[1]}") if heading else None
            inside = version is not None and low < version <= high
        if inside:
            kept.append(line)
    return "\n".join(kept).strip()
