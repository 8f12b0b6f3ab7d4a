from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from delivery.load import SKUS, Load, LoadError, Shot, read, summary, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "url", ["http://192.0.2.7:80", "http://shop.example:80", "https://127.0.0.1:80", "http://127.0.0.1"]
)
def test_load_never_leaves_this_machine(url: str) -> None:
    with pytest.raises(LoadError, match="this machine only"):
        Load(url, 10, time.monotonic)


@pytest.mark.parametrize(("rps", "seconds"), [(0, 10), (201, 10), (10, 0), (10, 121)])
def test_load_is_bounded(rps: int, seconds: float) -> None:
    with pytest.raises(LoadError, match="at most 200"):
        Load("http://127.0.0.1:9", rps, time.monotonic, seconds)


def test_requests_that_nobody_answers_are_failures_and_do_not_hold_up_the_others() -> None:
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
    load = Load(f"http://127.0.0.1:{port}", 100, time.monotonic, 0.3)
    load.start()
    shots = load.wait()
    assert [shot.status for shot in shots] == [0] * 30
    assert summary(shots).startswith("30 of 30 requests failed")


def test_every_ten_requests_ask_for_every_product_once_in_changing_order() -> None:
    asked: list[str] = []

    def serve(listener: socket.socket) -> None:
        for _ in range(30):
            connection, _ = listener.accept()
            with closing(connection):
                asked.append(connection.recv(4096).decode().split("sku=")[1].split("&")[0])
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Served-By: canary\r\nContent-Length: 0\r\n\r\n")

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        # Slow enough that they arrive in the order in which they were sent.
        load = Load(f"http://127.0.0.1:{listener.getsockname()[1]}", 50, time.monotonic, 0.6)
        load.start()
        shots = load.wait()
        thread.join()
    assert {shot.server for shot in shots} == {"canary"}
    assert Counter(asked) == dict.fromkeys(SKUS, 3)
    assert len({tuple(asked[at : at + 10]) for at in (0, 10, 20)}) == 3


def test_shots_are_written_short_and_read_back(tmp_path: Path) -> None:
    shots = [Shot(0.5, 200, 3.2, "stable", ""), Shot(0.7, 500, 4.0, "canary", "a" * 32)]
    write(shots, tmp_path / "load.jsonl")
    assert read(tmp_path / "load.jsonl") == shots
