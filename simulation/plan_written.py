"""The plan that a scenario's lead writes for a year, and where its figures stand on the way."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from simulation.cast import Invented
from simulation.yearly import Aim, PlanOfYear, item_name
from vocabulary.people import PersonId
from vocabulary.plans import Direction, Initiative, Kpi, Workplan
from vocabulary.years import YearSpan

T = TypeVar("T")
_TENTH = Decimal("0.1")


def workplan(community: Invented, plan: PlanOfYear, span: YearSpan, lead: PersonId) -> Workplan:
    """Initiatives one after the other through the year, and its KPIs."""
    return Workplan(
        initiatives=tuple(_initiative(community, plan, span, lead, at) for at in range(len(plan.initiatives))),
        kpis=tuple(_kpi(community, aim, plan.serves) for aim in plan.kpis),
    )


def stands_at(aim: Aim, way: float) -> Decimal:
    """Where a figure stands that has come so far, from 0 to 1."""
    value = aim.baseline + (aim.target - aim.baseline) * Decimal(str(round(way, 3)))
    return value.quantize(_TENTH, ROUND_HALF_UP)


def of_year(told: Sequence[T], number: int) -> T:
    """What is told of a year, counted from 1; the last holds on."""
    return told[min(number, len(told)) - 1]


def _initiative(community: Invented, plan: PlanOfYear, span: YearSpan, lead: PersonId, at: int) -> Initiative:
    title = community.about(plan.initiatives[at])
    part = (span.ends - span.starts) / len(plan.initiatives)
    starts = span.starts + part * at
    return Initiative(id=item_name(title), title=title, starts=starts.date(), ends=(starts + part).date(), owner=lead)


def _kpi(community: Invented, aim: Aim, serves: str | None) -> Kpi:
    title = community.about(aim.title)
    return Kpi(
        id=item_name(title),
        title=title,
        unit=aim.unit,
        direction=Direction.UP if aim.target > aim.baseline else Direction.DOWN,
        baseline=aim.baseline,
        target=aim.target,
        weight=aim.weight,
        objective=serves,
    )
