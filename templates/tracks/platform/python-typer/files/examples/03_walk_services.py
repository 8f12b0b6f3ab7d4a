#!/usr/bin/env python3
"""Walk through the whole catalogue; pages are fetched as they are needed.

usage: python examples/03_walk_services.py URL TOKEN
"""

import itertools
import sys

from pave.sdk import Platform


def main(url: str, token: str) -> None:
    """Enter five services and look at the first three: the rest is never asked for."""
    with Platform(url, token) as platform:
        for name in ("address-book", "depot-hours", "parcel-labels", "route-costs", "tariffs"):
            platform.services.register(name, "@parcels")
        for service in itertools.islice(platform.services.list(page_size=2), 3):
            print(service.name)


if __name__ == "__main__":
    main(*sys.argv[1:3])
