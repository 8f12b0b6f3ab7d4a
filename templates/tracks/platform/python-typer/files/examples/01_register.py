#!/usr/bin/env python3
"""Enter a service in the catalogue, and read it back.

usage: python examples/01_register.py URL TOKEN
"""

import sys

from pave.sdk import Conflict, Platform


def main(url: str, token: str) -> None:
    """Register twice: the second time changes nothing, and another owner is refused."""
    with Platform(url, token) as platform:
        platform.services.register("parcel-labels", "@parcels")
        platform.services.register("parcel-labels", "@parcels")
        print(platform.services.get("parcel-labels").owner)
        try:
            platform.services.register("parcel-labels", "@somebody-else")
        except Conflict as fault:
            print(fault.message)


if __name__ == "__main__":
    main(*sys.argv[1:3])
