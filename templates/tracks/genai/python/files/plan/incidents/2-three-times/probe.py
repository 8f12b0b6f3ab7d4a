"""Counts what one question costs at the provider and in the ledger; what is imported here is the worktree's code."""

from __future__ import annotations

import sys
import tempfile
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
MOST = 3


class Provider:
    """Answers 503, or hangs; counts what arrives. It is the probe's own, whatever becomes of the suite's stub."""

    def __init__(self, *, hang: bool) -> None:
        self.count = 0
        self.release = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                provider.count += 1
                if hang:
                    provider.release.wait(40)
                self.send_response(503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"


def probe(folder: Path, *, hang: bool) -> tuple[int, int]:
    """Ask one question of a provider that fails; give its requests and the rows of the ledger."""
    from decimal import Decimal

    from handbook.app.ports import Found, Hit
    from handbook.domain.document import Passage, Sentence, Span
    from handbook.domain.gate import Features
    from handbook.domain.ledger import Price, Stage, Trace
    from handbook.generate.client import Endpoint
    from handbook.generate.llm import LanguageModel, Surroundings
    from handbook.generate.prompt import load
    from handbook.store.book import SqliteBook

    provider = Provider(hang=hang)
    book = SqliteBook(folder / f"ledger-{hang}.db", lambda: "2026-11-01")
    price = Price("probe", Decimal(1), Decimal(2), "USD", "2026-01-15")
    around = Surroundings(lambda text: len(text.split()), lambda _seconds: None, lambda: 0.5, "cnry-probe")
    client = Endpoint(provider.url, "sk-probe", "probe", 0.3)
    model = LanguageModel(client, load("v1"), book, price, None, around)
    text = "A dispute costs 15 euros."
    passage = Passage("d#1", "d", "Fees", "Fees", Span(0, 25), text, 9, (Sentence(Span(0, 25), text),))
    found = Found((Hit(passage, 1, 1),), Features(1, 1, 0, 1, 1, 1), ((1.0,),))
    stages: list[Stage] = []
    model.answer("What does a dispute cost?", found, Trace("probe"), stages.append)
    provider.release.set()
    provider.server.shutdown()
    book.close()
    return provider.count, len([stage for stage in stages if stage.model])


def main() -> int:
    """Judge the worktree."""
    bad = False
    try:
        with tempfile.TemporaryDirectory(prefix="handbook-incident-") as folder:
            for hang in (False, True):
                requests, rows = probe(Path(folder), hang=hang)
                name = "hangs" if hang else "answers 503"
                print(f"provider that {name}: {requests} requests, {rows} rows in the ledger")
                bad = bad or requests > MOST or requests != rows
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN
    return SYMPTOM if bad else HEALTHY


if __name__ == "__main__":
    sys.exit(main())
