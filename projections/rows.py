"""Rows that are folded: loaded for a batch, changed by its facts, and written back in one statement."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any, Generic, LiteralString, TypeVar

import orjson
from psycopg.sql import SQL, Composed, Identifier
from pydantic import TypeAdapter

from projections.view import Connected, in_views

R = TypeVar("R")


class Rows(Generic[R]):
    """Reads and writes one dataclass as the rows of a table whose key is `id` and whose columns are its fields.

    Rows travel as JSON both ways: one parameter a batch, typed by the table on the way in and by the dataclass on the
    way out (which also turns every moment into UTC, whatever the session's time zone is).
    """

    def __init__(self, kind: type[R]) -> None:
        self._several = TypeAdapter(list[kind])  # type: ignore[valid-type]
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        self._columns = SQL(", ").join(map(Identifier, names))
        self._new_values = SQL(", ").join(
            SQL("{0} = excluded.{0}").format(Identifier(name)) for name in names if name != "id"
        )

    def load(self, connection: Connected, table: str, ids: Collection[str]) -> dict[str, R]:
        if not ids:
            return {}
        found = self.select(connection, table, Composed([SQL("WHERE id = ANY(%s)")]), [list(ids)])
        return {row.id: row for row in found}  # type: ignore[attr-defined]

    def store(self, connection: Connected, table: str, rows: Iterable[R]) -> None:
        # In the order of their keys, so that two writers could never wait for each other in a ring.
        ordered = sorted(rows, key=lambda row: row.id)  # type: ignore[attr-defined]
        if not ordered:
            return
        connection.execute(
            SQL(
                "INSERT INTO {table} ({columns}) "
                "SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) "
                "ON CONFLICT (id) DO UPDATE SET {values}"
            ).format(table=in_views(table), columns=self._columns, values=self._new_values),
            [orjson.dumps(ordered).decode()],
        )

    def select(self, connection: Connected, table: str, tail: Composed, arguments: Sequence[Any]) -> list[R]:
        """The rows of a `SELECT`; `tail` is everything after the name of the table."""
        query = SQL("SELECT {columns} FROM {table} ").format(columns=self._columns, table=in_views(table))
        return self.read(connection, query + tail, arguments)

    def read(self, connection: Connected, query: Composed, arguments: Sequence[Any]) -> list[R]:
        """The rows of any query whose columns are the fields."""
        cursor = connection.execute(SQL("SELECT to_json(found)::text FROM ({}) found").format(query), arguments)
        return self._several.validate_json(f"[{','.join(text for (text,) in cursor.fetchall())}]")


def where(conditions: Iterable[LiteralString]) -> Composed:
    """Joins conditions that must all hold; none means every row."""
    parts = [SQL(condition) for condition in conditions]
    return SQL("WHERE {}").format(SQL(" AND ").join(parts)) if parts else Composed([])
