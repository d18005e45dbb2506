"""All that the views show of one community, to be held against another day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from projections.budget_row import BudgetRow
from projections.catalogue import BUDGETS, COMMUNITIES, HISTORY, INBOX, LEADERBOARD, MATURITY, YEARS
from projections.community_row import CommunityRow
from projections.history import HistoryRow
from projections.inbox_row import InboxRow
from projections.leaderboard.reading import Publication, published_of
from projections.maturity_row import MaturityRow
from projections.view import Connected, View
from projections.year_row import YearRow
from vocabulary.ids import CommunityId

VIEWS: Final[tuple[View, ...]] = (COMMUNITIES, INBOX, HISTORY, YEARS, MATURITY, BUDGETS, LEADERBOARD)
"""From which a picture is taken."""


@dataclass(frozen=True, slots=True)
class Picture:
    row: CommunityRow | None
    """None where it was not there yet."""
    tasks: Sequence[InboxRow]
    years: Sequence[YearRow]
    maturity: Sequence[MaturityRow]
    money: Sequence[BudgetRow]
    published: Sequence[Publication]
    history: Sequence[HistoryRow]


def picture(connection: Connected, community: CommunityId) -> Picture:
    """By what the views of this connection show, live or replayed."""
    return Picture(
        row=COMMUNITIES.get(connection, community),
        tasks=INBOX.find(connection, community=community, state=None),
        years=YEARS.find(connection, community=community),
        maturity=MATURITY.find(connection, community=community),
        money=BUDGETS.find(connection, community=community),
        published=published_of(connection, community),
        history=HISTORY.of_community(connection, community),
    )
