"""What the answer to a request for money does to the budget of its year."""

from aggregates.budget import Budget
from aggregates.commands.effects import Verdict
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.ids import budget_stream
from vocabulary.provenance import Provenance
from vocabulary.refusals import NoBudget
from vocabulary.tasks import Choice


def answer_spending(desk: Desk, community: Community, verdict: Verdict) -> None:
    """Grants or refuses what a task was about; the community is told apart from it."""
    asked = community.spending_of(verdict.terms.id)
    grant_or_refuse(desk, community, asked.number, verdict.choice, verdict.reason, verdict.provenance)


def grant_or_refuse(
    desk: Desk, community: Community, number: int, choice: Choice, reason: str | None, provenance: Provenance
) -> None:
    asked = community.spending(number)
    budget = budget_of_year(desk, community, asked.year)
    if choice is Choice.APPROVE:
        budget.grant(number, reason, provenance)
    else:
        budget.refuse(number, choice, reason, provenance)


def return_requests(desk: Desk, community: Community, because: str, provenance: Provenance) -> None:
    """A community that does not live any more waits for no money."""
    year = community.affairs.budget_year
    if year:
        budget = budget_of_year(desk, community, year)
        for number in budget.requests:
            budget.refuse(number, Choice.RETURN, because, provenance)


def budget_of_year(desk: Desk, community: Community, year: int) -> Budget:
    """The budget of a year that has one; refuses one that has none, and names those that have."""
    found = _find(desk, community, year)
    if found is None:
        years = [str(one) for one in range(1, community.affairs.budget_year + 1) if _find(desk, community, one)]
        if years:
            raise NoBudget(f"{community.community} has no budget for year {year}; it has one for {_listed(years)}")
        raise NoBudget(f"{community.community} has no budget yet; it begins when money is asked for")
    return found


def _find(desk: Desk, community: Community, year: int) -> Budget | None:
    return desk.find(Budget, budget_stream(community.community, year), fresh=True) if year else None


def _listed(years: list[str]) -> str:
    *others, last = years
    return f"years {', '.join(others)} and {last}" if others else f"year {last}"
