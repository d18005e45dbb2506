"""The leaderboard: one row a community and period, and beside it all that its points come from."""

from collections.abc import Sequence
from typing import ClassVar

from aggregates.budget.events import BudgetEvent
from aggregates.event import CATALOGUE
from aggregates.lifecycle_policy.events import PolicyPublished
from aggregates.ranking.events import RankingEvent
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.year.events import YearEvent
from aggregates.year.maturity_events import MaturityAssessed
from projections import budgets, years
from projections.leaderboard import answers, members, tables
from projections.leaderboard.editions import note_editions
from projections.leaderboard.fold import Fold
from projections.leaderboard.settling import settle
from projections.view import Connected, Fact, View


class Leaderboard(View):
    """Points are the present ones, also of periods that are over; what was published stands in `__published`."""

    name: ClassVar[str] = "leaderboard"
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]] = frozenset(
        topic
        for topic, kind in CATALOGUE.items()
        if issubclass(
            kind,
            (
                *(PolicyPublished, SignsRecorded, SignsRetracted, YearEvent, BudgetEvent, RankingEvent),
                *members.HANDLED,
                *answers.HANDLED,
            ),
        )
        and kind is not MaturityAssessed
    )
    parts: ClassVar[tuple[str, ...]] = (*tables.PARTS, tables.YEARS, tables.BUDGETS)

    def create(self, connection: Connected, table: str) -> None:
        tables.create(connection, table)

    def index(self, connection: Connected, table: str) -> None:
        tables.index(connection, table)

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        years.fold(connection, table + tables.YEARS, [one.event for one in facts if isinstance(one.event, YearEvent)])
        budgets.fold(
            connection, table + tables.BUDGETS, [one.event for one in facts if isinstance(one.event, BudgetEvent)]
        )
        note_editions(connection, table, [one.event for one in facts if isinstance(one.event, RankingEvent)])
        fold = Fold(connection, table, facts)
        for fact in facts:
            fold.take(fact.event)
        fold.store()
        settle(connection, table, fold)
