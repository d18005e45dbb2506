"""The access trail: who read or exported what of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, LiteralString

from aggregates.access.events import AccessExported, AccessRead
from projections.fact import Fact
from projections.rows import Folded, Rows, Table, where
from projections.view import Connected, statement
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment
from vocabulary.readings import EVERYTHING, Reading, Subject

SEEN_WITH_ALL: Final = {
    "community": (Reading.PROGRAMME, Reading.EXPORT),
    "person": (Reading.PEOPLE, Reading.EXPORT),
}
"""By the kind of a subject: who looked at everything in such a way looked at it, too."""


@dataclass(slots=True)
class AccessRow:
    """One fact."""

    id: str
    """Stream and version, as `access/kim/2026-11/3`."""
    at: Moment
    reader: PersonId
    role: Role
    on_behalf_of: PersonId | None
    kind: Reading
    subject: Subject
    exported: bool
    digest: str | None = None
    head: int | None = None


_ROWS: Final = Rows(AccessRow)


class Access(Folded[AccessRow]):
    """One row a reading, one an export."""

    rows: ClassVar[Rows[AccessRow]] = _ROWS
    name: ClassVar[str] = "access"
    version: ClassVar[int] = 1
    handles: ClassVar[frozenset[str]] = frozenset({AccessRead.TOPIC, AccessExported.TOPIC})

    def create(self, connection: Connected, table: str) -> None:
        connection.execute(
            statement(
                'CREATE TABLE {table} (id text COLLATE "C" PRIMARY KEY, at timestamptz NOT NULL, reader text NOT NULL, '
                "role text NOT NULL, on_behalf_of text, kind text NOT NULL, subject text NOT NULL, "
                "exported boolean NOT NULL, digest text, head bigint)",
                table,
            )
        )

    def index(self, connection: Connected, table: str) -> None:
        connection.execute(statement("CREATE INDEX ON {table} (subject, at)", table))
        connection.execute(statement("CREATE INDEX ON {table} (reader, at)", table))

    def fold(self, table: Table[AccessRow], facts: Sequence[Fact]) -> None:
        table.store([_row(fact) for fact in facts])

    # -- reading ------------------------------------------------------------------------------------------------

    def find(
        self,
        connection: Connected,
        *,
        of: Subject | None = None,
        by: PersonId | None = None,
        since: datetime | None = None,
    ) -> list[AccessRow]:
        """Who looked, in the order of time; `of` a subject names those too who looked at all of its kind."""
        conditions: list[LiteralString] = []
        arguments: list[object] = []
        if of is not None:
            conditions.append("(subject = %s OR subject = %s AND kind = ANY(%s))")
            arguments += [of, EVERYTHING, list(SEEN_WITH_ALL.get(of.partition("/")[0], ()))]
        if by is not None:
            conditions.append("reader = %s")
            arguments.append(by)
        if since is not None:
            conditions.append("at >= %s")
            arguments.append(since)
        return _ROWS.select(connection, self.name, f"{where(conditions)} ORDER BY at, id", arguments)


def _row(fact: Fact) -> AccessRow:
    event = fact.event
    if not isinstance(event, AccessRead | AccessExported):
        msg = f"the access trail is given a {type(event).__name__}"
        raise TypeError(msg)
    said, actor = event.provenance, event.provenance.actor
    row = AccessRow(
        id=f"{fact.stream}/{fact.version}",
        at=said.recorded_at,
        reader=actor.person,
        role=actor.role,
        on_behalf_of=actor.on_behalf_of,
        kind=event.kind,
        subject=event.subject,
        exported=isinstance(event, AccessExported),
    )
    if isinstance(event, AccessExported):
        row.digest, row.head = event.digest, event.head
    return row
