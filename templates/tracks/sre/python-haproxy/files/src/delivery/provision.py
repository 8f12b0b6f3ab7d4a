"""Configuration from templates: by the play for people, or rendered here where a test or a drill cannot wait for it."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import jinja2

from delivery.processes import call
from delivery.tools import need

RECAP = re.compile(r"^(\S+)\s*: ok=(\d+)\s+changed=(\d+).*failed=(\d+)", re.MULTILINE)


class ProvisionError(Exception):
    """The configuration could not be put in place; the message holds what the play said."""


@dataclass(frozen=True)
class Facts:
    """What differs between two stacks on one machine."""

    into: str
    socket: str
    edge_bind: str
    exporter_bind: str
    exporter_target: str
    stable: str
    canary: str
    scrape: str = "1s"


def free_ports(count: int) -> list[int]:
    """Ask the kernel for ports that nobody has; all at once, so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def by_templates(root: Path, facts: Facts) -> None:
    """Render the play's own templates the way Ansible does."""
    into = Path(facts.into)
    folder = root / "infra" / "local" / "templates"
    environment = jinja2.Environment(  # noqa: S701 - configuration, not HTML # nosec B701
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    (into / "rules").mkdir(parents=True, exist_ok=True)
    for name in ("haproxy.cfg", "prometheus.yml"):
        text = environment.get_template(f"{name}.jinja").render(asdict(facts))
        (into / name).write_text(text, encoding="utf-8")
    for rules in sorted((root / "prom" / "rules").glob("*.yaml")):
        shutil.copyfile(rules, into / "rules" / rules.name)


@dataclass(frozen=True)
class Applied:
    """What the play did."""

    changed: int
    said: str


def by_play(root: Path, facts: Facts | None) -> Applied:
    """Apply the play: to the stack of these facts, or to every host of the inventory."""
    with tempfile.TemporaryDirectory(prefix="play-") as scratch:
        extra: dict[str, str] = {"haproxy": str(need("haproxy")), "promtool": str(need("promtool"))}
        argv = [sys.executable, "-m", "ansible", "playbook", "--inventory", "inventory.yml", "--diff", "site.yml"]
        if facts is not None:
            extra |= asdict(facts)
            argv += ["--limit", "local"]
        (Path(scratch) / "facts.json").write_text(json.dumps(extra), encoding="utf-8")
        argv += ["--extra-vars", f"@{scratch}/facts.json"]
        done = call(argv, root / "infra" / "local", _environment(root, scratch))
    recap = RECAP.findall(done.stdout)
    if done.returncode or not recap or any(int(failed) for *_, failed in recap):
        raise ProvisionError(f"the play failed:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return Applied(sum(int(changed) for _, _, changed, _ in recap), done.stdout)


def _environment(root: Path, scratch: str) -> dict[str, str]:
    """Give Ansible a UTF-8 locale, which it demands, and short folders of its own, which it splits commands at."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "COVERAGE_"))}
    return kept | {
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_HOME": scratch,
        "ANSIBLE_LOCAL_TEMP": scratch,
        "ANSIBLE_REMOTE_TEMP": scratch,
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_CONFIG": str(root / "infra" / "local" / "ansible.cfg"),
    }
