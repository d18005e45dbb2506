"""Which year's budget is the present one: begun with the first request, closed when its year is over."""

from datetime import datetime
from decimal import Decimal

from aggregates.budget import Budget
from aggregates.commands.granting import budget_of_year
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import PinnedBudget, pinned
from aggregates.commands.years import its_year_at
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.money import Money
from vocabulary.provenance import Provenance
from vocabulary.refusals import NoBudget
from vocabulary.spending import Instalment
from vocabulary.years import YearSpan


def present_budget(desk: Desk, community: Community, provenance: Provenance) -> Budget:
    """The budget of the present year; begins it, and closes the one before, where nobody has done that yet."""
    community.must_spend()
    latest = _latest(desk, community)
    now = provenance.recorded_at
    if latest is not None and latest.closed_at is None:
        if now < latest.ends:
            return latest
        close_year(desk, community, latest, provenance)
    elif latest is not None and now < latest.ends:
        return latest
    return _begin(desk, community, latest, provenance)


def open_budget(desk: Desk, community: Community) -> Budget:
    """The latest budget, also a little after its year: for what came back, is not needed, or was wrong."""
    return budget_of_year(desk, community, community.affairs.budget_year)


def close_year(desk: Desk, community: Community, budget: Budget, provenance: Provenance) -> None:
    """Ends a year's money; whoever was asked about a request that is open is asked no more."""
    asked = community.open_tasks
    waiting = {one.number for one in community.affairs.spendings if one.year == budget.year}
    rules = _rules_of(desk, community)
    budget.close(rules.carry_over if rules else Decimal(0), provenance)
    for number in sorted(waiting):
        community.settle_spending(number, provenance)
    cancel_dropped(desk, asked, community, "the year is over", provenance)


def _latest(desk: Desk, community: Community) -> Budget | None:
    year = community.affairs.budget_year
    return budget_of_year(desk, community, year) if year else None


def _rules_of(desk: Desk, community: Community) -> PinnedBudget | None:
    try:
        return pinned(desk, community.policy).budget(community.level, community.policy)[1]
    except NoBudget:
        return None


def _begin(desk: Desk, community: Community, before: Budget | None, provenance: Provenance) -> Budget:
    level, of_level = pinned(desk, community.policy).budget(community.level, community.policy)
    span = its_year_at(
        desk, community, provenance.recorded_at, before_launch="its first year, and its money, begin with that"
    )
    if before is not None:
        # Where a policy counts years anew, they go on from the last one that had a budget.
        span = YearSpan(max(span.number, before.year + 1), max(span.starts, before.ends), span.ends)
    per_year = of_level.per_year
    left = before.left if before is not None else None
    budget = Budget.begin(
        community.community,
        span,
        level,
        per_year,
        provenance,
        instalments=instalments(per_year, of_level.instalments, span.starts, span.ends),
        carried_over=left if left and left.currency == per_year.currency else Money.none_of(per_year.currency),
        alerts=of_level.alerts,
    )
    desk.add(budget)
    community.open_budget(span.number, provenance)
    return budget


def instalments(per_year: Money, parts: int, starts: datetime, ends: datetime) -> tuple[Instalment, ...]:
    """Equal parts at equal distances over the year, the first at once; the last has what rounding has left."""
    part = per_year.shared(parts)
    rest = Money.of(per_year.amount - part.amount * (parts - 1), per_year.currency)
    return tuple(
        Instalment(on=starts + (ends - starts) * number / parts, amount=part if number < parts - 1 else rest)
        for number in range(parts)
    )
