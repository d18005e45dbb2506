"""A ranking: who stands where, by which figures, and how equal points share a place."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vocabulary.ids import CommunityId
from vocabulary.measures import Measure
from vocabulary.plans import Figure
from vocabulary.terms import Line

Points = Annotated[Figure, Field(ge=0, le=100, decimal_places=2)]


class Placed(BaseModel):
    """One community in a ranking, with the figures that its points come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    community: CommunityId
    title: Line
    apart: bool = False
    """It is too young to be ranked with the others; places are counted on their own."""
    place: int = Field(ge=1)
    points: Points
    figures: dict[Measure, Figure]
    """Of the measures that have a weight: shares as fractions of 1, counts as numbers."""


def places(points: Sequence[Decimal]) -> list[int]:
    """The place of each, for points in falling order: equal ones share a place, and the next places stay empty."""
    found: list[int] = []
    for _, equal in groupby(points):
        found += [len(found) + 1] * len(list(equal))
    return found
