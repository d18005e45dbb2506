"""What a community's year has brought, put together for whoever decides how it goes on."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from aggregates.application import Desk
from aggregates.budget import Budget
from aggregates.commands.pinned import pinned
from aggregates.community import Community
from aggregates.year import CommunityYear
from vocabulary.digits import digits
from vocabulary.ids import budget_stream
from vocabulary.measures import Figures, Measure, suggested
from vocabulary.tasks import Choice, TaskKind

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
    if year is not None and year.approved is not None:
        yield from _plan(year)
        verdict = suggestion(desk, community, year, budget)
        if verdict is not None:
            yield "suggested", verdict.value
    else:
        yield "plan", "none was approved, so the figures suggest nothing"
    if year is not None and year.maturity:
        yield "maturity", _maturity(year)
    yield f"plan of year {number + 1}", _state(following)


def figures(year: CommunityYear, budget: Budget | None) -> Figures:
    """What is known of a year by its own record."""
    money = {Measure.BUDGET_USED: _used(budget)} if budget else {}
    if year.approved is None:
        return money
    done = Decimal(len(year.delivered & {one.id for one in year.approved.initiatives}))
    return money | {
        Measure.KPI_ATTAINMENT: year.attained,
        Measure.WORKPLAN_DELIVERED: done / len(year.approved.initiatives),
    }


def suggestion(desk: Desk, community: Community, year: CommunityYear, budget: Budget | None) -> Choice | None:
    """The verdict that the policy's rules suggest; nothing where no plan was approved. A person decides."""
    if year.approved is None:
        return None
    return suggested(pinned(desk, community.policy).annual_review.verdicts, figures(year, budget))


def _plan(year: CommunityYear) -> Iterator[tuple[str, str]]:
    known = figures(year, None)
    yield "targets reached", f"{known[Measure.KPI_ATTAINMENT]:.0%}"
    values = year.values
    for kpi in year.approved.kpis if year.approved else ():
        now = digits(values[kpi.id]) if kpi.id in values else "not measured"
        yield f"KPI {kpi.id}", f"{now} of {digits(kpi.target)} {kpi.unit} (from {digits(kpi.baseline)})"
    yield "workplan delivered", f"{known[Measure.WORKPLAN_DELIVERED]:.0%}"


def _maturity(year: CommunityYear) -> str:
    return ", ".join(f"{name} {level}" for name, level in sorted(year.maturity.items()))


def _state(year: CommunityYear | None) -> str:
    if year is None or year.draft is None:
        return "not written yet"
    if year.change is not None:
        return "being decided on"
    return "approved" if year.approved == year.draft else "written, not approved"


def _used(budget: Budget) -> Decimal:
    return budget.total.paid.amount / budget.whole.amount if budget.whole else Decimal(0)
