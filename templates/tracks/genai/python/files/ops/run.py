"""`make run`: bring the index up to the corpus, show three questions, serve the page on this machine only.

With ONCE=1 it takes a free port, asks the same questions over HTTP, checks the answers, and ends.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

LOG = Path("var/serve.log")
HANDBOOK = [sys.executable, "-m", "handbook"]
WAIT_SECONDS, STOP_SECONDS = 120.0, 20.0
PORTS = 65536
QUESTIONS = (
    "How long do I have to refund a payment?",
    "How many people work at Harbor?",
    "Can partners refund for a shop?",
)


def main() -> int:
    """Run."""
    once = bool(os.environ.get("ONCE"))
    port = 0 if once else port_for(os.environ.get("PORT") or "8000")
    if subprocess.run([*HANDBOOK, "ingest"], check=False).returncode:
        return 1
    argv = [*HANDBOOK, "serve", "--port", str(port)]
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w", encoding="utf-8") as log:
        child = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        line = child.stdout.readline() if child.stdout else ""
        if not line:
            print(LOG.read_text(encoding="utf-8"), end="", file=sys.stderr)
            return child.wait() or 1
        address = f"http://127.0.0.1:{json.loads(line)['port']}"
        wait_ready(address)
        good = show(address)
        if once:
            print(
                "checked: two citations open at their span, one refusal has its reason"
                if good
                else "run: wrong answers"
            )
            return 0 if good else 1
        print(f"open {address}   (Ctrl-C ends it)   log: {LOG}   test figures: {figures()}", flush=True)
        return child.wait()
    except KeyboardInterrupt:
        print("stopping ...", flush=True)
        return 0
    finally:
        stop(child)


def figures() -> str:
    """Say where the figures of the test set are."""
    results = json.loads(Path("evals/latest.json").read_text(encoding="utf-8"))
    return f"{len(results['test'])} questions, see evals/latest.md"


def wait_ready(address: str) -> None:
    """Wait until the server answers questions."""
    ends = time.monotonic() + WAIT_SECONDS
    while call(address, "/readyz")[0] != 200:  # noqa: PLR2004
        if time.monotonic() > ends:
            raise SystemExit("run: the server did not become ready")
        time.sleep(0.05)


def show(address: str) -> bool:
    """Ask three questions and print what comes; say whether it is what must come."""
    outcomes = [call(address, "/ask", {"question": question})[1] for question in QUESTIONS]
    for question, outcome in zip(QUESTIONS, outcomes, strict=True):
        print(f"\nQ  {question}    {outcome['mode']}")
        if "answer" in outcome:
            for sentence in outcome["answer"]["sentences"]:
                print(f"A  {sentence['text']} [{sentence['citations'][0]['passage']}]")
            if outcome["answer"]["note"]:
                print(f"   {outcome['answer']['note']}")
        else:
            refusal, near = outcome["refusal"], outcome["refusal"].get("nearest")
            nearest = (
                f"; nearest: {near['passage']} (p {near['probability']:.2f}, need {near['needed']:.2f})" if near else ""
            )
            print(f"-  {refusal['title']}\n   reason: {refusal['detail']}{nearest}")
        stages = "  ".join(f"{stage['name']} {stage['ms']:.1f}" for stage in outcome["trace"]["stages"])
        print(f"   {outcome['trace']['ms']:.0f} ms  {stages}", flush=True)
    print()
    print("one instruction was planted in partners-7 and quarantined at ingest: make inspect DOC=partners-7")
    first, second, third = outcomes
    llm = first["mode"] == "language model"
    return llm or (opens(address, first) and "refusal" in second and opens(address, third))


def opens(address: str, outcome: dict[str, Any]) -> bool:
    """Follow the citations of an answer: each span must hold its quote."""
    for sentence in outcome.get("answer", {}).get("sentences", []):
        for citation in sentence["citations"]:
            name = urllib.parse.quote(citation["passage"])
            start, end = citation["span"]
            if call(address, f"/passages/{name}")[1]["text"][start:end] != citation["quote"]:
                return False
    return "answer" in outcome


def call(address: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
    """Make one request; a server that is not there yet is status 0."""
    headers = {"Content-Type": "application/json"}
    if token := os.environ.get("API_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, data, headers), timeout=90) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)
    except OSError:
        return 0, {}


def port_for(wanted: str) -> int:
    """Take the wanted port, or a free one when somebody has it."""
    if not (wanted.isdecimal() and int(wanted) < PORTS):
        raise SystemExit(f"run: PORT={wanted} is no port; take one from 1024 to {PORTS - 1}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except OSError:
            print(f"port {wanted} is in use, taking a free one")
            return 0
    return int(wanted)


def stop(child: subprocess.Popen[str]) -> None:
    """End the server, gently first."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
