"""The routes. What they say is decided elsewhere."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header
from fastapi.responses import PlainTextResponse

from departures.serve import problems
from departures.serve.schemas import Answer, Decision, Question
from departures.serve.scorer import Scorer


def create(served: Callable[[], Scorer], token: str | None = None) -> FastAPI:
    """Build the application. With a token, questions need it; health and metrics never do."""
    app = FastAPI(title="departures", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    problems.install(app)
    counted: Counter[str] = Counter(dict.fromkeys(("requests", "flights", "acted", "unlisted"), 0))

    def allowed(authorization: Annotated[str, Header()] = "") -> None:
        if token and not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise problems.Unauthorized

    guarded = [Depends(allowed)]

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> dict[str, str]:
        return {"status": "ready", "model": served().version}

    @app.get("/model", dependencies=guarded)
    def model() -> dict[str, Any]:
        scorer = served()
        shown = ("version", "model", "lag_days", "costs", "params", "libraries", "files")
        return {"as_of": scorer.as_of, **{name: scorer.about[name] for name in shown}}

    @app.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> str:
        return "".join(
            f"# TYPE departures_{name}_total counter\ndepartures_{name}_total {n}\n" for name, n in counted.items()
        )

    @app.post("/predict", dependencies=guarded)
    def predict(question: Question) -> Answer:
        scorer = served()
        scored = scorer.score([flight.scheduled() for flight in question.flights])
        counted.update(
            requests=1,
            flights=len(scored),
            acted=sum(s.act for s in scored),
            unlisted=sum(not s.listed for s in scored),
        )
        decisions = [
            Decision(
                carrier=asked.carrier, flight=asked.flight, p=said.p, act=said.act,
                schedule="listed" if said.listed else "unlisted",
            )
            for asked, said in zip(question.flights, scored, strict=True)
        ]  # fmt: skip
        return Answer.model_validate(
            {"model": scorer.version, "as_of": scorer.as_of, "threshold": scorer.costs.threshold, "flights": decisions}
        )

    return app
