"""A rehearsed attack on a throw-away copy of the service: loopback only, bounded in requests and in time."""
