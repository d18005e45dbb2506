"""Rows that are folded: loaded for a batch, changed by its facts, and written back in one statement."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any, Generic, LiteralString, TypeVar

import orjson
from pydantic import BaseModel, TypeAdapter

from projections.view import Connected, statement

R = TypeVar("R")


class Rows(Generic[R]):
    """Reads and writes one dataclass as the rows of a table whose key is `id` and whose columns are its fields.

    Rows travel as JSON both ways: one parameter a batch, typed by the table on the way in and by the dataclass on the
    way out (which also turns every moment into UTC, whatever the session's time zone is).
    """

    def __init__(self, kind: type[R]) -> None:
        self._several = TypeAdapter(list[kind])  # type: ignore[valid-type]
        # Names that we gave to fields ourselves: as good as literals.
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        self._columns: LiteralString = ", ".join(names)
        new_values: LiteralString = ", ".join([name + " = excluded." + name for name in names if name != "id"])
        self._store: LiteralString = (
            "INSERT INTO {table} (" + self._columns + ") SELECT " + self._columns + " "
            "FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) ON CONFLICT (id) DO UPDATE SET " + new_values
        )

    def load(self, connection: Connected, table: str, ids: Collection[str]) -> dict[str, R]:
        if not ids:
            return {}
        found = self.select(connection, table, "WHERE id = ANY(%s)", [list(ids)])
        return {row.id: row for row in found}  # type: ignore[attr-defined]

    def store(self, connection: Connected, table: str, rows: Iterable[R]) -> None:
        # In the order of their keys, so that two writers could never wait for each other in a ring.
        ordered = sorted(rows, key=lambda row: row.id)  # type: ignore[attr-defined]
        if ordered:
            connection.execute(statement(self._store, table), [orjson.dumps(ordered, default=_written).decode()])

    def select(
        self,
        connection: Connected,
        table: str,
        tail: LiteralString,
        arguments: Sequence[Any],
        *,
        source: LiteralString = "{table}",
        **others: str,
    ) -> list[R]:
        """The rows of a `SELECT`; `tail` is all that follows the source, and `others` names more tables for it."""
        rows = f"SELECT {self._columns} FROM {source} source {tail}"  # noqa: S608  literals; values are parameters
        query = statement("SELECT to_json(found)::text FROM (" + rows + ") found", table, **others)  # noqa: S608
        found = connection.execute(query, arguments).fetchall()
        return self._several.validate_json(f"[{','.join(text for (text,) in found)}]")


def _written(value: Any) -> Any:
    """What orjson leaves to others: exact numbers, as text, and models within rows."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)


def where(conditions: Sequence[LiteralString]) -> LiteralString:
    """Joins conditions that must all hold; none means every row."""
    return "WHERE " + " AND ".join(conditions) if conditions else ""
