"""Scores: what the figures of a community are worth in a ranking, and where each point comes from."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import log1p
from typing import Final, NamedTuple, Protocol

from vocabulary.measures import Figures, Measure

_DIGITS: Final = Decimal("0.01")


class Weighs(Protocol):
    """How much a figure adds to a score."""

    @property
    def points(self) -> Decimal: ...

    @property
    def full_at(self) -> Decimal | None:
        """For counts: from so many on, more adds little; None for shares."""


class Score(NamedTuple):
    """A community's points, and where they come from."""

    points: Decimal
    """0 to 100, to two digits: the sum of its parts, to the last one."""
    parts: Mapping[Measure, Decimal]


def score(weights: Mapping[Measure, Weighs], figures: Figures) -> Score:
    """Shares count in proportion; counts saturate as in CHAOSS: log(1+x) / log(1+max(x, full_at)) of the weight."""
    parts = {measure: _part(weight, figures.get(measure, Decimal(0))) for measure, weight in weights.items()}
    return Score(sum(parts.values(), Decimal(0)), parts)


def _part(weight: Weighs, figure: Decimal) -> Decimal:
    value = max(Decimal(0), figure)
    if weight.full_at is None:
        part = weight.points * min(value, Decimal(1))
    else:
        part = weight.points * Decimal(log1p(float(value)) / log1p(float(max(value, weight.full_at))))
    return part.quantize(_DIGITS, ROUND_HALF_UP)
