"""Objectives of the organisation: what lies under what, and who answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from aggregates.objectives.events import ObjectiveDropped, ObjectiveSet
from projections.fact import Fact
from projections.rows import Folded, Rows, Table
from projections.view import Connected, statement
from vocabulary.people import PersonId
from vocabulary.provenance import Moment
from vocabulary.tasks import ItemName


@dataclass(slots=True)
class ObjectiveRow:
    id: ItemName
    title: str
    as_of: Moment
    under: ItemName | None = None
    owner: PersonId | None = None
    dropped: str | None = None
    """Why the organisation pursues it no more; None as long as it does."""


_ROWS: Final = Rows(ObjectiveRow)


class ObjectivesView(Folded[ObjectiveRow]):
    """One row an objective, dropped ones too."""

    rows: ClassVar[Rows[ObjectiveRow]] = _ROWS
    name: ClassVar[str] = "objectives"
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]] = frozenset({ObjectiveSet.TOPIC, ObjectiveDropped.TOPIC})

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement(
                'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, title text NOT NULL, '
                "as_of timestamptz NOT NULL, under text, owner text, dropped text)",
                table,
            )
        )

    def fold(self, table: Table[ObjectiveRow], facts: Sequence[Fact]) -> None:
        events = [fact.event for fact in facts]
        rows = table.load({one.objective for one in events if isinstance(one, ObjectiveSet | ObjectiveDropped)})
        for event in events:
            at = event.provenance.recorded_at
            match event:
                case ObjectiveSet(objective=name, title=title, under=under, owner=owner):
                    rows[name] = ObjectiveRow(name, title, at, under, owner)
                case ObjectiveDropped(objective=name, reason=reason):
                    rows[name].as_of, rows[name].dropped = at, reason
        table.store(rows.values())

    # -- reading ------------------------------------------------------------------------------------------------

    def find(self, connection: Connected) -> list[ObjectiveRow]:
        """Those that are pursued, by id."""
        return _ROWS.select(connection, self.name, "WHERE dropped IS NULL ORDER BY id", [])
