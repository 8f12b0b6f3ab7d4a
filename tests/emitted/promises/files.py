"""What can be said of an emitted tree by reading its files."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib

from .tools import TRAILER, Failures, Repo, day_one_commit, from_yaml, git

SHARED_FILES = [
    "README.md", "Makefile", "Dockerfile", ".dockerignore", ".github/workflows/ci.yml",
    ".github/workflows/security.yml", ".github/dependabot.yml", ".github/pull_request_template.md",
    ".devcontainer/devcontainer.json", ".editorconfig", ".gitattributes", ".gitignore", "SECURITY.md",
    ".fortnight.toml", "AGENTS.md", "plan/AGENTS.md", "docs/adr/0001-record-architecture-decisions.md",
    "docs/slo.md", "docs/rollback.md", "docs/demo.md", "docs/reflection.md", "plan/README.md", "plan/plan.mk",
    "plan/note-check",
]  # fmt: skip
PLACEHOLDER = re.compile(r"\b(TODO|FIXME|XXX|lorem ipsum|foobar)\b", re.I)
MARKER = re.compile(r"<%[=#]?\s|%>|^\s*#%\s", re.M)
MACHINE = re.compile(r"(?<![\w.$}])/(?:root|home/(?!app/|node/|vscode/|nonroot/)[a-z]+|work|farm)/")
REGISTRY = re.compile(
    r"pypi\.org/simple|files\.pythonhosted\.org|registry\.(?:npmjs\.org|yarnpkg\.com)|index\.crates\.io|proxy\.golang\.org"
)
# A name holds a letter or digit: `-@pytest.mark` in a patch is a decorator that goes, and names nobody.
EMAIL = re.compile(r"(?<![\w.+-])(?=[.+-]*\w)[\w.+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})\b")
RESERVED = re.compile(r"(?:^|\.)(?:example\.(?:com|org|net)|example|invalid|test|localhost)$", re.I)
SECRET = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|xox[abp]-[0-9A-Za-z-]{20,}"
)
TEMPLATE_LIKE = {".jinja", ".html", ".tsx", ".ejs", ".erb"}
LOCK_FILES = {"package-lock.json", "Cargo.lock", "go.sum"}
MAY_BE_EMPTY = {"__init__.py", "py.typed", ".gitkeep", ".nojekyll"}
SOURCE = {".py", ".ts", ".tsx", ".js", ".mjs", ".rs", ".go", ".sh"}
NOT_HAND_WRITTEN = re.compile(r"(^|/)(tests?|__tests__|fixtures|data|generated|e2e|versions|contract)/|\.(gen|d)\.|_pb2?\.")
LONGEST_SOURCE = 300
LEAST_COVERAGE = 85


def is_lock(name: str) -> bool:
    """Tell a file that a tool writes as a lock."""
    return name.rsplit("/", 1)[-1] in LOCK_FILES or bool(re.fullmatch(r"requirements/[\w.-]+\.txt", name))


def shared_files(repo: Repo) -> Failures:
    """Find every file that all repositories share."""
    return [f"missing {name}" for name in SHARED_FILES if not (repo / name).exists()]


def plain_text(repo: Repo) -> Failures:
    """Hold text to one form: LF, one final newline, no trailing blank, no marker, no placeholder, no machine path."""
    bad = []
    for path in repo.texts():
        name, data = repo.name(path), path.read_bytes()
        if not re.fullmatch(r"[A-Za-z0-9._/\[\]{}()@+-]+", name):
            bad.append(f"{name}: a path with other characters than A-Z a-z 0-9 . _ - /")
        if path.suffix == ".j2":
            bad.append(f"{name}: no emitted file may end in .j2")
        if not data:
            if path.name not in MAY_BE_EMPTY:
                bad.append(f"{name}: empty file")
            continue
        text, patch = data.decode("utf-8", "replace"), path.suffix == ".patch"
        if b"\r" in data:
            bad.append(f"{name}: CR line ends")
        if "\ufffd" in text:
            bad.append(f"{name}: not UTF-8")
        if not patch and (not data.endswith(b"\n") or data.endswith(b"\n\n")):
            bad.append(f"{name}: must end in exactly one newline")
        if not (patch or is_lock(name)) and (hit := re.search(r"[ \t]+$", text, re.M)):
            bad.append(f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: trailing blanks")
        if MARKER.search(text) and path.suffix not in TEMPLATE_LIKE:
            bad.append(f"{name}: template marker left")
        if not (patch or is_lock(name)) and (hit := PLACEHOLDER.search(text)):
            bad.append(f"{name}: placeholder {hit.group(0)!r}")
        if hit := MACHINE.search(text):
            bad.append(f"{name}: looks like a machine path: {hit.group(0)}")
    return bad


def private(repo: Repo) -> Failures:
    """Find addresses of registries, e-mail outside the reserved domains, and things shaped like secrets."""
    bad = []
    for path in repo.texts():
        name, text = repo.name(path), path.read_text(encoding="utf-8", errors="replace")
        if hit := REGISTRY.search(text):
            bad.append(f"{name}: address of a registry: {hit.group(0)}")
        if hit := SECRET.search(text):
            bad.append(f"{name}: looks like a secret: {hit.group(0)[:12]}...")
        if is_lock(name):
            continue
        bad += [
            f"{name}: e-mail outside the reserved domains: {hit.group(0)}"
            for hit in EMAIL.finditer(text)
            if not RESERVED.search(hit.group(1)) and not hit.group(0).startswith("git@")
        ]
    return bad


def parses(repo: Repo) -> Failures:
    """Parse every TOML, JSON and YAML file."""
    bad = []
    for path in repo.texts():
        try:
            if path.suffix == ".toml":
                tomllib.loads(path.read_text(encoding="utf-8"))
            elif path.suffix == ".json" and not path.name.startswith("tsconfig"):
                json.loads(path.read_text(encoding="utf-8"))
            elif path.suffix in {".yml", ".yaml"}:
                from_yaml(path)
        except ValueError as why:
            bad.append(f"{repo.name(path)}: does not parse: {why}")
    return bad


def modes(repo: Repo) -> Failures:
    """A file is executable exactly when it starts with #!."""
    bad = []
    for line in git(repo.path, "ls-files", "--stage", "-z").split("\0"):
        if not line:
            continue
        mode, name = line.split(" ", 1)[0], line.split("\t", 1)[1]
        if mode not in {"100644", "100755"}:
            bad.append(f"{name}: mode {mode}, neither a plain file nor an executable one")
        elif (mode == "100755") != (repo / name).read_bytes().startswith(b"#!"):
            bad.append(f"{name}: mode {mode}, but it {'does not start' if mode == '100755' else 'starts'} with #!")
    return bad


def spec(repo: Repo) -> Failures:
    """Read .fortnight.toml as the generator promises it."""
    data = tomllib.loads(repo.read(".fortnight.toml"))
    bad = []
    for key, kind in {"schema": int, "version": str, "track": str, "stack": str, "tree": str, "answers": dict}.items():
        if not isinstance(data.get(key), kind):
            bad.append(f".fortnight.toml lacks {key!r}")
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", str(data.get("tree"))):
        bad.append(".fortnight.toml lacks the hash of the emitted tree")
    wanted = {"name", "title", "license", "author", "github", "start", "hours", "skills"}
    answers = data.get("answers", {})
    bad += [f".fortnight.toml: [answers] lacks {key!r}" for key in sorted(wanted - set(answers))]
    extra = set(data) - {"schema", "version", "track", "stack", "tree", "answers", "set", "quiz"}
    bad += [f".fortnight.toml: {key!r} does not belong there" for key in sorted(extra | (set(answers) - wanted))]
    return bad


def pristine(repo: Repo) -> Failures:
    """Recompute the tree hash from the day-1 commit and compare it with the trailer and .fortnight.toml."""
    commit = day_one_commit(repo.path)
    if not commit:
        return ["no commit carries the trailer Fortnight-Template"]
    trailer = TRAILER.search(git(repo.path, "show", "-s", "--format=%B", commit))
    if not trailer:
        return ["the trailer is not `Fortnight-Template: <track>/<stack> <version> sha256:<hash>`"]
    rows = []
    for line in git(repo.path, "ls-tree", "-r", "-z", "--format=%(objectmode) %(objectname) %(path)", commit).split("\0"):
        if not line or line.endswith(" .fortnight.toml"):
            continue
        mode, blob, name = line.split(" ", 2)
        env_free = git_blob(repo, blob)
        rows.append((name.encode(), f"{mode} {hashlib.sha256(env_free).hexdigest()} {name}\n".encode()))
    own = "sha256:" + hashlib.sha256(b"".join(row for _, row in sorted(rows))).hexdigest()
    marker = tomllib.loads(git(repo.path, "show", f"{commit}:.fortnight.toml"))
    bad = []
    if own != trailer["tree"]:
        bad.append(f"the day-1 tree hashes to {own}, its trailer says {trailer['tree']}")
    if own != marker.get("tree"):
        bad.append(f"the day-1 tree hashes to {own}, .fortnight.toml says {marker.get('tree')}")
    if trailer["stack"] != f"{marker.get('track')}/{marker.get('stack')}":
        bad.append(f"the trailer names {trailer['stack']}, .fortnight.toml {marker.get('track')}/{marker.get('stack')}")
    return bad


def git_blob(repo: Repo, blob: str) -> bytes:
    """Read the bytes of one blob."""
    return git(repo.path, "cat-file", "blob", blob).encode("utf-8", "surrogateescape")


def licence(repo: Repo) -> Failures:
    """The licence file is there exactly when a licence was chosen, names it, and has no year."""
    chosen = str(tomllib.loads(repo.read(".fortnight.toml")).get("answers", {}).get("license"))
    path = repo / "LICENSE"
    if chosen == "none":
        return ["LICENSE is there although license is none"] if path.exists() else []
    if not path.exists():
        return [f"LICENSE is missing although license is {chosen}"]
    text = path.read_text(encoding="utf-8")
    title = {"mit": "MIT License", "apache-2.0": "Apache License"}.get(chosen)
    bad = [] if title and title in text else [f"LICENSE is not the text of {chosen}"]
    if hit := re.search(r"copyright.*\b(?:19|20)\d\d\b", text, re.I):
        bad.append(f"LICENSE holds a year: {hit.group(0)}")
    return bad


def sizes(repo: Repo) -> Failures:
    """No hand-written source file over 300 lines."""
    bad = []
    for path in repo.texts():
        name = repo.name(path)
        if path.suffix not in SOURCE or NOT_HAND_WRITTEN.search(name) or name.startswith("plan/"):
            continue
        lines = path.read_bytes().count(b"\n")
        if lines > LONGEST_SOURCE:
            bad.append(f"{name}: {lines} lines, at most {LONGEST_SOURCE}")
    return bad


def coverage(repo: Repo) -> Failures:
    """The suite refuses to pass under 85 % of lines."""
    pattern = re.compile(r"(?:cov-fail-under[= ]|fail_under\s*=\s*|--lines[= ]|[\"']?lines[\"']?:\s*)(\d+)")
    places = [
        p
        for p in repo.texts()
        if p.parent == repo.path and p.suffix in {"", ".toml", ".json", ".ts", ".mjs", ".js", ".mk", ".cfg"}
    ]
    limits = [int(hit) for path in places for hit in pattern.findall(path.read_text(encoding="utf-8"))]
    if not limits:
        return ["no coverage limit in Makefile, pyproject.toml, package.json or a tool's configuration"]
    return [f"coverage limit {low}, at least {LEAST_COVERAGE}" for low in limits if low < LEAST_COVERAGE]
