"""What is asked and what is answered. Strict: a field that nobody knows, or a number in quotes, is refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from departures.domain.calendar import YEAR
from departures.domain.schedule import ScheduledFlight

MOST = 1000
Day = Annotated[date, Field(strict=False, ge=date(YEAR, 1, 1), le=date(YEAR, 12, 31))]


class Flight(BaseModel):
    """A flight of the printed schedule."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    day: Day
    carrier: str = Field(pattern="^[0-9A-Z]{2}$", examples=["UA"])
    flight: int = Field(ge=1, le=9999)
    origin: Literal["EWR", "JFK", "LGA"]
    dest: str = Field(pattern="^[A-Z]{3}$", examples=["ORD"])
    departs: str = Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["17:30"], description="local time")
    distance: int = Field(ge=10, le=6000, description="miles")

    def scheduled(self) -> ScheduledFlight:
        """Turn it into what the domain knows."""
        hour, minute = self.departs.split(":")
        departs = int(hour) * 60 + int(minute)
        return ScheduledFlight(self.day, self.carrier, self.flight, self.origin, self.dest, departs, self.distance)


class Question(BaseModel):
    """Flights of one day."""

    model_config = ConfigDict(extra="forbid", strict=True)

    flights: list[Flight] = Field(min_length=1, max_length=MOST)

    @model_validator(mode="after")
    def one_day(self) -> Question:
        """Refuse several days: each would have another horizon."""
        if len({flight.day for flight in self.flights}) > 1:
            raise ValueError("all flights of a request must be of one day")
        return self


class Decision(BaseModel):
    """What is said about one flight, in the order in which it was asked about."""

    carrier: str
    flight: int
    p: float
    act: bool
    schedule: Literal["listed", "unlisted"]


class Answer(BaseModel):
    """Decisions, and what they were made with."""

    model: str
    as_of: date
    threshold: float
    flights: list[Decision]
