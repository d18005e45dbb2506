"""Budget burn: what each community's year has planned, was allocated, has ordered and spent."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, LiteralString, NamedTuple

import orjson

from aggregates.budget.events import BudgetBegun, BudgetEvent
from aggregates.catalogue import CATALOGUE
from aggregates.community.events import CommunityImported, CommunityProposed, PolicyAdopted, TermsRevised
from aggregates.event import Event
from projections.budget_row import BudgetRow, begun, change
from projections.rows import Folded, Rows, Table, where
from projections.subjects import name_of
from projections.view import Connected, Fact, statement
from vocabulary.ids import CommunityId


class Whose(NamedTuple):
    """To whom a community belongs."""

    units: tuple[str, ...]
    """Organisational units that take part, by its terms of reference."""
    programme: str
    """The policy that it lives by; all communities under one policy are one programme."""


BUDGET_ROWS: Final = Rows(BudgetRow)
_OF_WHOM = "__whose"


def create(connection: Connected, table: str) -> None:
    """The empty table of years; other views keep money of their own by it."""
    connection.execute(
        statement(
            'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, community text COLLATE "C" NOT NULL, '
            "year integer NOT NULL, level text NOT NULL, starts timestamptz NOT NULL, ends timestamptz NOT NULL, "
            "as_of timestamptz NOT NULL, per_year text NOT NULL, carried_over text NOT NULL, "
            "planned text NOT NULL, allocated text NOT NULL, committed text NOT NULL, spent text NOT NULL, "
            "refunded text NOT NULL, waiting integer NOT NULL, marks text NOT NULL, "
            "unrequested_since timestamptz, closed_at timestamptz, unspent text)",
            table,
        )
    )


def fold(table: Table[BudgetRow], money: Sequence[BudgetEvent]) -> None:
    """Brings what happened to money into such a table, in the order of the log."""
    rows = table.load({name_of(event.originator_id) for event in money})
    for event in money:
        name = name_of(event.originator_id)
        if isinstance(event, BudgetBegun):
            rows[name] = begun(event)
        else:
            change(event, rows[name])
    table.store(rows.values())


class Budgets(Folded[BudgetRow]):
    """One row a community and year, and beside them which units and which programme a community belongs to."""

    rows: ClassVar[Rows[BudgetRow]] = BUDGET_ROWS
    name: ClassVar[str] = "budgets"
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]] = frozenset(
        topic
        for topic, kind in CATALOGUE.items()
        if issubclass(kind, BudgetEvent | CommunityProposed | CommunityImported | TermsRevised | PolicyAdopted)
    )
    parts: ClassVar[tuple[str, ...]] = (_OF_WHOM,)

    def create(self, connection: Connected, table: str) -> None:
        create(connection, table)
        connection.execute(
            statement(
                'CREATE TABLE {table} (community text COLLATE "C" PRIMARY KEY, units text[] NOT NULL, '
                "programme text NOT NULL)",
                table + _OF_WHOM,
            )
        )

    def index(self, connection: Connected, table: str) -> None:
        connection.execute(statement("CREATE INDEX ON {table} (community, year)", table))

    def fold(self, table: Table[BudgetRow], facts: Sequence[Fact]) -> None:
        money: list[BudgetEvent] = []
        others: list[Event] = []
        for fact in facts:
            event = fact.event
            if isinstance(event, BudgetEvent):
                money.append(event)
            else:
                others.append(event)
        fold(table, money)
        _belong(table.connection, table.name + _OF_WHOM, others)

    # -- reading ------------------------------------------------------------------------------------------------

    def find(
        self,
        connection: Connected,
        *,
        community: CommunityId | None = None,
        latest: bool = False,
        is_open: bool = False,
    ) -> list[BudgetRow]:
        """By community and year; `latest` leaves out all but the last year of each, `is_open` those that were closed.

        Which of them are present, their communities say too: see `projections.present_money`.
        """
        conditions: list[LiteralString] = []
        arguments: list[Any] = []
        if community is not None:
            conditions.append("community = %s")
            arguments.append(community)
        if latest:
            conditions.append("year = (SELECT max(year) FROM {table} other WHERE other.community = source.community)")
        if is_open:
            conditions.append("closed_at IS NULL")
        return BUDGET_ROWS.select(connection, self.name, where(conditions) + " ORDER BY community, year", arguments)

    def whose(self, connection: Connected) -> dict[CommunityId, Whose]:
        """To which units and which programme each community belongs."""
        rows = connection.execute(
            statement("SELECT community, units, programme FROM {table}", self.name + _OF_WHOM)
        ).fetchall()
        return {community: Whose(tuple(units), programme) for community, units, programme in rows}


def _belong(connection: Connected, table: str, events: Sequence[Event]) -> None:
    """Says to which units and to which programme communities belong, by the last word on each."""
    new: dict[CommunityId, Whose] = {}
    units: dict[CommunityId, Sequence[str]] = {}
    programmes: dict[CommunityId, str] = {}
    for event in events:
        community = event.originator_id.partition("/")[2]
        match event:
            case CommunityProposed(terms=terms, policy=policy):
                new[community] = Whose(tuple(terms.units), policy.name)
            case CommunityImported(policy=policy):
                new[community] = Whose((), policy.name)
            case TermsRevised(terms=terms):
                units[community] = terms.units
            case PolicyAdopted(policy=policy):
                programmes[community] = policy.name
    _say(connection, _BEGUN, table, [[name, one.units, one.programme] for name, one in new.items()])
    _say(connection, _OF_UNITS, table, list(units.items()))
    _say(connection, _OF_PROGRAMME, table, list(programmes.items()))


_BEGUN: Final[LiteralString] = (
    "INSERT INTO {table} SELECT line->>0, ARRAY(SELECT json_array_elements_text(line->1)), line->>2 "
    "FROM json_array_elements(%s::json) AS line"
)
_OF_UNITS: Final[LiteralString] = (
    "UPDATE {table} SET units = ARRAY(SELECT json_array_elements_text(line->1)) "
    "FROM json_array_elements(%s::json) AS line WHERE community = line->>0"
)
_OF_PROGRAMME: Final[LiteralString] = (
    "UPDATE {table} SET programme = line->>1 FROM json_array_elements(%s::json) AS line WHERE community = line->>0"
)


def _say(connection: Connected, saying: LiteralString, table: str, lines: Sequence[Any]) -> None:
    if lines:
        connection.execute(statement(saying, table), [orjson.dumps(lines).decode()])
