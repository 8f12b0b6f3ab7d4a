"""The verbs. Each imports what it needs when it runs, so that `rollback` does not wait for anything else."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / "var" / "stack.json"


def say(line: str) -> None:
    """Print at once: whoever watches a rollout watches it live."""
    print(line, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb: 0 done, 1 it ended badly, 2 it was called wrongly."""
    arguments = parser().parse_args(argv)
    verb: Callable[[argparse.Namespace], int] = arguments.verb
    try:
        return verb(arguments)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except Exception as fault:
        # Ours are sentences for a person; anything else is a bug and keeps its traceback.
        if not type(fault).__module__.startswith("delivery."):
            raise
        print(f"delivery: {fault}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    top = argparse.ArgumentParser(prog="delivery", description="Ships releases of the quotes service.")
    top.add_argument("--state", type=Path, default=STATE, help="where the running stack is written down")
    verbs = top.add_subparsers(required=True)

    def verb(name: str, run: Callable[[argparse.Namespace], int], says: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=says)
        made.set_defaults(verb=run)
        return made

    verb("run", _run, "ship 1.1.1 by canary under load, then stop everything")
    verb("up", _up, "keep the stack in the foreground")
    ship = verb("release", _release, "ship a release to the running stack")
    ship.add_argument("version", nargs="?", default="1.1.1")
    ship.add_argument("--plan", type=Path, default=ROOT / "rollout.toml")
    ship.add_argument("--timeline", type=Path, default=ROOT / "var" / "timeline.jsonl")
    verb("rollback", _rollback, "send everybody to stable")
    verb("down", _down, "end what the state file names")
    shoot = verb("load", _load, "send quotes through the edge")
    shoot.add_argument("--rps", type=int, default=60)
    shoot.add_argument("--seconds", type=float, default=30)
    shoot.add_argument("--url", help="default: the edge of the running stack")
    practise = verb("drill", _drill, "break something under load and write it up")
    practise.add_argument("fault")
    practise.add_argument("--out", type=Path, default=ROOT / "docs")
    again = verb("postmortem", _postmortem, "render a postmortem again from its raw files")
    again.add_argument("folder", type=Path)
    pair = verb("measure", _measure, "canary against blue/green on the bad release")
    pair.add_argument("--runs", type=int, default=3)
    pair.add_argument("--out", type=Path, default=ROOT / "docs")
    versus = verb("compare", _compare, "two rollout plans against each other")
    versus.add_argument("a", type=Path)
    versus.add_argument("b", type=Path)
    versus.add_argument("--runs", type=int, default=5)
    verb("power", _power, "simulate how often the verdict is wrong")
    verb("infra", _infra, "apply the play to this machine")
    rules = verb("slo", _slo, "generate the alert rules from the objectives")
    rules.add_argument("--check", action="store_true", help="only say whether they are up to date")
    verb("doctor", _doctor, "say which programs are here")
    return top


def _run(_arguments: argparse.Namespace) -> int:
    from delivery.serving import run_once

    return run_once(ROOT, say)


def _up(arguments: argparse.Namespace) -> int:
    from delivery.serving import stay_up

    return stay_up(ROOT, arguments.state, say)


def _release(arguments: argparse.Namespace) -> int:
    from delivery.serving import release

    return release(ROOT, arguments.state, arguments.version, arguments.plan, arguments.timeline, say)


def _rollback(arguments: argparse.Namespace) -> int:
    from delivery.operate import rollback

    say(rollback(arguments.state))
    return 0


def _down(arguments: argparse.Namespace) -> int:
    from delivery.operate import down

    say(f"ended: {', '.join(down(arguments.state)) or 'nothing was running any more'}")
    return 0


def _load(arguments: argparse.Namespace) -> int:
    import time

    from delivery import load
    from delivery.operate import read_state

    url = arguments.url or read_state(arguments.state)["edge"]
    traffic = load.Load(url, arguments.rps, time.monotonic, arguments.seconds)
    traffic.start()
    shots = traffic.wait()
    say(load.summary(shots))
    return 0


def _drill(arguments: argparse.Namespace) -> int:
    from delivery import drill, record
    from delivery.faults import FAULTS
    from delivery.processes import INTERRUPTS

    names = list(FAULTS) if arguments.fault == "all" else [arguments.fault]
    if unknown := set(names) - set(FAULTS):
        print(f"drill: no fault {', '.join(unknown)}; there are {', '.join(FAULTS)} and all", file=sys.stderr)
        return 2
    with INTERRUPTS.installed():
        results = [drill.run(name, ROOT, say) for name in names]
    record.update(arguments.out / "rollback-drill.md", results)
    return 0 if all(result.as_stated() for result in results) else 1


def _postmortem(arguments: argparse.Namespace) -> int:
    from delivery.drill import write_postmortem

    say(str(write_postmortem(ROOT, arguments.folder)))
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    import json

    from delivery import measure
    from delivery.processes import INTERRUPTS

    with INTERRUPTS.installed():
        data = measure.canary_and_bluegreen(ROOT, arguments.runs, say)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "measured.json").write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    if arguments.out.resolve() == ROOT / "docs":
        readme = ROOT / "README.md"
        readme.write_text(measure.put(measure.table(data), readme.read_text("utf-8")), encoding="utf-8")
    say(measure.table(data))
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    from delivery import measure
    from delivery.processes import INTERRUPTS

    with INTERRUPTS.installed():
        say(measure.compare(ROOT, arguments.a, arguments.b, arguments.runs, say))
    return 0


def _power(_arguments: argparse.Namespace) -> int:
    from delivery import power
    from delivery.drill import plan_of

    path = ROOT / "docs" / "canary-power.md"
    path.write_text(power.report(plan_of(ROOT / "rollout.toml").limits), encoding="utf-8")
    say(path.read_text("utf-8"))
    return 0


def _infra(_arguments: argparse.Namespace) -> int:
    from delivery.provision import by_play

    say(by_play(ROOT, None).said.strip())
    return 0


def _slo(arguments: argparse.Namespace) -> int:
    from delivery import rulebook

    if not arguments.check:
        rulebook.write(ROOT)
        return 0
    if stale := rulebook.stale(ROOT):
        print(f"slo: not what the objectives say: {', '.join(stale)}; run make slo", file=sys.stderr)
        return 1
    return 0


def _doctor(_arguments: argparse.Namespace) -> int:
    from delivery.doctor import examine

    lines, whole = examine()
    for line in lines:
        say(line)
    return 0 if whole else 1
