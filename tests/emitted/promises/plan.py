"""The fourteen days: items, their checks, incidents, and the note checker."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

from .tools import Failures, Repo, git

ITEM = re.compile(
    r"^- \[[ xX]\] (?P<id>d(?P<day>\d\d)-[a-z0-9-]+) \((?P<hours>\d+(?:\.\d+)?) h, "
    r"(?P<kind>shadow|build|debug|measure|write|ship)(?P<stretch>, stretch)?\) (?P<title>.+?)"
    r"(?: \((?:due \d{4}-\d\d-\d\d|dropped)\))?"
    r"(?: <!-- check: (?P<check>make [a-z-]+(?: [A-Z]+=[A-Za-z0-9._/-]+)*) -->)?$"
)
LEAST_HOURS, MOST_HOURS, LAST_DAY, WEEK = 18, 22, 14, 7
LEAST_OF = {"shadow": 2, "build": 3, "debug": 1, "measure": 1, "write": 2}
LEAST_INCIDENTS = 2
SERIES = range(3, 6)


def items(repo: Repo) -> list[dict[str, str]]:
    """Read the items of the plan; a line that looks like one and is not stands there as `broken`."""
    found: list[dict[str, str]] = []
    for number, line in enumerate(repo.read("plan/README.md").splitlines(), 1):
        if re.match(r"^- \[.\]", line):
            match = ITEM.match(line)
            fields = {k: v or "" for k, v in match.groupdict().items()} if match else {"broken": line}
            found.append(fields | {"line": str(number), "done": "" if line.startswith("- [ ]") else "yes"})
    return found


def incident_folders(repo: Repo) -> list[Path]:
    """Give the folders of the incidents."""
    return sorted(path for path in (repo / "plan/incidents").glob("[0-9]*") if path.is_dir())


def plan(repo: Repo) -> Failures:
    """Items are well-formed, their hours add up, their checks are there, and every kind of work is among them."""
    rows = items(repo)
    bad = [f"plan/README.md:{row['line']}: not an item: {row['broken'][:80]}" for row in rows if "broken" in row]
    rows = [row for row in rows if "broken" not in row]
    kinds = [row["kind"] for row in rows]
    if not repo.draft:
        hours = sum(float(row["hours"]) for row in rows if not row["stretch"])
        if not LEAST_HOURS <= hours <= MOST_HOURS:
            bad.append(f"plan: {hours:g} h without stretch, not {LEAST_HOURS}-{MOST_HOURS}")
        bad += [
            f"plan: {kinds.count(kind)} {kind} items, at least {least}"
            for kind, least in LEAST_OF.items()
            if kinds.count(kind) < least
        ]
        if len(incident_folders(repo)) < LEAST_INCIDENTS:
            bad.append(f"plan: fewer than {LEAST_INCIDENTS} incidents")
    elif "build" not in kinds:
        bad.append("plan: not one build item")
    if len({row["id"] for row in rows}) != len(rows):
        bad.append("plan: an id stands twice")
    days = [int(row["day"]) for row in rows]
    if days != sorted(days) or not all(1 <= day <= LAST_DAY for day in days):
        bad.append("plan: the days are not in order, or not within 1-14")
    bad += [f"plan: {row['id']} is a shadow item of week 2" for row in rows if row["kind"] == "shadow" and int(row["day"]) > WEEK]
    bad += [f"plan: {row['id']} has no check" for row in rows if row["kind"] in {"build", "debug", "write"} and not row["check"]]
    bad += [f"plan: {row['id']} is ticked on day 1" for row in rows if row["done"]]
    return bad + checks_are_there(repo, rows)


def checks_are_there(repo: Repo, rows: list[dict[str, str]]) -> Failures:
    """Each item's check leads to a file, and each check file belongs to an item."""
    bad = []
    folder = repo / "plan/checks"
    files = sorted(path for path in folder.glob("d[0-9][0-9]-*") if path.is_file())
    named: set[str] = set()
    for row in rows:
        asked = re.fullmatch(r"make plan-check ID=(\S+)", row["check"])
        if asked:
            named.add(asked.group(1))
            if asked.group(1) != row["id"]:
                bad.append(f"plan: {row['id']} runs the check of {asked.group(1)}")
            if len([path for path in files if path.name.split(".")[0] == asked.group(1)]) != 1:
                bad.append(f"plan: {row['id']} does not have exactly one file plan/checks/{asked.group(1)}.*")
        if row["kind"] == "build" and row["check"] and not asked:
            bad.append(f"plan: {row['id']} is a build item without `make plan-check ID={row['id']}`")
    bad += [f"{repo.name(path)}: no item has this check" for path in files if path.name.split(".")[0] not in named]
    return bad


def incidents(repo: Repo) -> Failures:
    """Incidents have their parts, an ordinary-looking series, and give nothing away."""
    bad = []
    for folder in incident_folders(repo):
        name = repo.name(folder)
        if not re.fullmatch(r"[1-9]\d*-[a-z0-9-]+", folder.name):
            bad.append(f"{name}: a folder <n>-<slug> is needed")
        bad += [f"{name}: no {part}" for part in ("report.md", "debrief.md", "check") if not (folder / part).is_file()]
        if (folder / "check").is_file() and not os.access(folder / "check", os.X_OK):
            bad.append(f"{name}/check is not executable")
        series = sorted((folder / "series").glob("*"))
        if len(series) not in SERIES:
            bad.append(f"{name}: {len(series)} patches, not 3-5")
        for number, patch in enumerate(series, 1):
            bad += one_patch(repo, patch, number)
        if (folder / "report.md").is_file() and re.search(r"\d{4}\.patch", (folder / "report.md").read_text(encoding="utf-8")):
            bad.append(f"{name}/report.md names a patch: it is the symptom, not the cause")
        if (folder / "debrief.md").is_file():
            debrief = (folder / "debrief.md").read_text(encoding="utf-8")
            guilty = re.search(r"\b(\d{4})\.patch\b", debrief)
            if not guilty:
                bad.append(f"{name}/debrief.md does not name the guilty patch (000N.patch)")
            elif not (folder / "series" / guilty.group(0)).is_file():
                bad.append(f"{name}/debrief.md names {guilty.group(0)}, which is not in the series")
    return bad


def one_patch(repo: Repo, patch: Path, number: int) -> Failures:
    """One commit of a series: named by number, by nobody real, at a fixed date, not touching plan/."""
    name, text = repo.name(patch), patch.read_text(encoding="utf-8")
    bad = []
    if patch.name != f"{number:04d}.patch":
        bad.append(f"{name}: must be called {number:04d}.patch")
    if not re.search(r"^From: .*<[^<>@\s]+@example\.com>$", text, re.M):
        bad.append(f"{name}: its author is not at @example.com")
    if not re.search(rf"^Date: \w+, 0?{number} Jan 2000 ", text, re.M):
        bad.append(f"{name}: its date is not 2000-01-{number:02d}")
    touched = set(re.findall(r"^diff --git a/(\S+) b/\S+$", text, re.M))
    bad += [f"{name}: touches {path}" for path in sorted(touched) if path.startswith("plan/")]
    return bad


def shadow(repo: Repo) -> Failures:
    """Two or three observation sheets, with search phrases instead of links."""
    sheets = sorted((repo / "plan/shadow").glob("*.md"))
    bad = [] if len(sheets) in (2, 3) or repo.draft else [f"plan/shadow: {len(sheets)} sheets, not 2 or 3"]
    return bad + [f"{repo.name(path)}: a link that will rot" for path in sheets if "://" in path.read_text(encoding="utf-8")]


def note_check(repo: Repo) -> Failures:
    """The note checker accepts a whole note and refuses each kind of half one."""
    script = repo / "plan/note-check"
    whole = "# A note\n\n## Why\n\nOne two three four five.\n\n## How\n\nSix seven eight.\n"
    cases = {
        "a whole note": (0, whole, ["5", "Why", "How"]),
        "a note with too few words": (1, whole, ["50", "Why", "How"]),
        "a note without a heading": (1, whole, ["5", "Why", "When"]),
        "a note with nothing under a heading": (1, whole + "\n## When\n", ["5", "When"]),
        "a note with prompt text left": (1, whole + "\n<!-- prompt: say more -->\n", ["5", "Why"]),
        "a missing note": (1, None, ["5", "Why"]),
        "a call without a heading": (2, whole, ["5"]),
    }
    bad = []
    with tempfile.TemporaryDirectory(prefix="note-") as folder:
        for name, (want, text, args) in cases.items():
            note = Path(folder) / "note.md"
            note.unlink(missing_ok=True)
            if text is not None:
                note.write_text(text, encoding="utf-8")
            done = subprocess.run(["sh", str(script), str(note), *args], capture_output=True, check=False)
            if done.returncode != want:
                bad.append(f"plan/note-check: {name} gave exit {done.returncode}, not {want}")
    return bad


def history(repo: Repo) -> Failures:
    """The emitted commit carries no other branch, tag or worktree."""
    branches = git(repo.path, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags").split()
    return [f"a branch or tag too many: {name}" for name in branches if name != "refs/heads/main"]
