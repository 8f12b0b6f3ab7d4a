"""Aggregates for a dashboard."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from ledger.domain.money import Currency
from ledger.http import schemas
from ledger.http.bodies import Route
from ledger.http.deps import CurrentUser, Have
from ledger.http.docs import refused
from ledger.http.etags import PRIVATE
from ledger.http.strict import QUERY_INT, Omittable, StrictDay

router = APIRouter(tags=["reports"], route_class=Route)


@router.get(
    "/v1/reports/daily-volume",
    operation_id="dailyVolume",
    response_model=schemas.DailyVolume,
    responses=refused(401, 422),
)
def daily_volume(
    currency: Annotated[Currency, Query()],
    have: Have,
    user_id: CurrentUser,
    days: Annotated[int, Field(ge=1, le=92), QUERY_INT, Query()] = 30,
    until: Annotated[StrictDay | None, Omittable(), Query()] = None,
) -> Response:
    """Count transfers per UTC day, with the window before it to compare."""
    report = have.reports.daily_volume(user_id, currency, days, until)
    return Response(schemas.DailyVolume.of(currency, report).encode(), 200, PRIVATE, "application/json")


@router.get(
    "/v1/reports/receipts",
    operation_id="receiptBacklog",
    response_model=schemas.ReceiptBacklog,
    responses=refused(401),
)
def receipt_backlog(have: Have, user_id: CurrentUser) -> Response:
    """Show how far the receipt queue is behind."""
    backlog = schemas.ReceiptBacklog.of(have.reports.backlog(user_id))
    return Response(backlog.encode(), 200, PRIVATE, "application/json")
