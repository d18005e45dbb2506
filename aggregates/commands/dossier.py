"""What a community's year has brought, put together for whoever decides how it goes on."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from aggregates.budget import Budget
from aggregates.commands.pinned import pinned
from aggregates.commands.signs_of_life import last_sign
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.year import CommunityYear
from vocabulary.digits import digits
from vocabulary.ids import budget_stream
from vocabulary.measures import Figures, Measure, suggested
from vocabulary.plans import Workplan
from vocabulary.tasks import ItemName, TaskKind

REVIEWS: Final = frozenset({TaskKind.ANNUAL_REVIEW, TaskKind.PROBATION_REVIEW, TaskKind.DORMANCY, TaskKind.CONCERN})
"""Questions about how a community goes on: each is decided with the figures of its year in view."""


def dossier(desk: Desk, community: Community) -> Iterator[tuple[str, str]]:
    """Names and values, in the order in which they are read: of the year that is reviewed, or else the present one."""
    number = max(1, community.anniversary)
    year, following = desk.year(community.community, number), desk.year(community.community, number + 1)
    budget = desk.find(Budget, budget_stream(community.community, number), fresh=True)
    if year is None and following is None and budget is None:
        return
    yield "year", str(number)
    if budget is not None:
        yield "budget used", f"{_used(budget):.0%} of {budget.whole} ({budget.total.paid} paid)"
    if year is not None and (plan := year.approved) is not None:
        known = _figures(year, plan, budget)
        yield from _of_plan(year, plan, known)
        # A person decides.
        if verdict := suggested(pinned(desk, community.policy).annual_review.verdicts, known):
            yield "suggested", verdict.value
    else:
        yield "plan", "none was approved, so the figures suggest nothing"
    if year is not None and year.maturity:
        yield "maturity", _levels(year.maturity)
    if year is not None and year.own_maturity:
        yield "maturity as it sees itself", _levels(year.own_maturity)
    if heard := last_sign(desk, community.community):
        yield "last sign of life", f"{heard:%Y-%m-%d}"
    yield f"plan of year {number + 1}", _state(following)


def _figures(year: CommunityYear, plan: Workplan, budget: Budget | None) -> Figures:
    """What is known of a year with an approved plan by its own record."""
    done = Decimal(len(year.delivered & {one.id for one in plan.initiatives}))
    known = {Measure.KPI_ATTAINMENT: year.attained, Measure.WORKPLAN_DELIVERED: done / len(plan.initiatives)}
    return known | {Measure.BUDGET_USED: _used(budget)} if budget else known


def _of_plan(year: CommunityYear, plan: Workplan, known: Figures) -> Iterator[tuple[str, str]]:
    yield "targets reached", f"{known[Measure.KPI_ATTAINMENT]:.0%}"
    values = year.values
    for kpi in plan.kpis:
        now = digits(values[kpi.id]) if kpi.id in values else "not measured"
        yield f"KPI {kpi.id}", f"{now} of {digits(kpi.target)} {kpi.unit} (from {digits(kpi.baseline)})"
    yield "workplan delivered", f"{known[Measure.WORKPLAN_DELIVERED]:.0%}"


def _levels(maturity: Mapping[ItemName, int]) -> str:
    return ", ".join(f"{name} {level}" for name, level in sorted(maturity.items()))


def _state(year: CommunityYear | None) -> str:
    if year is None or year.draft is None:
        return "not written yet"
    if year.change is not None:
        return "being decided on"
    return "approved" if year.approved == year.draft else "written, not approved"


def _used(budget: Budget) -> Decimal:
    return budget.total.paid.amount / budget.whole.amount if budget.whole else Decimal(0)
