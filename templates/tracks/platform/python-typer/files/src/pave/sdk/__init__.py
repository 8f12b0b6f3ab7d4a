"""The SDK of the platform API; it needs httpx and nothing else."""

from pave.sdk.client import Platform
from pave.sdk.errors import (
    Conflict,
    Invalid,
    NotFound,
    PlatformError,
    ProtocolError,
    RateLimited,
    Unauthorized,
    Unavailable,
)
from pave.sdk.models import Deployment, Page, Service
from pave.sdk.retry import Retry
from pave.sdk.transport import Timeouts

__all__ = [
    "Conflict",
    "Deployment",
    "Invalid",
    "NotFound",
    "Page",
    "Platform",
    "PlatformError",
    "ProtocolError",
    "RateLimited",
    "Retry",
    "Service",
    "Timeouts",
    "Unauthorized",
    "Unavailable",
]
