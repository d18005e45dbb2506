"""Which years of money are present: those that were not closed, of communities that are open."""

from projections.budget_row import BudgetRow
from projections.catalogue import BUDGETS, COMMUNITIES
from projections.community_row import CommunityRow
from projections.view import Connected
from vocabulary.ids import CommunityId
from vocabulary.stages import Stage


def is_over(year: BudgetRow, community: CommunityRow | None) -> bool:
    """Whether nothing of a year is granted, ordered or paid any more: it was closed, or its community was.

    A year whose end has passed is not over before somebody has closed it: until then its orders and requests stand.
    """
    return year.closed_at is not None or (community is not None and community.stage is Stage.CLOSED)


def present_years(connection: Connected) -> list[BudgetRow]:
    """By community, at most one each."""
    communities = {row.id for row in COMMUNITIES.find(connection, is_open=True)}
    return [year for year in BUDGETS.find(connection, is_open=True) if year.community in communities]


def years_of(connection: Connected, community: CommunityId) -> tuple[list[BudgetRow], frozenset[str]]:
    """All years of a community that had money, and the ids of those that are over."""
    row, years = COMMUNITIES.get(connection, community), BUDGETS.find(connection, community=community)
    return years, frozenset(year.id for year in years if is_over(year, row))
