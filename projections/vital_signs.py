"""Vital signs: on which days a community was alive, through whom, who taught whom, and how long questions waited."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final, LiteralString

from aggregates.signs.events import SignsRecorded, SignsRetracted
from projections import core_members
from projections.core_members import CORE_ROWS, core_of
from projections.fact import Fact
from projections.rows import Folded, Rows, Table
from projections.signs_month_row import MonthRow
from projections.subjects import name_of
from projections.view import Connected, statement
from projections.vital_signs_row import WINDOW, VitalSigns, vital_signs
from vocabulary.ids import CommunityId

CORE: Final = "__core"

_ROWS: Final = Rows(MonthRow)
_SIGNS: Final = {SignsRecorded.TOPIC: MonthRow.record, SignsRetracted.TOPIC: MonthRow.retract}
_OF_MONTHS: Final[LiteralString] = "WHERE id BETWEEN %s AND %s ORDER BY id"
_BEFORE: Final[LiteralString] = "WHERE id > %s AND id < %s AND days <> '{{}}' ORDER BY id DESC LIMIT 1"


class VitalSignsView(Folded[MonthRow]):
    """One row a community and month: days and their numbers only. What depends on today is worked out when somebody
    looks. Beside them who belongs to the core of each community."""

    rows: ClassVar[Rows[MonthRow]] = _ROWS
    weight: ClassVar[int] = 4
    name: ClassVar[str] = "vital_signs"
    version: ClassVar[int] = 4
    parts: ClassVar[tuple[str, ...]] = (CORE,)
    handles: ClassVar[frozenset[str]] = frozenset(_SIGNS) | core_members.TOPICS

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement(
                'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, community text COLLATE "C" NOT NULL, '
                "month text NOT NULL, days jsonb NOT NULL, last_of jsonb NOT NULL, asked jsonb NOT NULL)",
                table,
            )
        )
        core_members.create(connection, table + CORE)

    def fold(self, table: Table[MonthRow], facts: Sequence[Fact]) -> None:
        signs: list[Fact] = []
        others: list[Fact] = []
        for fact in facts:
            (signs if fact.topic in _SIGNS else others).append(fact)
        core_members.fold(Table(CORE_ROWS, table.connection, table.name + CORE), others)
        rows = table.load({name_of(fact.stream) for fact in signs})
        for fact in signs:
            name = name_of(fact.stream)
            row = rows.get(name)
            if row is None:
                community, _, month = name.partition("/")
                row = rows[name] = MonthRow(name, community, month)
            _SIGNS[fact.topic](row, fact.fields["signs"])
        table.store(rows.values())

    # -- reading ------------------------------------------------------------------------------------------------

    def of(self, connection: Connected, community: CommunityId, at: datetime) -> VitalSigns:
        """As of a moment (UTC), by what is known of it now."""
        first, last = (f"{community}/{one:%Y-%m}" for one in (at - WINDOW, at))
        months = _ROWS.select(connection, self.name, _OF_MONTHS, [first, last])
        before = _ROWS.select(connection, self.name, _BEFORE, [f"{community}/", first])
        core = CORE_ROWS.load(connection, self.name + CORE, [community]).get(community)
        return vital_signs(community, at, [*before, *months], core_of(core) if core else frozenset())


BESIDE: Final = {CORE.strip("_"): VitalSignsView.name + CORE}
"""Its table beside the first, as statements call it."""
