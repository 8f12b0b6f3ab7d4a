"""The golden path: a command line for starting, scoring and upgrading services, and the SDK of the platform API."""

__version__ = "0.1.0"
