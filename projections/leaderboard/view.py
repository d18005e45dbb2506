"""The leaderboard: one row a community and period, and beside it all that its points come from."""

from collections.abc import Sequence
from typing import ClassVar

from aggregates.budget.events import BudgetEvent
from aggregates.catalogue import CATALOGUE
from aggregates.lifecycle_policy.events import PolicyPublished, PolicyWithdrawn
from aggregates.ranking.events import RankingEvent
from aggregates.signs.events import SignsRecorded, SignsRetracted
from aggregates.year.events import YearEvent
from aggregates.year.maturity_events import MaturityAssessed
from projections.fact import Fact
from projections.leaderboard import answers, members, tables
from projections.leaderboard.book import Book
from projections.leaderboard.fold import Fold
from projections.leaderboard.settling import settle
from projections.leaderboard.unsettled import Unsettled
from projections.partition import WHOLE, Partition
from projections.view import Building, Connected, View


class Leaderboard(View):
    """Points are the present ones, also of periods that are over; what was published stands in `__published`."""

    name: ClassVar[str] = "leaderboard"
    version: ClassVar[int] = 4
    handles: ClassVar[frozenset[str]] = frozenset(
        topic
        for topic, kind in CATALOGUE.items()
        if issubclass(
            kind,
            (
                *(PolicyPublished, PolicyWithdrawn, SignsRecorded, SignsRetracted),
                *(YearEvent, BudgetEvent, RankingEvent),
                *members.HANDLED,
                *answers.HANDLED,
            ),
        )
        and kind is not MaturityAssessed
    )
    everywhere: ClassVar[frozenset[str]] = frozenset({PolicyPublished.TOPIC, PolicyWithdrawn.TOPIC})
    parts: ClassVar[tuple[str, ...]] = (*tables.PARTS, tables.YEARS, tables.BUDGETS)

    def create(self, connection: Connected, table: str) -> None:
        tables.create(connection, table)

    def index(self, connection: Connected, table: str) -> None:
        tables.index(connection, table)

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        book, unsettled = Book(connection, table), Unsettled()
        Fold(book, facts, unsettled).store()
        settle(book, unsettled)

    def building(self, connection: Connected, table: str, partition: Partition = WHOLE) -> Building:
        return _Ranking(connection, table, partition)


class _Ranking(Building):
    """Nobody reads it before the end, so points are worked out once, when all facts are in."""

    def __init__(self, connection: Connected, table: str, partition: Partition) -> None:
        self._book = Book(connection, table, held=True, partition=partition)
        self._unsettled = Unsettled()

    def take(self, facts: Sequence[Fact]) -> None:
        Fold(self._book, facts, self._unsettled).store()

    def finish(self) -> None:
        self._book.flush()
        settle(self._book, self._unsettled)
