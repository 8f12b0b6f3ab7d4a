"""Where the template comes from: an address, the tags of this checkout, or a store made of the files at hand.

Whatever it is, a service records an address that holds no path of a machine; git is told in the environment of each
call which folder is meant by it.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version

from pave import __version__
from pave.errors import PreconditionError
from pave.golden import git

PORTABLE = "git+pave:service.git"
_PARTS = ("copier.yml", "template")
_FIRST = "v0.1.0"


@dataclass(frozen=True)
class TemplateSource:
    """A git repository with the template, the address that services record, and one version of it."""

    url: str
    local: Path | None
    version: str
    note: str = ""


def root() -> Path:
    """Return the folder of copier.yml and template/: the checkout, or the installed package."""
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "copier.yml").is_file():
        return checkout
    return Path(__file__).resolve().parents[1] / "_template"


def data_folder() -> Path:
    """Return where `pave` keeps what it makes: beside the checkout, or in the user's data folder."""
    chosen = os.environ.get("PAVE_HOME")
    if chosen:
        return Path(chosen)
    if root().name != "_template":
        return root() / ".pave"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "pave"


def resolve(template: str | None = None, ref: str | None = None, *, draft: bool = False) -> TemplateSource:
    """Find the template and the version of it that is meant: the newest release when nothing was said."""
    template = template or os.environ.get("PAVE_TEMPLATE") or None
    note = ""
    if template is None:
        local: Path | None
        local, note = _store(draft=draft)
        url, tags = PORTABLE, _tags(local)
    elif Path(template).is_dir():
        local = Path(template).resolve()
        if not git.is_top(local):
            raise PreconditionError(f"{template} is no git repository", hint="give a repository that has tags")
        url, tags = PORTABLE, _tags(local)
    else:
        local, url, tags = None, template, _remote_tags(template)
    return TemplateSource(url, local, _chosen(tags, ref, template, draft=draft), note)


def _chosen(tags: list[str], ref: str | None, template: str | None, *, draft: bool) -> str:
    if ref is not None:
        if ref not in tags:
            known = ", ".join(ordered(tags)[-5:]) or "none"
            raise PreconditionError(f"the template has no version {ref}", hint=f"take one of: {known}")
        return ref
    found = newest(tags, pre=draft)
    if found is None:
        where = template or "the template"
        raise PreconditionError(f"{where} has no released version", hint="git tag v0.1.0, in the template's repository")
    return found


def version_of(tag: str) -> Version | None:
    """Read a tag as a version."""
    try:
        return Version(tag.removeprefix("v")) if tag.startswith("v") else None
    except InvalidVersion:
        return None


def ordered(tags: list[str]) -> list[str]:
    """Return the tags that are versions, oldest first: v0.10.0 comes after v0.9.0."""
    pairs = [(version, tag) for tag in tags if (version := version_of(tag)) is not None]
    return [tag for _, tag in sorted(pairs)]


def newest(tags: list[str], *, pre: bool = False) -> str | None:
    """Return the newest version; drafts and pre-releases only when asked for."""
    known = [(version, tag) for tag in tags if (version := version_of(tag)) is not None]
    fitting = [pair for pair in known if pre or not pair[0].is_prerelease]
    return max(fitting)[1] if fitting else None


def released(source: TemplateSource) -> list[str]:
    """Return the released versions of a source, oldest first."""
    tags = _tags(source.local) if source.local else _remote_tags(source.url)
    return [tag for tag in ordered(tags) if (version := version_of(tag)) and not version.is_prerelease]


def _tags(folder: Path) -> list[str]:
    return git.ask(folder, "tag", "--list", "v*").split()


def _remote_tags(url: str) -> list[str]:
    done = git.call(data_parent(), "ls-remote", "--tags", "--refs", url.removeprefix("git+"))
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        raise PreconditionError(
            "the template cannot be read", cause=said, hint="without --template, pave uses the template it came with"
        )
    return [line.rpartition("/")[2] for line in done.stdout.splitlines()]


def data_parent() -> Path:
    """Return the data folder, made if need be, ignored by whatever git tracks around it."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def _store(*, draft: bool) -> tuple[Path, str]:
    """Return a repository of one commit per version; equal files give equal commits on every machine."""
    here = root()
    versions = _history(here)
    note = ""
    if not versions:
        versions = [(f"v{__version__}", _working(here))]
        note = f"no history here, so the files at hand are v{__version__}"
    if draft:
        last = version_of(versions[-1][0]) or Version(__version__)
        tag = f"v{last.major}.{last.minor}.{last.micro + 1}.dev0"
        versions = [*versions, (tag, _working(here))]
        note = f"draft: the files at hand are {tag}"
    key = hashlib.sha256()
    for tag, files in versions:
        key.update(f"{tag}\n".encode())
        for name, data in sorted(files.items()):
            key.update(f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())
    place = data_parent() / "store" / key.hexdigest()[:16]
    if not place.is_dir():
        _build(place, versions)
    return place, note


Files = dict[str, bytes]


def _history(here: Path) -> list[tuple[str, Files]]:
    """Return the versions that this checkout's history knows; a ZIP, a wheel and a shallow clone have none."""
    if not (here / ".git").exists() or not git.is_top(here):
        return []
    tags = ordered(_tags(here))
    found = [(tag, _archived(here, tag)) for tag in tags]
    if _FIRST not in tags and git.call(here, "rev-parse", "--is-shallow-repository").stdout.strip() == "false":
        roots = git.call(here, "rev-list", "--max-parents=0", "HEAD").stdout.split()
        if roots:
            found.insert(0, (_FIRST, _archived(here, roots[-1])))
    return [(tag, files) for tag, files in found if "copier.yml" in files]


def _archived(here: Path, ref: str) -> Files:
    parts = [part for part in _PARTS if git.call(here, "cat-file", "-e", f"{ref}:{part}").returncode == 0]
    if len(parts) < len(_PARTS):
        return {}
    with tempfile.NamedTemporaryFile(suffix=".tar") as file:
        git.ask(here, "-c", "core.autocrlf=false", "archive", "--format=tar", f"--output={file.name}", ref, *parts)
        with tarfile.open(fileobj=io.BytesIO(Path(file.name).read_bytes())) as tar:
            return {each.name: (tar.extractfile(each) or io.BytesIO()).read() for each in tar if each.isfile()}


def _working(here: Path) -> Files:
    """Read the files at hand, without what Python or an editor left between them."""
    files = {"copier.yml": (here / "copier.yml").read_bytes()}
    for path in sorted((here / "template").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".pyc", ".swp"}:
            files[path.relative_to(here).as_posix()] = path.read_bytes()
    return files


def _build(place: Path, versions: list[tuple[str, Files]]) -> None:
    """Make the store beside its place and rename it: two at once, or a kill, leave nothing half made."""
    place.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".store-", dir=place.parent))
    try:
        git.ask(staging, "init", "-q", "--template=", "--initial-branch=main")
        for number, (tag, files) in enumerate(versions):
            for name in _PARTS:
                shutil.rmtree(staging / name, ignore_errors=True)
            for name, data in files.items():
                path = staging / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                path.chmod(0o755 if data.startswith(b"#!") else 0o644)
            who = {"NAME": "pave", "EMAIL": "pave@example.invalid", "DATE": f"{946684800 + number} +0000"}
            env = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
            full = git.environment(**env, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
            git.ask(staging, "-c", "core.autocrlf=false", "add", "-A", "-f", env=full)
            git.ask(staging, "commit", "-q", "--allow-empty", "--no-verify", "-m", f"Template {tag}", env=full)
            git.ask(staging, "tag", tag, env=full)
        try:
            staging.rename(place)
        except OSError:
            if not place.is_dir():
                raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
