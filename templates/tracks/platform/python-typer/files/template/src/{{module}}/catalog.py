"""What the company's catalogue says about this service, asked through the platform SDK."""

from dataclasses import dataclass

from pave.sdk import Platform, PlatformError, Retry, Timeouts

from .settings import Settings


@dataclass(frozen=True)
class Entry:
    """The entry, or why there is none."""

    found: dict[str, str] | None
    degraded: bool


class Catalog:
    """Asks for the entry of this service: a page about oneself is not worth a long wait."""

    def __init__(self, settings: Settings, platform: Platform | None = None) -> None:
        """Take a client, or make one that gives up early."""
        self._name = settings.name
        self._platform = platform or Platform(
            settings.platform_url,
            settings.platform_token,
            timeouts=Timeouts(connect=0.5, read=1.0, total=2.0),
            retry=Retry(attempts=2),
        )

    def entry(self) -> Entry:
        """Return the entry; a platform API that is away is no error of ours."""
        try:
            service = self._platform.services.get(self._name)
        except PlatformError:
            return Entry(None, degraded=True)
        return Entry({"name": service.name, "owner": service.owner}, degraded=False)

    def close(self) -> None:
        """Close the connections."""
        self._platform.close()
