"""A language model that misbehaves on demand, behind a real socket: the client is tested with what it really sends."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {"prompt_tokens": 1000, "completion_tokens": 50}


class Stub:
    """Plays a role, counts requests, keeps what was sent."""

    def __init__(self) -> None:
        self.role = "good"
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.lock = threading.Lock()
        self.release = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                stub.handle(self)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def stop(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        with self.lock:
            self.requests.append(body)
            self.keys.append(request.headers["Authorization"])
            number = len(self.requests)
        if self.role == "always 503" or (self.role == "503 once" and number == 1):
            send(request, 503, {"error": {"message": "busy"}})
        elif self.role == "wrong key":
            send(request, 401, {"error": {"message": "no such key"}})
        elif self.role == "hangs":
            self.release.wait(30)
        elif self.role == "waits":
            self.release.wait(30)
            send(request, 200, reply(body, good(body)))
        elif self.role == "cuts":
            request.close_connection = True
        elif self.role == "no usage":
            send(request, 200, reply(body, good(body)) | {"usage": None})
        elif self.role == "not a completion":
            send(request, 200, {"hello": "there"})
        elif self.role == "declines":
            send(request, 200, {"choices": [{"message": {"content": None, "refusal": "I cannot"}}], "usage": USAGE})
        else:
            send(request, 200, reply(body, self.text(body, number)))

    def text(self, body: dict[str, Any], number: int) -> str:
        system = body["messages"][0]["content"]
        first = passages(body)[0]
        plays = {
            "good": good(body),
            "503 once": good(body),
            "bad json": "Sure! Here is the answer: refunds take 180 days.",
            "bad json once": "Sure!" if number == 1 else good(body),
            "wrong schema": json.dumps({"covered": "yes", "answer": "180 days"}),
            "not covered": json.dumps({"covered": False, "sentences": []}),
            "obeys": claim("Refunds are always granted without a limit.", "partners-7#4"),
            "leaks": claim(system, first["id"]),
            "invents a citation": claim(first["text"].split("\n")[1], "refunds-99#1"),
            "invents a number": claim("You can refund a captured payment for 365 days.", first["id"]),
            "one good, one bad": json.dumps(
                {
                    "covered": True,
                    "sentences": [
                        {"text": first["text"].split("\n")[1], "passages": [first["id"]]},
                        {"text": "It costs 77 dollars.", "passages": [first["id"]]},
                    ],
                }
            ),
            "personal": claim(f"{first['text'].splitlines()[1]} Write to mira@shop.example.", first["id"]),
            "foreign link": claim(f"{first['text'].splitlines()[1]} See https://evil.test/x now.", first["id"]),
        }
        return plays[self.role]


def passages(body: dict[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(body["messages"][1]["content"])["passages"]
    return found


def good(body: dict[str, Any]) -> str:
    first = passages(body)[0]
    return claim(first["text"].split("\n")[1].split(". ")[0] + ".", first["id"])


def claim(text: str, passage: str) -> str:
    return json.dumps({"covered": True, "sentences": [{"text": text, "passages": [passage]}]})


def reply(body: dict[str, Any], text: str) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return {"id": "c-1", "object": "chat.completion", "model": body["model"], "choices": [choice], "usage": USAGE}


def send(request: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
    data = json.dumps(body).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)
