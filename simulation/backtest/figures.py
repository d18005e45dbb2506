"""Counts first: shares with the interval that small numbers leave open, and spreads."""

from collections.abc import Sequence
from math import sqrt
from statistics import quantiles
from typing import Final

from pydantic import BaseModel, ConfigDict

Z: Final = 1.959963984540054
"""Standard deviations to either side that hold 95% of a normal distribution."""


class Share(BaseModel):
    """So many of so many."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int
    of: int

    @property
    def rate(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval, 95%: the shares that such a count may well have come from. None of nothing."""
        if not self.of:
            return None
        rate, z2 = self.count / self.of, Z * Z
        middle = rate + z2 / (2 * self.of)
        reach = Z * sqrt(rate * (1 - rate) / self.of + z2 / (4 * self.of * self.of))
        scale = 1 + z2 / self.of
        # At its ends the interval reaches none and all exactly; the formula comes within a rounding of them.
        low = (middle - reach) / scale if self.count else 0.0
        high = (middle + reach) / scale if self.count < self.of else 1.0
        return low, high


class Spread(BaseModel):
    """Half of the values lie between the quartiles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lower: float
    median: float
    upper: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread | None":
        """Quartiles by linear interpolation between the values; None of none."""
        if not values:
            return None
        if len(values) == 1:
            return cls(lower=values[0], median=values[0], upper=values[0])
        lower, median, upper = quantiles(values, n=4, method="inclusive")
        return cls(lower=lower, median=median, upper=upper)
