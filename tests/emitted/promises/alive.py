"""What can only be seen by running the verbs of a fresh clone."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .plan import items
from .tools import Failures, Repo, UnmadeError

LIMIT = 1200
ENDS_WITHIN = 25
LEAVES_WITHIN = 5
TRACKER = "multiprocessing.resource_tracker"
WRONG_RED = re.compile(
    r"ModuleNotFoundError|ImportError|command not found|No rule to make|SyntaxError|Cannot find module"
    r"|\w: \d+: \S+: not found|Failed to resolve import|Traceback \(most recent call last\)|ENOENT"
)
NOBODY = 65534
CUT = ["unshare", "-n", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh"]


def living_in(place: Path) -> list[str]:
    """Name the processes whose working directory lies in the clone: what a verb left running."""
    if not Path("/proc/self/cwd").exists():
        raise UnmadeError("processes are looked up in /proc, which is not here")
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if not (entry / "cwd").resolve().is_relative_to(place):
                continue
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if not is_exiting(entry):
                found.append(f"{entry.name} {words[:200]}")
        except OSError:
            continue
    return found


def left_in(place: Path) -> list[str]:
    """Name what a verb left running; Python's resource tracker alone may end a moment after its parent."""
    end = time.monotonic() + LEAVES_WITHIN
    while (found := living_in(place)) and all(TRACKER in each for each in found) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def is_exiting(entry: Path) -> bool:
    """Tell a process that is on its way out, with its memory given back, from one that runs (PF_EXITING)."""
    flags = int((entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[6])
    return bool(flags & 0x4)


class Runner:
    """Runs verbs of one clone; remembers their times."""

    def __init__(self, repo: Repo, place: Path, wrap: list[str] | None = None, env: dict[str, str] | None = None) -> None:
        """Take a clone, a wrapper command and additions to the environment."""
        self.repo, self.place, self.wrap = repo, place, wrap or []
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "VIRTUAL_ENV", "MAKE", "MFLAGS"))}
        self.env = kept | (env or {})

    def start(self, log: int, *goals: str) -> subprocess.Popen[bytes]:
        """Start a verb in a process group of its own, deaf to nothing: a shell's background job ignores Ctrl-C."""
        return subprocess.Popen(
            [*self.wrap, "make", *goals], cwd=self.place, env=self.env,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip

    def make(self, *goals: str, limit: int = LIMIT, why: str = "") -> Failures:
        """Run a verb that must end with 0 and leave nothing running."""
        name = f"make {' '.join(goals)}"
        with tempfile.TemporaryFile() as log:  # a file, because a child left behind would keep a pipe open
            begin = time.monotonic()
            child = self.start(log.fileno(), *goals)
            try:
                child.wait(timeout=limit)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            took = time.monotonic() - begin
            log.seek(0)
            said = log.read().decode(errors="replace").strip().splitlines()
        self.repo.times.append({"step": why or name, "seconds": round(took, 1)})
        print(f"      {name}  {took:.1f} s", file=sys.stderr)
        if child.returncode == -signal.SIGKILL:
            return [f"{name}: over {limit} s", *said[-25:]]
        if child.returncode:
            return [f"{name}: exit {child.returncode} after {took:.1f} s", *said[-25:]]
        left = left_in(self.place)
        return [f"{name}: left running: {left}"] if left else []

    def porcelain(self, after: str, *more: str) -> Failures:
        """Nothing that git would show has changed."""
        argv = ["git", "-c", f"safe.directory={self.place}", "status", "--porcelain", *more]
        out = subprocess.run(argv, cwd=self.place, capture_output=True, text=True, check=False).stdout.splitlines()
        return [f"git is not clean after {after}: {out[:8]}"] if out else []

    def said(self, *goals: str) -> str:
        """Give what a quick verb prints."""
        argv = [*self.wrap, "make", *goals]
        return subprocess.run(argv, cwd=self.place, env=self.env, capture_output=True, text=True, check=False).stdout


def clone(repo: Repo, name: str) -> Path:
    """Clone the repository as its user would."""
    place = repo.home / name
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(repo.path), str(place)], check=True)
    return place


def main_clone(repo: Repo) -> Runner:
    """Give the clone that most checks share; made and set up once."""
    place = repo.home / "clone"
    if not place.exists():
        run = Runner(repo, clone(repo, "clone"))
        if bad := run.make("setup"):
            raise UnmadeError("make setup failed:\n" + "\n".join(bad))
    return Runner(repo, place)


def day_one(repo: Repo) -> Failures:
    """Set up, format, check, test, run: each leaves git clean and nothing running."""
    place = repo.home / "clone"
    run = Runner(repo, place if place.exists() else clone(repo, "clone"))
    for goals in (["setup"], ["fmt"]):
        if bad := run.make(*goals):
            return bad
    bad = run.porcelain("make setup fmt: the emitted tree must come formatted")
    for goals in (["check"], ["test"], ["run", "ONCE=1"]):
        bad += run.make(*goals)
        bad += run.porcelain(f"make {' '.join(goals)}")
    bad += run.make("setup", why="make setup again")
    if run.repo.times[-1]["seconds"] > 15:
        bad.append(f"a second make setup took {run.repo.times[-1]['seconds']} s: it is not idempotent")
    if run.said("help") != run.said():
        bad.append("`make` alone does not print what `make help` prints")
    return bad


def foreground(repo: Repo) -> Failures:
    """`make run` stays until Ctrl-C (or ends by itself), and Ctrl-C ends every child."""
    run = main_clone(repo)
    with tempfile.TemporaryFile() as log:
        child = run.start(log.fileno(), "run")
        try:
            status = child.wait(timeout=20)
            bad = [f"make run ended by itself with {status}"] if status else []
        except subprocess.TimeoutExpired:
            bad = []
            os.killpg(child.pid, signal.SIGINT)
            try:
                child.wait(timeout=ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                bad.append(f"make run was still there {ENDS_WITHIN} s after Ctrl-C")
                os.killpg(child.pid, signal.SIGKILL)
        if bad:
            log.seek(0)
            bad += log.read().decode(errors="replace").splitlines()[-15:]
    left = left_in(run.place)
    if left:
        bad.append(f"Ctrl-C left running: {left}")
    return bad + run.porcelain("make run")


def network_cut(repo: Repo) -> Failures:
    """After set-up everything works without a network: a second set-up, `make ci`, the main job."""
    if os.geteuid():
        raise UnmadeError("cutting the network needs root")
    ready = main_clone(repo)
    cut = Runner(repo, ready.place, CUT)
    bad: Failures = []
    for goals in (["setup"], ["fmt"], ["ci"], ["run", "ONCE=1"]):
        bad += cut.make(*goals, why=f"make {' '.join(goals)} without network")
    return bad + cut.porcelain("make ci without network")


def odd_path(repo: Repo) -> Failures:
    """A path with a space, an apostrophe and a non-ASCII letter, LC_ALL=C, no git identity."""
    env = {"LANG": "C", "LC_ALL": "C", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    run = Runner(repo, clone(repo, "Zoë's first repo"), env=env)
    return [line for verb in ("setup", "check", "test") for line in run.make(verb, why=f"make {verb} in an odd path")]


def non_root(repo: Repo) -> Failures:
    """An ordinary user with an empty home."""
    if os.geteuid():
        return []
    place = clone(repo, "nobody")
    subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(place)], check=True)
    repo.home.chmod(0o755)
    user_home = repo.home / "nobody-home"
    user_home.mkdir()
    os.chown(user_home, NOBODY, NOBODY)
    wrap = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    run = Runner(repo, place, wrap, env={"HOME": str(user_home), "GIT_CONFIG_GLOBAL": "/dev/null"})
    return [line for verb in ("setup", "test") for line in run.make(verb, why=f"make {verb} as an ordinary user")]


def two_at_once(repo: Repo) -> Failures:
    """Two checkouts, side by side, at the same time."""
    runs = [main_clone(repo), Runner(repo, clone(repo, "twin"))]
    if bad := runs[1].make("setup", why="make setup of a twin"):
        return bad
    begin = time.monotonic()
    with tempfile.TemporaryFile() as first, tempfile.TemporaryFile() as second:
        logs = [first, second]
        children = [run.start(log.fileno(), "test") for run, log in zip(runs, logs, strict=True)]
        bad = []
        for child, log in zip(children, logs, strict=True):
            try:
                child.wait(timeout=2 * LIMIT)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
            if child.returncode:
                log.seek(0)
                bad += [f"two at once: exit {child.returncode}", *log.read().decode(errors="replace").splitlines()[-15:]]
    repo.times.append({"step": "make test, two at once", "seconds": round(time.monotonic() - begin, 1)})
    return bad


def plan_removed(repo: Repo) -> Failures:
    """Without plan/ the repository is complete and green."""
    run = main_clone(repo)
    subprocess.run(["git", "rm", "-rq", "plan"], cwd=run.place, check=True)
    try:
        return [line for verb in ("check", "test", "help") for line in run.make(verb, why=f"make {verb} without plan/")]
    finally:
        subprocess.run(["git", "reset", "-q", "--hard", "HEAD"], cwd=run.place, check=True)


def plan_red(repo: Repo) -> Failures:
    """The checks of build and write items are red on day 1, by saying what is missing."""
    run = main_clone(repo)
    bad = []
    begin = time.monotonic()
    for row in items(repo):
        if row.get("kind") not in {"build", "write"} or not row.get("check"):
            continue
        done = subprocess.run(
            shlex.split(row["check"]), cwd=run.place, env=run.env, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        said = done.stdout + done.stderr
        if done.returncode == 0:
            bad.append(f"{row['id']}: its check is green on day 1")
        elif hit := WRONG_RED.search(said):
            bad += [f"{row['id']}: its check is red for the wrong reason: {hit.group(0)}", *said.strip().splitlines()[-8:]]
    repo.times.append({"step": "checks red on day 1", "seconds": round(time.monotonic() - begin, 1)})
    return bad + run.porcelain("the plan's checks")


def clean(repo: Repo) -> Failures:
    """`make clean` leaves what a clone has."""
    run = main_clone(repo)
    return run.make("clean") + run.porcelain("make clean", "--ignored")
