"""How much of the targets, the workplan and the money of a community's years falls into a period."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from projections.budget_row import BudgetRow
from projections.leaderboard.stand import NONE, share
from vocabulary.periods import Period
from vocabulary.span import Span
from vocabulary.years import YearSpan, year_of


class InPeriod(NamedTuple):
    """Shares from 0 to 1: those of each year, by how much of the period it fills."""

    attained: Decimal
    delivered: Decimal
    used: Decimal


class Planned(Protocol):
    """How far the plan of a year has come; a row of the view of years is one."""

    number: int
    attained: Decimal
    delivered: Decimal


@dataclass(frozen=True, slots=True)
class YearPart:
    """What one year of a community puts into a period."""

    span: YearSpan
    weight: Decimal
    """Which part of the period, as far as the community lived in it, this year fills; from 0 to 1."""
    plan: Planned | None
    """None where no plan was approved."""
    budget: BudgetRow | None

    @property
    def used(self) -> Decimal:
        return money_used(self.budget) if self.budget is not None else NONE


def parts(
    period: Period, launched_at: datetime, every: Span, years: Iterable[Planned], budgets: Iterable[BudgetRow]
) -> Iterator[YearPart]:
    """The years of a community that fill the period, in order; `years` are those whose plan was approved."""
    plans = {year.number: year for year in years}
    money = {budget.year: budget for budget in budgets}
    whole = Period(max(period.starts, launched_at), period.ends)
    for number in sorted(plans.keys() | money.keys()):
        span = year_of(number, launched_at, every)
        seconds = whole.shared_with(span.starts, span.ends)
        if seconds:
            weight = share(seconds, (whole.ends - whole.starts).total_seconds())
            yield YearPart(span, weight, plans.get(number), money.get(number))


def in_period(found: Iterable[YearPart]) -> InPeriod:
    attained = delivered = used = NONE
    for part in found:
        if part.plan is not None:
            attained += part.weight * part.plan.attained
            delivered += part.weight * part.plan.delivered
        used += part.weight * part.used
    return InPeriod(*(share(figure, 1) for figure in (attained, delivered, used)))


def money_used(budget: BudgetRow) -> Decimal:
    """Paid, of all that the year had; from 0 to 1."""
    whole = budget.per_year + budget.carried_over
    return min(Decimal(1), share(budget.paid.amount, whole.amount)) if whole.amount else NONE
