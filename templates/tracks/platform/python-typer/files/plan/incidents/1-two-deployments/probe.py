"""Starts one rollout through a local platform that loses the first answer and lets the token expire in between."""

from __future__ import annotations

import sys
import threading
import traceback

HEALTHY, SYMPTOM, UNKNOWN = 0, 1, 125
FAULTS = ["drop-after", "401"]


def probe() -> int:
    """Return how many rollouts one call left; what is imported here is the code of the worktree."""
    from pave.devapi.faults import Script  # noqa: PLC0415
    from pave.devapi.server import LOCAL_TOKEN, Server  # noqa: PLC0415
    from pave.devapi.store import Store  # noqa: PLC0415
    from pave.sdk import Platform, PlatformError, Retry  # noqa: PLC0415

    store = Store(":memory:")
    server = Server(("127.0.0.1", 0), store, LOCAL_TOKEN, Script())
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        with Platform(server.url, lambda: LOCAL_TOKEN, retry=Retry(base=0.01)) as platform:
            platform.services.register("parcel-labels", "@parcels")
            server.script.extend(FAULTS)
            try:
                platform.deployments.start("parcel-labels", "1.4.0")
            except PlatformError as fault:
                sys.stdout.write(f"the caller was told: {type(fault).__name__}\n")
        for row in store.journal():
            if row["path"] == "/v1/deployments":
                said = f"request {row['request_id'][:8]} key {row['key'][:8]} status {row['status']} {row['effect']}"
                sys.stdout.write(f"journal: {said}\n")
        return len(store.deployments(10, None, None)["items"])
    finally:
        server.shutdown()
        server.server_close()
        store.close()


def main() -> int:
    """Judge the worktree."""
    try:
        count = probe()
    except Exception:  # noqa: BLE001 - whatever breaks here says nothing about the symptom
        traceback.print_exc()
        return UNKNOWN
    sys.stdout.write(f"rollouts for one call: {count}\n")
    return HEALTHY if count == 1 else SYMPTOM


if __name__ == "__main__":
    sys.exit(main())
