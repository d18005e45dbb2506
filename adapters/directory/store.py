"""The directory's one table. Changed and erased like any address book: what happened stands in the record, by id."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from adapters.directory.entry import Entry
from ledger.datastore import bounded
from vocabulary.notices import Digest
from vocabulary.people import PersonId, Role, Seniority

_COLUMNS: Final = tuple(Entry.model_fields)
_LIST: Final = ", ".join(_COLUMNS)
_TYPES: Final = ", ".join(f"{name} {'text[]' if name == 'roles' else 'text'}" for name in _COLUMNS)
_OTHERS: Final = _COLUMNS[1:]
_KEPT: Final = "coalesce(given.digest, known.digest)"
"""What somebody prefers, a file that does not speak of it leaves alone."""
_NEW: Final = {name: f"given.{name}" for name in _OTHERS} | {"digest": _KEPT}
_SET_NEW: Final = ", ".join(f"{name} = {new}" for name, new in _NEW.items())
_ADD: Final = f"""
    INSERT INTO directory.people ({_LIST}) SELECT {_LIST} FROM jsonb_to_recordset(%s) AS given ({_TYPES})
    ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _OTHERS)}, updated_at = now()"""  # noqa: S608
_CHANGE: Final = f"""
    UPDATE directory.people AS known SET {_SET_NEW}, updated_at = now()
    FROM jsonb_to_recordset(%s) AS given ({_TYPES}) WHERE known.id = given.id
    AND ({", ".join(f"known.{name}" for name in _OTHERS)})
        IS DISTINCT FROM ({", ".join(_NEW.values())})"""  # noqa: S608
_FIND: Final = f"""
    SELECT {_LIST} FROM directory.people
    WHERE (%(ids)s::text[] IS NULL OR id = ANY (%(ids)s))
    AND (%(role)s::text IS NULL OR roles @> ARRAY[%(role)s])
    AND (%(unit)s::text IS NULL OR lower(unit) = lower(%(unit)s))
    AND (%(text)s::text IS NULL OR strpos(lower(id || ' ' || name), lower(%(text)s)) > 0)
    ORDER BY id"""  # noqa: S608

_GONE: Final = """
    SELECT id, left_at FROM directory.people WHERE left_at IS NOT NULL AND (%s::text[] IS NULL OR id = ANY (%s))"""

# Walks up step by step; a line that should go round all the same ends where it would begin again.
_LINE: Final = """
    WITH RECURSIVE line AS (
        SELECT manager AS person, 1 AS height FROM directory.people WHERE id = %s AND manager IS NOT NULL
        UNION ALL
        SELECT above.manager, height + 1 FROM line JOIN directory.people AS above ON above.id = line.person
        WHERE above.manager IS NOT NULL
    ) CYCLE person SET again USING way
    SELECT person FROM line WHERE NOT again ORDER BY height"""


class Directory:
    """Not for use by several threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entries: Sequence[Entry]) -> None:
        """Enters people, all or none."""
        self._connection.execute(_ADD, [_given(entries)])

    def change(self, entries: Sequence[Entry]) -> int:
        """Changes people that are known, all or none; whoever is not known (any more) is left out. Returns how many."""
        return self._connection.execute(_CHANGE, [_given(entries)]).rowcount

    def get(self, person: PersonId) -> Entry | None:
        return next(iter(self.find(ids=[person])), None)

    def find(
        self,
        *,
        ids: Collection[PersonId] | None = None,
        role: Role | None = None,
        unit: str | None = None,
        text: str | None = None,
    ) -> list[Entry]:
        """Those to whom all of it applies, by id; `text` stands in the id or the name."""
        params = {"ids": None if ids is None else list(ids), "role": role, "unit": unit, "text": text}
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return [_entry(row) for row in cursor.execute(_FIND, params)]

    def prefer(self, person: PersonId, digest: Digest) -> bool:
        """Notes how often somebody wants to hear; whether there is such a person."""
        changed = self._connection.execute(
            "UPDATE directory.people SET digest = %s, updated_at = now() WHERE id = %s", [digest, person]
        )
        return changed.rowcount == 1

    def managers(self) -> dict[PersonId, PersonId | None]:
        """Everybody, with the next one up the line."""
        return dict(self._connection.execute("SELECT id, manager FROM directory.people").fetchall())

    def line(self, person: PersonId) -> list[PersonId]:
        """Those above a person, the nearest first."""
        return [above for (above,) in self._connection.execute(_LINE, [person])]

    def departures(self, people: Collection[PersonId] | None = None) -> dict[PersonId, datetime]:
        """Since or from when those are gone who left, or will (UTC); of these people, or of all."""
        ids = None if people is None else list(people)
        return {person: at.astimezone(UTC) for person, at in self._connection.execute(_GONE, [ids, ids])}

    def note_departure(self, person: PersonId, left_at: datetime | None) -> None:
        """Shows beside a person what the record says: when they left, or that they are there (None)."""
        self._connection.execute("UPDATE directory.people SET left_at = %s WHERE id = %s", [left_at, person])

    def remove(self, people: Collection[PersonId]) -> int:
        """Leaves nothing of them. Returns how many there were."""
        return self._connection.execute("DELETE FROM directory.people WHERE id = ANY (%s)", [list(people)]).rowcount


@contextmanager
def open_directory(url: str) -> Iterator[Directory]:
    with psycopg.connect(bounded(url, "perennial directory"), autocommit=True) as connection:
        yield Directory(connection)


def _given(entries: Sequence[Entry]) -> Jsonb:
    return Jsonb([entry.model_dump(mode="json") for entry in entries])


def _entry(row: dict[str, Any]) -> Entry:
    """As it was checked when it came in: a rule that came later must not make anybody unreadable."""
    roles = tuple(Role(role) for role in row["roles"])
    seniority = Seniority(row["seniority"]) if row["seniority"] else None
    digest = Digest(row["digest"]) if row["digest"] else None
    return Entry.model_construct(**{**row, "roles": roles, "seniority": seniority, "digest": digest})
