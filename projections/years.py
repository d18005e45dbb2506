"""Years: what each community planned for each year, and how far it has come."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, LiteralString

from aggregates.catalogue import CATALOGUE
from aggregates.event import Event
from aggregates.year.events import YearEvent, YearOpened
from aggregates.year.maturity_events import MaturityAssessed
from projections.rows import Folded, Rows, Table, where
from projections.subjects import name_of
from projections.view import Connected, Fact, statement
from projections.year_row import YearRow, changed, opened
from vocabulary.ids import CommunityId

YEAR_ROWS: Final = Rows(YearRow)


def create(connection: Connected, table: str) -> None:
    """The empty table; other views keep years of their own by it."""
    connection.execute(
        statement(
            'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, community text COLLATE "C" NOT NULL, '
            "number integer NOT NULL, as_of timestamptz NOT NULL, state text, round integer NOT NULL, reason text, "
            "draft jsonb, approved jsonb, approved_at timestamptz, initiatives jsonb NOT NULL, "
            "kpis jsonb NOT NULL, objectives text[] NOT NULL, measurements jsonb NOT NULL, "
            "attained text NOT NULL, delivered text NOT NULL)",
            table,
        )
    )


def fold(table: Table[YearRow], events: Sequence[Event]) -> None:
    """Brings what happened in years into such a table, in the order of the log."""
    by_year: dict[str, list[Event]] = {}
    for event in events:
        by_year.setdefault(name_of(event.originator_id), []).append(event)
    older = [name for name, news in by_year.items() if not isinstance(news[0], YearOpened)]
    known = table.load(older)
    for name, news in by_year.items():
        for event in news:
            if isinstance(event, YearOpened):
                known[name] = opened(event)
            else:
                changed(event, known[name])
    table.store(known.values())


class Years(Folded[YearRow]):
    """One row a community and year."""

    rows: ClassVar[Rows[YearRow]] = YEAR_ROWS
    name: ClassVar[str] = "years"
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]] = frozenset(
        topic for topic, kind in CATALOGUE.items() if issubclass(kind, YearEvent) and kind is not MaturityAssessed
    )

    def create(self, connection: Connected, table: str) -> None:
        create(connection, table)

    def index(self, connection: Connected, table: str) -> None:
        connection.execute(statement("CREATE UNIQUE INDEX ON {table} (community, number)", table))

    def fold(self, table: Table[YearRow], facts: Sequence[Fact]) -> None:
        fold(table, [fact.event for fact in facts])

    # -- reading ------------------------------------------------------------------------------------------------

    def get(self, connection: Connected, community: CommunityId, number: int) -> YearRow | None:
        found = self.find(connection, community=community, number=number)
        return found[0] if found else None

    def find(
        self, connection: Connected, *, community: CommunityId | None = None, number: int | None = None
    ) -> list[YearRow]:
        """By community, the newest year first."""
        conditions: list[LiteralString] = []
        arguments: list[Any] = []
        if community is not None:
            conditions.append("community = %s")
            arguments.append(community)
        if number is not None:
            conditions.append("number = %s")
            arguments.append(number)
        tail = where(conditions) + " ORDER BY community, number DESC"
        return YEAR_ROWS.select(connection, self.name, tail, arguments)
