"""The service's routes."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from . import __version__, logs, problems
from .catalog import Catalog
from .settings import Settings


def create(settings: Settings | None = None, catalog: Catalog | None = None) -> FastAPI:
    """Build the application; tests hand in their own catalogue."""
    settings = settings or Settings()
    catalog = catalog or Catalog(settings)
    logger = logs.configure()
    requests: Counter[int] = Counter()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        logger.info("started", extra={"fields": {"service": settings.name}})
        yield
        catalog.close()

    app = FastAPI(title=settings.name, version=__version__, lifespan=lifespan)
    problems.install(app)

    @app.middleware("http")
    async def count(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await answer(request)
        requests[response.status_code] += 1
        return response

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz() -> dict[str, str]:
        return {"status": "ready"}

    @app.get("/metrics")
    def metrics() -> PlainTextResponse:
        lines = ["# TYPE requests_total counter"]
        for status, number in sorted(requests.items()):
            label = f'status="{status}"'
            lines.append("requests_total{" + label + "} " + str(number))
        return PlainTextResponse("\n".join(lines) + "\n")

    @app.get("/v1/about")
    def about() -> dict[str, object]:
        entry = catalog.entry()
        return {
            "name": settings.name,
            "version": __version__,
            "owner": settings.owner,
            "catalogue": entry.found,
            "degraded": entry.degraded,
        }

    return app
