"""Maturity: levels and dimensions of each community and year, and how they moved."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, LiteralString

from aggregates.year.maturity_events import MaturityAssessed
from projections.maturity_row import MaturityRow, assessed
from projections.rows import Folded, Rows, Table, where
from projections.subjects import name_of
from projections.view import Connected, Fact, statement
from vocabulary.ids import CommunityId
from vocabulary.tasks import ItemName

_ROWS: Final = Rows(MaturityRow)


class Maturity(Folded[MaturityRow]):
    """One row a community and year in which somebody assessed it."""

    rows: ClassVar[Rows[MaturityRow]] = _ROWS
    name: ClassVar[str] = "maturity"
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]] = frozenset({MaturityAssessed.TOPIC})

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement(
                'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, community text COLLATE "C" NOT NULL, '
                "year integer NOT NULL, as_of timestamptz NOT NULL, dimensions jsonb NOT NULL, "
                "total integer NOT NULL, of integer NOT NULL)",
                table,
            )
        )

    def index(self, connection: Connected, table: str) -> None:
        connection.execute(statement("CREATE UNIQUE INDEX ON {table} (community, year)", table))

    def fold(self, table: Table[MaturityRow], facts: Sequence[Fact]) -> None:
        events: list[MaturityAssessed] = [fact.event for fact in facts]  # type: ignore[misc]  # it handles no others
        known = table.load([name_of(event.originator_id) for event in events])
        for event in events:
            name = name_of(event.originator_id)
            community, _, year = name.partition("/")
            row = known.setdefault(name, MaturityRow(name, community, int(year), event.provenance.recorded_at))
            assessed(event, row)
        table.store(known.values())

    # -- reading ------------------------------------------------------------------------------------------------

    def find(
        self, connection: Connected, *, community: CommunityId | None = None, year: int | None = None
    ) -> list[MaturityRow]:
        """By community, the newest year first."""
        conditions: list[LiteralString] = []
        arguments: list[Any] = []
        if community is not None:
            conditions.append("community = %s")
            arguments.append(community)
        if year is not None:
            conditions.append("year = %s")
            arguments.append(year)
        return _ROWS.select(connection, self.name, where(conditions) + " ORDER BY community, year DESC", arguments)

    def board(self, connection: Connected) -> list[tuple[MaturityRow, MaturityRow | None]]:
        """Each community's newest year with the one before, by its share of the levels, then by total, then by id."""
        by_community: dict[CommunityId, list[MaturityRow]] = {}
        for row in self.find(connection):
            by_community.setdefault(row.community, []).append(row)
        newest = [(rows[0], rows[1] if len(rows) > 1 else None) for rows in by_community.values()]
        return sorted(newest, key=lambda pair: (-pair[0].share, -pair[0].total, pair[0].community))


def moved(row: MaturityRow, before: MaturityRow | None) -> dict[ItemName, int]:
    """How many levels each dimension went up or down since the year before; those that did not move are left out."""
    earlier = _levels(before) if before else {}
    return {name: level - earlier[name] for name, level in _levels(row).items() if level != earlier.get(name, level)}


def _levels(row: MaturityRow) -> dict[ItemName, int]:
    return {one.name: one.level for one in row.dimensions if one.level is not None}
