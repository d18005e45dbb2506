"""The plan of a community's year: what it sets out to do, and the figures that it wants to be held to."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints, model_validator

from vocabulary.digits import digits
from vocabulary.people import PersonId
from vocabulary.tasks import ItemName
from vocabulary.terms import PRINTABLE, Line, Lines

PLAN: Final[ItemName] = "plan"
"""The kind of change by which a plan is decided on: a policy may give it a chain of its own."""

Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=PRINTABLE)]
Figure = Annotated[
    Decimal,
    Field(allow_inf_nan=False, max_digits=20, decimal_places=6),
    PlainSerializer(digits, when_used="json"),
]
"""An exact number; equal ones are written alike."""


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Initiative(BaseModel):
    """Something that the community does in the year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ItemName
    title: Line
    starts: date
    ends: date
    """The last day."""
    owner: PersonId
    deliverables: Lines = ()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends < self.starts:
            msg = f"{self.id} ends on {self.ends}, before it starts on {self.starts}; change one of the dates"
            raise ValueError(msg)
        return self


class Kpi(BaseModel):
    """A figure, where it stands at the beginning of the year, and where it is to be at its end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ItemName
    title: Line
    unit: Unit
    """What is counted, for example `corrected invoices a month`."""
    direction: Direction
    baseline: Figure
    target: Figure
    weight: Figure = Field(default=Decimal(1), gt=0, le=1000)
    """How much it counts beside the others of the year."""
    objective: Line | None = None
    """The objective of the organisation that it serves."""
    share: Figure | None = Field(default=None, gt=0, le=1)
    """Which part of that objective the community owns; 1 is all of it."""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        better = self.target > self.baseline if self.direction is Direction.UP else self.target < self.baseline
        if not better:
            wants = "above" if self.direction is Direction.UP else "below"
            msg = f"{self.id} goes {self.direction.value}; its target has to lie {wants} its baseline {self.baseline}"
            raise ValueError(msg)
        if self.share is not None and self.objective is None:
            msg = f"{self.id} owns a share of an objective; say of which: `objective`"
            raise ValueError(msg)
        return self


class Workplan(BaseModel):
    """What a year is planned to bring: initiatives with dates, owners and deliverables, and KPIs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    initiatives: tuple[Initiative, ...] = Field(min_length=1, max_length=100)
    kpis: tuple[Kpi, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        for what, ids in (("initiative", self._ids(self.initiatives)), ("KPI", self._ids(self.kpis))):
            for name in _twice(ids):
                msg = f"two of its {what}s are called {name}; give one of them another id"
                raise ValueError(msg)
        return self

    @staticmethod
    def _ids(parts: Iterable[Initiative] | Iterable[Kpi]) -> list[str]:
        return [part.id for part in parts]

    def kpi(self, name: ItemName) -> Kpi | None:
        return next((kpi for kpi in self.kpis if kpi.id == name), None)

    def initiative(self, name: ItemName) -> Initiative | None:
        return next((one for one in self.initiatives if one.id == name), None)


def _twice(names: list[str]) -> Iterator[str]:
    return (name for number, name in enumerate(names) if name in names[:number])
