"""`make perf`: how long an answer takes, for one flight and for many, in turns so that a busy moment hits both alike.

Reported, never asserted: a time says as much about the machine as about the code.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from ops.run import DEPARTURES, call, listed, stop, wait_ready

ROUNDS, SIZES = 30, (1, 100, 1000)


def main() -> int:
    """Measure the published model."""
    schedule = Path("models/current/schedule.csv")
    if not schedule.is_file():
        print("perf: no model is published: make train", file=sys.stderr)
        return 1
    flights = list(listed(schedule))
    child = subprocess.Popen(
        [*DEPARTURES, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        line = child.stdout.readline() if child.stdout else ""
        if not line:
            return child.wait() or 1
        address = f"http://127.0.0.1:{json.loads(line)['port']}"
        wait_ready(address)
        taken: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(ROUNDS):
            for size in SIZES:
                asked = (flights * (size // len(flights) + 1))[:size]
                begun = time.perf_counter()
                status, _ = call(address, "/predict", {"flights": asked})
                taken[size].append(1000 * (time.perf_counter() - begun))
                if status != 200:
                    print(f"perf: /predict answered {status}", file=sys.stderr)
                    return 1
        print(f"milliseconds an answer, {ROUNDS} in turns, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        for size, times in taken.items():
            low, median, high = statistics.quantiles(times, n=4)
            print(f"  {size:>4} flights   median {median:.1f}   quartiles {low:.1f} to {high:.1f}")
        return 0
    finally:
        stop(child)


if __name__ == "__main__":
    sys.exit(main())
