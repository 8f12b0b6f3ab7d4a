"""What an emitted repository says about itself, and whether that is true."""

from __future__ import annotations

import re
import subprocess
import tomllib

from .tools import Failures, Repo, targets

VERBS = ["help", "setup", "fmt", "check", "test", "run", "ci", "clean"]
FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
# Where plan/ may be named outside plan/: the one include line, the one README section, and settings that leave it out.
SETTINGS = re.compile(
    r"^[^/]+\.(toml|json|jsonc|cfg|ini|mjs|cjs|js|ts|yml|yaml)$|^\.[a-z]+ignore$|^\.gitattributes$|^\.editorconfig$"
)
FEWEST_RECORDS = 3
FEWEST_WORDS = 80
METRICS = 3


def prose(text: str) -> str:
    """Give Markdown without its fenced blocks."""
    return FENCE.sub("", text)


def anchors(text: str) -> set[str]:
    """Give the names that the headings of a Markdown file can be linked by."""
    found: set[str] = set()
    for heading in re.findall(r"^#+\s+(.+?)\s*#*$", prose(text), re.M):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = 1
        while (name := slug if number == 1 else f"{slug}-{number - 1}") in found:
            number += 1
        found.add(name)
    return found


def verbs(repo: Repo) -> Failures:
    """The shared verbs exist, `make help` lists them, README names them, and every verb that a text names exists."""
    known = set(targets(repo.path))
    readme = repo.read("README.md")
    bad = [f"make has no verb {verb}" for verb in VERBS if verb not in known]
    bad += [f"README does not name `make {verb}`" for verb in ("setup", "test", "run") if f"make {verb}" not in readme]
    shown = subprocess.run(["make", "help"], cwd=repo.path, capture_output=True, text=True, check=False).stdout
    alone = subprocess.run(["make"], cwd=repo.path, capture_output=True, text=True, check=False).stdout
    bad += [f"`make help` does not list {verb}" for verb in VERBS if not re.search(rf"\b{verb}\b", shown)]
    if shown != alone:
        bad.append("`make` alone does not print what `make help` prints")
    for path in repo.markdown():
        text = path.read_text(encoding="utf-8")
        code = "\n".join(re.findall(r"`([^`\n]+)`", prose(text)) + [hit.group(0) for hit in FENCE.finditer(text)])
        for verb in sorted(set(re.findall(r"(?:^|[\s(&;])make ([a-z][a-z0-9-]*)", code, re.M)) - known):
            bad.append(f"{repo.name(path)} names `make {verb}`, which does not exist")
    return bad


def links(repo: Repo) -> Failures:
    """Local Markdown links lead to files that a clone has, and to headings that are there."""
    bad = []
    tracked = {repo.name(path) for path in repo.tracked()}
    for path in repo.markdown():
        name = repo.name(path)
        for target in LINK.findall(re.sub(r"`[^`\n]*`", "", prose(path.read_text(encoding="utf-8")))):
            if "://" in target or target.startswith(("mailto:", "<")):
                continue
            if re.match(r"(\.\./)+(actions|workflows|releases|issues)/", target):
                continue
            file, _, anchor = target.partition("#")
            there = (path.parent / file if file else path).resolve()
            if not there.exists():
                there = (repo / file.lstrip("/")).resolve()
            if not there.exists():
                bad.append(f"{name}: dead link {target}")
                continue
            inside = there.relative_to(repo.path).as_posix() if there.is_relative_to(repo.path) else ".."
            if there.is_file() and inside not in tracked:
                bad.append(f"{name}: links to {target}, which git does not track; name it as code")
            if not name.startswith("plan/") and inside.startswith("plan/"):
                bad.append(f"{name}: links into plan/; name {target} as code, because plan/ is there to be deleted")
            if anchor and there.suffix == ".md" and anchor not in anchors(there.read_text(encoding="utf-8")):
                bad.append(f"{name}: no heading for {target}")
    return bad


def plan_apart(repo: Repo) -> Failures:
    """Nothing outside plan/ refers to it, except the include line, one README section and tool settings."""
    bad = []
    for path in repo.texts():
        name = repo.name(path)
        if name.startswith("plan/") or SETTINGS.match(name) or path.suffix == ".patch":
            continue
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        hits = [number for number, line in enumerate(lines, 1) if re.search(r"(?<![\w/.-])plan/(?![\w-]*/\d)", line)]
        if name == "Makefile":
            hits = [n for n in hits if not re.match(r"-include .*\bplan/plan\.mk\b", lines[n - 1])]
            if not re.search(r"^-include .*\bplan/plan\.mk$", "\n".join(lines), re.M):
                bad.append("Makefile does not end with `-include mk/*.mk plan/plan.mk`")
        if name == "README.md":
            sections = {max((i for i in range(n) if lines[i].startswith("#")), default=0) for n in hits}
            if len(sections) > 1:
                bad.append(f"README.md names plan/ in {len(sections)} sections, not in one")
            if "plan/README.md" not in "\n".join(lines):
                bad.append("README.md does not name plan/README.md")
            continue
        bad += [f"{name}:{number}: refers to plan/" for number in hits]
    return bad


def decisions(repo: Repo) -> Failures:
    """At least three decision records, each with context, options, decision, consequences."""
    records = sorted((repo / "docs/adr").glob("[0-9]*.md"))
    bad = [] if len(records) >= FEWEST_RECORDS else [f"only {len(records)} decision records"]
    for path in records:
        text = path.read_text(encoding="utf-8").lower()
        bad += [f"{repo.name(path)}: no {part}" for part in ("context", "decision", "consequences") if part not in text]
        if len(text.split()) < FEWEST_WORDS:
            bad.append(f"{repo.name(path)}: {len(text.split())} words")
    return bad


def reflection(repo: Repo) -> Failures:
    """The reflection note is unanswered, and asks for exactly three metrics."""
    text = repo.read("docs/reflection.md")
    block = re.search(r"```toml\n(.*?)```", text, re.S)
    if not block:
        return ["docs/reflection.md: no TOML block"]
    data = tomllib.loads(block.group(1))
    fresh = {"started": "", "finished": "", "hours": 0.0, "slice_done": False, "again": 0}
    bad = [f"reflection: no {key}" for key in ("track", *fresh, "energy", "metric") if key not in data]
    bad += [f"reflection: {key} is answered on day 1" for key, value in fresh.items() if data.get(key, value) != value]
    energy = dict.fromkeys(("build", "debug", "design", "read", "write", "ops"), 0)
    if data.get("energy", energy) != energy:
        bad.append(f"reflection: energy is not {energy}")
    metrics = data.get("metric", [])
    if len(metrics) != METRICS:
        bad.append(f"reflection: {len(metrics)} metrics, not {METRICS}")
    for number, metric in enumerate(metrics, 1):
        bad += [f"reflection: metric {number} has no {key}" for key in ("name", "unit", "how") if not metric.get(key)]
        bad += [f"reflection: metric {number} has {key} on day 1" for key in ("before", "target", "after") if key in metric]
    lower = text.lower()
    return bad + [f"reflection: no heading {head!r}" for head in ("enjoyed", "did not", "improve next") if head not in lower]
