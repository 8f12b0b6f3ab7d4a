"""Acting costs a little, missing costs a lot; the cheaper of the two decides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Costs:
    """What a reserve costs, and what it costs to have none when the flight is late, cancelled or diverted."""

    act: float
    miss: float

    @property
    def threshold(self) -> float:
        """Act from this probability on. It follows from the costs, so it is never fitted."""
        return self.act / self.miss

    def act_on(self, probability: float) -> bool:
        """Say whether a reserve is held."""
        return probability >= self.threshold

    def of(self, *, acted: bool, late: bool) -> float:
        """Give the cost of one flight. A reserve that was needed still costs its price."""
        if acted:
            return self.act
        return self.miss if late else 0.0
