"""Where a community's money stands: what waits for an answer, and which dates its budget has."""

from collections.abc import Callable

from aggregates.budget import Budget
from aggregates.community import Community
from aggregates.community.affairs import spending_matter
from aggregates.desk import Desk
from policies.document import LifecycleRules
from policies.standing import BudgetStanding, MoneyAsked
from vocabulary.ids import budget_stream
from vocabulary.spending import Spending
from vocabulary.stages import LIVING


def streams_of_money(facts: Community) -> set[str]:
    """What the money of a living community is read from."""
    year = facts.affairs.budget_year
    return {budget_stream(facts.community, year)} if year and facts.stage in LIVING else set()


def money_asked(desk: Desk, facts: Community) -> tuple[MoneyAsked, ...]:
    """Requests that wait, as the budget of their year knows them.

    Community and budget may have been looked at one after the other: what only one of them knows is passed by, and the
    next look, which whoever changed it causes, knows both.
    """
    asked = (_asked(desk, facts, spending) for spending in facts.affairs.spendings)
    return tuple(one for one in asked if one is not None)


def _asked(desk: Desk, facts: Community, spending: Spending) -> MoneyAsked | None:
    budget = desk.find(Budget, budget_stream(facts.community, spending.year))
    terms = budget.requests.get(spending.number) if budget else None
    if terms is None:
        return None
    authors = facts.affairs.authors_of(spending_matter(spending.number))
    return MoneyAsked(
        number=spending.number,
        title=terms.title,
        amount=terms.amount,
        by_lead=facts.lead in authors,
        task=spending.task,
    )


def budget_standing(desk: Desk, facts: Community, rules: Callable[[], LifecycleRules]) -> BudgetStanding | None:
    """The dates of the latest budget; None where there is none, and nobody minds that nothing is asked for."""
    if facts.stage not in LIVING:
        return None
    year = facts.affairs.budget_year
    if not year:
        level = rules().level_of(facts.level)
        minds = level is not None and level.budget is not None and level.budget.unrequested_after is not None
        return BudgetStanding() if minds else None
    budget = desk.find(Budget, budget_stream(facts.community, year))
    if budget is None:
        return None
    ends = budget.ends if budget.closed_at is None else None
    return BudgetStanding(year=year, ends=ends, asked_at=budget.asked_at, noted_at=budget.noted_at)
