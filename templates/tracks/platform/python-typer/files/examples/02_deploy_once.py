#!/usr/bin/env python3
"""Deploy while the platform loses its answer: one rollout, because the retry carries the same key.

usage: python examples/02_deploy_once.py URL TOKEN
"""

import sys

import httpx

from pave.sdk import Platform


def main(url: str, token: str) -> None:
    """Ask the local platform to do the next request and close the connection without an answer."""
    httpx.post(f"{url}/dev/faults", json=["drop-after"], timeout=5).raise_for_status()
    with Platform(url, token) as platform:
        started = platform.deployments.start("parcel-labels", "1.4.0")
        print(f"{started.id} {started.state}")
        print(f"rollouts: {len(list(platform.deployments.list('parcel-labels')))}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
