#!/usr/bin/env python3
"""Sees every check of contract.py red: a good repository is broken in one place, and that check must say so.

usage: test_contract.py GOOD_REPO [unittest arguments]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unittest
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.dont_write_bytecode = True

import contract  # noqa: E402
from promises import alive, docs, files, plan, supply, tools  # noqa: E402

GOOD = Path()
Break = Callable[[Path], None]


def write(name: str, text: str) -> Break:
    """Write a file, whatever was there."""

    def act(repo: Path) -> None:
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).write_text(text, encoding="utf-8")

    return act


def swap(name: str, old: str, new: str) -> Break:
    """Replace the first occurrence of something that must be there."""

    def act(repo: Path) -> None:
        text = (repo / name).read_text(encoding="utf-8")
        if old not in text:
            raise AssertionError(f"{name} does not hold {old!r}")
        (repo / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return act


def add(name: str, text: str) -> Break:
    """Append to a file."""

    def act(repo: Path) -> None:
        with (repo / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return act


def remove(name: str) -> Break:
    """Remove a file."""
    return lambda repo: (repo / name).unlink()


def executable(name: str) -> Break:
    """Make a file executable."""
    return lambda repo: (repo / name).chmod(0o755)


@dataclass
class Case:
    """One broken repository: which check must say what."""

    check: contract.Check
    says: str
    breaks: Break


INCIDENT = "plan/incidents/1-corrections"
CI = ".github/workflows/ci.yml"
CASES = [
    Case(files.shared_files, "missing docs/demo.md", remove("docs/demo.md")),
    Case(files.plain_text, "CR line ends", write("docs/demo.md", "# Demo\r\n")),
    Case(files.plain_text, "exactly one newline", add("docs/demo.md", "\n\n")),
    Case(files.plain_text, "docs/demo.md:5: trailing blanks", add("docs/demo.md", "3. Done. \n")),
    Case(files.plain_text, "template marker", add("docs/demo.md", "<%= title %>\n")),
    Case(files.plain_text, "placeholder", add("docs/demo.md", "TO" + "DO: say more\n")),
    Case(files.plain_text, "machine path", add("docs/demo.md", "See " + "/ho" + "me/mara/notes\n")),
    Case(files.plain_text, "empty file", write("src/empty.sh", "")),
    Case(files.plain_text, "may end in .j2", write("src/a.j2", "a\n")),
    Case(files.plain_text, "a path with other characters", write("src/a b.sh", "a\n")),
    Case(files.private, "registry", add("docs/demo.md", "https://" + "pypi.org" + "/simple\n")),
    Case(files.private, "e-mail", add("docs/demo.md", "Write to mara@" + "bakery.shop\n")),
    Case(files.private, "secret", add("docs/demo.md", "AK" + "IA" + "ABCDEFGHIJKLMNOP\n")),
    Case(files.parses, "a.toml", write("a.toml", "a = \n")),
    Case(files.parses, "a.json", write("a.json", "{,}\n")),
    Case(files.parses, "a.yaml", write("a.yaml", "a: [\n")),
    Case(files.modes, "does not start with #!", executable("docs/demo.md")),
    Case(files.modes, "but it starts with #!", lambda repo: (repo / "src/tally.sh").chmod(0o644)),
    Case(docs.verbs, "no verb fmt", swap("Makefile", "\nfmt:", "\nformat:")),
    Case(docs.verbs, "README does not name `make run`", swap("README.md", "`make run`", "`run`")),
    Case(docs.verbs, "does not list clean", swap("Makefile", "clean: ##", "clean: #")),
    Case(docs.verbs, "`make` alone", swap("Makefile", ".DEFAULT_GOAL := help", ".DEFAULT_GOAL := check")),
    Case(docs.verbs, "names `make bake`", add("docs/demo.md", "Then `make bake`.\n")),
    Case(files.spec, "lacks 'version'", swap(".fortnight.toml", "version", "edition")),
    Case(files.spec, "lacks the hash", swap(".fortnight.toml", "sha256:", "sha1:")),
    Case(files.spec, "does not belong there", swap(".fortnight.toml", "[answers]", '[answers]\nemail = "a"')),
    Case(files.pristine, ".fortnight.toml says", lambda repo: rewrite_day_one(repo, ".fortnight.toml", "sha256:", "sha256:0")),
    Case(files.pristine, "its trailer says", lambda repo: rewrite_day_one(repo, "docs/demo.md", "Demo", "Show")),
    Case(files.pristine, "no commit carries", lambda repo: commit(repo, "--amend", "-m", "Day 1")),
    Case(files.licence, "although license is none", write("LICENSE", "MIT License\n")),
    Case(files.licence, "LICENSE is missing", lambda repo: chosen_licence(repo, "mit", "")),
    Case(files.licence, "not the text of", lambda repo: chosen_licence(repo, "mit", "Apache License\n")),
    Case(files.licence, "holds a year", lambda repo: chosen_licence(repo, "mit", "MIT License\nCopyright 2026 Mara\n")),
    Case(files.sizes, "301 lines", write("src/long.sh", "true\n" * 301)),
    Case(files.coverage, "coverage limit 84", swap("Makefile", "--lines=85", "--lines=84")),
    Case(files.coverage, "no coverage limit", swap("Makefile", "--lines=85", "")),
    Case(supply.locks, "holds an address", add("requirements/base.txt", "# https://example.com\n")),
    Case(supply.locks, "has no hash", add("requirements/base.txt", "awk==1.0\n")),
    Case(supply.locks, "holds an option", add("requirements/base.txt", "--pre\n")),
    Case(supply.locks, "no integrity", write("package-lock.json", '{"packages": {"node_modules/a": {}}}\n')),
    Case(supply.locks, "by latest", write("package-lock.json", '{"packages": {"": {"dependencies": {"a": "latest"}}}}\n')),
    Case(supply.locks, "by *", write("package-lock.json", '{"packages": {"": {"dependencies": {"a": "*"}}}}\n')),
    Case(supply.locks, "no lock file", remove("requirements/base.txt")),
    Case(supply.workflows, "no `permissions", swap(CI, "permissions: {}", "permissions:\n  contents: read")),
    Case(supply.workflows, "no concurrency", swap(CI, "concurrency:", "env:\n  A: b\nx-concurrency:")),
    Case(supply.workflows, "unpinned", lambda repo: unpin(repo)),
    Case(supply.workflows, "timeout-minutes", swap(CI, "    timeout-minutes: 10\n", "")),
    Case(supply.workflows, "zizmor exit", swap(CI, "          persist-credentials: false\n", "          fetch-depth: 1\n")),
    Case(supply.workflows, "a runner that moves", swap(CI, "ubuntu-24.04", "ubuntu-latest")),
    Case(supply.workflows, "node exit", swap(CI, "run: make ci", "run: make ${{ github.nothing }}")),
    Case(supply.security, "no schedule", swap(".github/workflows/security.yml", "  schedule:", "  plan:")),
    Case(supply.pins, "is not in versions.toml", lambda repo: repin(repo)),
    Case(supply.pins, "Dockerfile: ", swap("Dockerfile", "FROM ", "FROM debian:12 AS first\nFROM ")),
    Case(supply.ci_parity, "verify runs", swap(CI, "run: make ci", "run: make test check")),
    Case(supply.ci_parity, "that `make ci` does not", swap(CI, "run: make ci", "run: sh tests/run")),
    Case(supply.ci_parity, "does not run test", swap("Makefile", "ci: check test", "ci: check")),
    Case(supply.ci_parity, "no job 'image'", swap(CI, "\n  image:", "\n  picture:")),
    Case(supply.containers, "hadolint exit", swap("Dockerfile", "WORKDIR /app", "WORKDIR app")),
    Case(supply.containers, "no USER 10001", swap("Dockerfile", "USER 10001:10001", "USER nobody")),
    Case(supply.containers, "no HEALTHCHECK", swap("Dockerfile", "HEALTHCHECK", "# healthcheck")),
    Case(supply.containers, "does not start with", swap(".dockerignore", "*\n", "")),
    Case(supply.shell, "shellcheck exit", add("src/tally.sh", "echo $undefined\n")),
    Case(docs.links, "dead link", add("docs/demo.md", "[a](nothing.md)\n")),
    Case(docs.links, "no heading", add("docs/demo.md", "[a](slo.md#nothing)\n")),
    Case(docs.links, "git does not track", lambda repo: ignored_link(repo)),
    Case(docs.links, "links into plan/", swap("README.md", "`plan/README.md`", "[the plan](plan/README.md)")),
    Case(docs.plan_apart, "AGENTS.md:5: refers to plan/", add("AGENTS.md", "\nSee plan/README.md.\n")),
    Case(docs.plan_apart, "sections", add("README.md", "\n## Again\n\nSee `plan/checks`.\n")),
    Case(docs.plan_apart, "does not end with", swap("Makefile", "-include mk/*.mk plan/plan.mk", "")),
    Case(docs.decisions, "only 2 decision records", remove("docs/adr/0003-plain-files.md")),
    Case(docs.decisions, "no consequences", swap("docs/adr/0003-plain-files.md", "Consequences", "After")),
    Case(docs.reflection, "2 metrics", lambda repo: fewer_metrics(repo)),
    Case(docs.reflection, "answered on day 1", swap("docs/reflection.md", "again = 0", "again = 3")),
    Case(docs.reflection, "energy is not", swap("docs/reflection.md", "ops = 0", "ops = 2")),
    Case(plan.plan, "not an item", swap("plan/README.md", "(3 h, build)", "(3 hours, build)")),
    Case(plan.plan, "h without stretch", swap("plan/README.md", "(1 h, shadow)", "(9 h, shadow)")),
    Case(plan.plan, "2 build items", swap("plan/README.md", "h, build)", "h, ship)")),
    Case(plan.plan, "has no check", swap("plan/README.md", " <!-- check: make plan-check ID=d14-note -->", "")),
    Case(plan.plan, "exactly one file", remove("plan/checks/d03-total.sh")),
    Case(plan.plan, "no item has this check", write("plan/checks/d05-more.sh", "exit 1\n")),
    Case(plan.plan, "days are not in order", swap("plan/README.md", "d02-watch", "d09-watch")),
    Case(plan.plan, "ticked", swap("plan/README.md", "- [ ] d01", "- [x] d01")),
    Case(plan.plan, "fewer than 2 incidents", lambda repo: fewer_incidents(repo)),
    Case(plan.incidents, "no report.md", remove(f"{INCIDENT}/report.md")),
    Case(plan.incidents, "not executable", lambda repo: (repo / INCIDENT / "check").chmod(0o644)),
    Case(plan.incidents, "2 patches", remove(f"{INCIDENT}/series/0003.patch")),
    Case(plan.incidents, "not at @example.com", swap(f"{INCIDENT}/series/0001.patch", "@example.com", "@example.org")),
    Case(plan.incidents, "its date is not", swap(f"{INCIDENT}/series/0001.patch", "Jan 2000", "Jan 2001")),
    Case(plan.incidents, "touches plan/", swap(f"{INCIDENT}/series/0001.patch", "a/src/tally.sh b/", "a/plan/x b/")),
    Case(plan.incidents, "does not name the guilty", swap(f"{INCIDENT}/debrief.md", "0002.patch", "the second")),
    Case(plan.incidents, "not in the series", swap(f"{INCIDENT}/debrief.md", "0002.patch", "0009.patch")),
    Case(plan.incidents, "names a patch", add(f"{INCIDENT}/report.md", "See 0002.patch\n")),
    Case(plan.shadow, "1 sheets", remove("plan/shadow/1.md")),
    Case(plan.shadow, "will rot", add("plan/shadow/1.md", "https://example.com\n")),
    Case(plan.note_check, "a missing note", write("plan/note-check", "#!/bin/sh\nexit 0\n")),
    Case(plan.history, "a branch or tag too many", lambda repo: run(repo, "git", "branch", "extra")),
    Case(alive.day_one, "come formatted", swap("src/tally.sh", "set -eu", "set -eu  ")),
    Case(alive.day_one, "make test: exit 2", swap("src/sum.awk", "+=", "=")),
    Case(alive.day_one, "git is not clean after make run", swap("Makefile", "tee var/tally.txt", "tee tally.txt")),
    Case(alive.day_one, "left running", swap("Makefile", "@sh tests/run", "@setsid sleep 20 & sh tests/run")),
    Case(alive.network_cut, "make run ONCE=1: exit", lambda repo: needs_network(repo)),
    Case(alive.foreground, "left running", swap("Makefile", "@sh src/tally.sh", "@setsid sleep 20 & sh src/tally.sh")),
    Case(alive.plan_red, "green on day 1", write("plan/checks/d03-total.sh", "exit 0\n")),
    Case(alive.plan_red, "wrong reason", write("plan/checks/d03-total.sh", "nosuchcommand\n")),
    Case(alive.plan_removed, "make check: exit", swap("Makefile", "src/*.sh tests/run; do sh", "plan/checks/*.sh; do sh")),
    Case(alive.odd_path, "make test: exit", swap("Makefile", "@sh tests/run", "@cd $(CURDIR) && sh tests/run")),
    Case(alive.non_root, "make test: exit", swap("Makefile", "@sh tests/run", "@touch /var/x && sh tests/run")),
    Case(alive.two_at_once, "two at once: exit", lambda repo: shared_lock(repo)),
    Case(alive.clean, "git is not clean after make clean", swap("Makefile", "@rm -rf var", "@true")),
]


def run(repo: Path, *argv: str) -> None:
    """Run something that must succeed."""
    subprocess.run(argv, cwd=repo, check=True, capture_output=True)


def commit(repo: Path, *more: str) -> None:
    """Commit everything on top, or over, what is there."""
    run(repo, "git", "add", "-A")
    who = ["-c", "user.name=proof", "-c", "user.email=proof@example.com", "-c", "commit.gpgsign=false"]
    run(repo, "git", *who, "commit", "-q", "--allow-empty", *(more or ["-m", "Break it"]))


def rewrite_day_one(repo: Path, name: str, old: str, new: str) -> None:
    """Change a file inside the day-1 commit, and keep its message."""
    swap(name, old, new)(repo)
    commit(repo, "--amend", "--no-edit")


def chosen_licence(repo: Path, chosen: str, text: str) -> None:
    """Say that a licence was chosen, with this text."""
    swap(".fortnight.toml", 'license = "none"', f'license = "{chosen}"')(repo)
    if text:
        write("LICENSE", text)(repo)


def unpin(repo: Path) -> None:
    """Use an action by its tag."""
    text = (repo / CI).read_text(encoding="utf-8")
    at = text.index("actions/checkout@")
    write(CI, text[: at + 17] + "v7" + text[at + 57 :])(repo)


def repin(repo: Path) -> None:
    """Use an action at another commit than the shared one."""
    text = (repo / CI).read_text(encoding="utf-8")
    at = text.index("actions/checkout@") + 17
    write(CI, text[:at] + "0" * 40 + text[at + 40 :])(repo)


def ignored_link(repo: Path) -> None:
    """Link to a file that is there and ignored."""
    write("var/tally.txt", "roll 18\n")(repo)
    add("docs/demo.md", "[the tally](../var/tally.txt)\n")(repo)


def fewer_metrics(repo: Path) -> None:
    """Take one metric out of the reflection note."""
    text = (repo / "docs/reflection.md").read_text(encoding="utf-8")
    start = text.index("[[metric]]")
    write("docs/reflection.md", text[:start] + text[text.index("[[metric]]", start + 1) :])(repo)


def fewer_incidents(repo: Path) -> None:
    """Take one incident away."""
    run(repo, "git", "rm", "-rq", INCIDENT)


def needs_network(repo: Path) -> None:
    """Let the main job look at a network interface other than loopback."""
    test = "@test -n \"$$(awk 'NR > 2 && !/lo:/' /proc/net/dev)\" && sh src/tally.sh"
    swap("Makefile", "@sh src/tally.sh", test)(repo)


def shared_lock(repo: Path) -> None:
    """Let the suite hold a folder that all checkouts of the machine share."""
    folder = repo.parent / "lock"
    hold = f'@mkdir "{folder}" && sleep 1 && rmdir "{folder}" && sh tests/run'
    swap("Makefile", "@sh tests/run", hold)(repo)


class EachCheck(unittest.TestCase):
    """Each check is green on the good repository and red on a broken one."""

    def setUp(self) -> None:
        """Copy the good repository."""
        folder = tempfile.TemporaryDirectory(prefix="contract-test-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name).resolve()
        run(self.home, "git", "clone", "-q", "--no-hardlinks", str(GOOD), "repo")
        self.repo = self.home / "repo"

    def found(self, check: contract.Check) -> list[str]:
        """Make one check on the copy as it stands."""
        home = self.home / "home"
        home.mkdir()
        try:
            return check(tools.Repo(self.repo, home, contract.PINS))
        except tools.UnmadeError as why:
            return [f"could not be made: {why}"]

    def test_every_check_is_green_on_the_good_repository(self) -> None:
        """Nothing below proves anything otherwise."""
        results, unmade = contract.prove(tools.Repo(self.repo, self.home, contract.PINS), contract.LEVELS["full"])
        self.assertEqual({}, {name: found for name, found in results.items() if found})
        self.assertEqual(0, unmade)

    def test_every_check_has_a_case(self) -> None:
        """A check that was never seen red may be blind."""
        self.assertEqual(set(contract.LEVELS["full"]), {case.check for case in CASES})

    def test_each_check_is_red_where_it_must_be(self) -> None:
        """One broken place, one finding."""
        for case in CASES:
            with self.subTest(check=case.check.__name__, says=case.says):
                self.doCleanups()
                self.setUp()
                day_one = subprocess.run(["git", "rev-parse", "HEAD"], cwd=self.repo, capture_output=True, check=True).stdout
                case.breaks(self.repo)
                now = subprocess.run(["git", "rev-parse", "HEAD"], cwd=self.repo, capture_output=True, check=True).stdout
                if now == day_one:
                    commit(self.repo)
                found = self.found(case.check)
                self.assertTrue(any(case.says in line for line in found), f"said {found}")


class LeftRunning(unittest.TestCase):
    """What a verb left running is told from what is just on its way out."""

    def exiting(self, flags: int) -> bool:
        """Ask about a process whose kernel flags are these."""
        with tempfile.TemporaryDirectory() as folder:
            entry = Path(folder)
            entry.joinpath("stat").write_text(f"7 (a ) name) S 1 7 7 0 -1 {flags} 101 0 0 0\n", encoding="utf-8")
            return alive.is_exiting(entry)

    def test_only_the_flag_of_a_process_on_its_way_out_excuses_it(self) -> None:
        """PF_EXITING is 4; 0x400000 is what an ordinary process carries."""
        self.assertFalse(self.exiting(0x400000))
        self.assertTrue(self.exiting(0x400004))

    def test_a_process_that_works_in_the_clone_is_found_until_it_has_ended(self) -> None:
        """Looked for in /proc, as after each verb."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder).resolve()
            child = subprocess.Popen(["sleep", "60"], cwd=place)
            try:
                self.assertTrue(any("sleep 60" in line for line in alive.living_in(place)))
            finally:
                child.kill()
                child.wait()
            self.assertEqual([], alive.living_in(place))

    def test_only_the_resource_tracker_is_waited_for(self) -> None:
        """One that ends by itself is excused, one that stays is not, and anything else is named at once."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder).resolve()
            for word, seconds, named in ((alive.TRACKER, 1, False), (alive.TRACKER, 60, True), ("worker", 1, True)):
                with self.subTest(word=word, seconds=seconds):
                    sleeps = f"import time; time.sleep({seconds})  # {word}"
                    child = subprocess.Popen([sys.executable, "-c", sleeps], cwd=place)
                    try:
                        self.assertEqual(named, bool(alive.left_in(place)))
                    finally:
                        child.kill()
                        child.wait()


if __name__ == "__main__":
    GOOD = Path(sys.argv.pop(1)).resolve()
    unittest.main()
