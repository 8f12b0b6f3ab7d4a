from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from delivery.releases import Releases
from tests.programs import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0


def test_a_process_that_is_told_to_stop_says_so_finishes_what_it_has_and_goes(tmp_path: Path) -> None:
    release = Releases(ROOT, tmp_path).build("1.2.0")
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    env |= {"PYTHONPATH": str(release.folder), "PORT": "0", "RELEASE": "1.2.0", "DRAIN_SECONDS": "2"}
    child = subprocess.Popen(
        [sys.executable, "-m", "quotes"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert child.stdout
        with child.stdout:
            url = f"http://127.0.0.1:{json.loads(child.stdout.readline())['port']}"
        assert status(f"{url}/readyz") == 200
        answers: list[int] = []
        slow = threading.Thread(target=lambda: answers.append(status(f"{url}/quotes?sku=mug-blue")))
        slow.start()
        time.sleep(0.1)
        child.send_signal(signal.SIGTERM)
        assert answers == [], "the request was over before the signal, so this proves nothing"
        deadline = time.monotonic() + 30
        while (seen := status(f"{url}/readyz")) == 200 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert seen == 503
        assert status(f"{url}/healthz") == 200
        slow.join()
        assert answers == [200]
        assert child.wait(15) in {0, -signal.SIGTERM}
        assert status(f"{url}/healthz") == 0
    finally:
        child.kill()
        child.wait()


def test_settings_that_cannot_be_end_the_process_with_a_sentence() -> None:
    env = os.environ | {"PYTHONPATH": "src", "ENV": "production"}
    done = subprocess.run(
        [sys.executable, "-m", "quotes"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("quotes: RELEASE must name the release")
