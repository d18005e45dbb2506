"""What the people of a community do in each of its years, where a history is recorded."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from policies.section import Contradiction, Section
from simulation.habits import Share
from vocabulary.ids import slug
from vocabulary.money import Money
from vocabulary.plans import Figure, Unit
from vocabulary.span import Span
from vocabulary.terms import Line

YEAR = Span("1 year")
Level = Annotated[float, Field(ge=0, le=5)]


class Aim(Section):
    """A figure to be moved, from where it stands at the beginning of a year to where it is wanted at its end."""

    title: Line
    unit: Unit
    baseline: Figure
    target: Figure
    weight: Figure = Field(default=Decimal(1), gt=0, le=1000)

    def contradictions(self) -> Iterator[Contradiction]:
        if self.baseline == self.target:
            yield Contradiction("a target lies above or below its baseline; write another one", at=("target",))


class PlanOfYear(Section):
    """The lead writes and submits a plan, whoever is asked decides, and some of it comes about."""

    after: Span = Span("2 weeks")
    within: Span = Span("6 weeks")
    """Written evenly spread from `after` until `within`, both counted from the beginning of each year."""
    years: tuple[Annotated[int, Field(ge=1, le=100)], ...] = ()
    """Years of the community, counted from 1, for which there is one; left out, all."""
    serves: Line | None = None
    """The objective of the organisation."""
    initiatives: tuple[Line, ...] = Field(min_length=1, max_length=20)
    """`<topic>` stands for what the community is about, here and in the titles of KPIs."""
    kpis: tuple[Aim, ...] = Field(min_length=1, max_length=20)
    reached: tuple[Share, ...] = Field(default=(1.0,), min_length=1, max_length=50)
    """How much of the way each KPI comes: in the first year, in the second, and so on; the last holds from then on."""
    delivered: tuple[Share, ...] = Field(default=(1.0,), min_length=1, max_length=50)
    """How many of the initiatives, likewise."""

    def contradictions(self) -> Iterator[Contradiction]:
        if self.within < self.after:
            msg = f"a plan can't be written within {self.within} and after {self.after}; put the longer one second"
            yield Contradiction(msg, at=("within",))
        if not self.within < YEAR:
            yield Contradiction("a plan is written within its year; write less than 1 year", at=("within",))
        for name, titles in (("initiatives", self.initiatives), ("kpis", [kpi.title for kpi in self.kpis])):
            if len({item_name(title) for title in titles}) < len(titles):
                yield Contradiction("each has a title of its own; change one of those that are alike", at=(name,))


class Wish(Section):
    """Money that is asked for, once in each year that is named, and spent where it is granted."""

    what: Line
    """An initiative of the plan, or anything else."""
    amount: Money
    after: Span
    """Counted from the beginning of the year."""
    years: tuple[Annotated[int, Field(ge=1, le=100)], ...] = ()
    """Years of the community, counted from 1; left out, all."""
    share: Share = 1.0
    """How many of the group ask for it."""
    spent: Share = 1.0
    """How much of what is granted."""

    def contradictions(self) -> Iterator[Contradiction]:
        if not self.after < YEAR:
            yield Contradiction("money is asked for within its year; write less than 1 year", at=("after",))


class Assessing(Section):
    """The KM team assesses once a year, by the model of the policy."""

    after: Span = Span("10 months")
    levels: tuple[Level, ...] = Field(min_length=1, max_length=50)
    """The mean over all dimensions that is shown in the first year, in the second, and so on: 1.5 is level 2 in half of
    them, and level 1 in the others. The last holds from then on."""

    def contradictions(self) -> Iterator[Contradiction]:
        if not self.after < YEAR:
            yield Contradiction("a year is assessed within it; write less than 1 year", at=("after",))


class Year(Section):
    """A year of a community, from its launch or an anniversary to the next."""

    plan: PlanOfYear | None = None
    in_objectives: Share = 0.0
    """Of how many of the group it is agreed each year that leading it is among the lead's own objectives."""
    money: tuple[Wish, ...] = Field(default=(), max_length=20)
    maturity: Assessing | None = None


def item_name(title: str) -> str:
    """The name under which an initiative or a KPI with such a title is planned, and money asked for."""
    return slug(title)[:40].rstrip("-") or "one"
