"""Rows that are folded: loaded for a batch, changed by its facts, and written back in one statement."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any, ClassVar, Final, Generic, LiteralString, TypeVar

import orjson
from pydantic import BaseModel, TypeAdapter

from projections.fact import Fact
from projections.partition import WHOLE, Partition
from projections.view import Building, Connected, View, statement

R = TypeVar("R")

MOST_HELD: Final = 20_000
"""Rows that each process of a rebuild keeps in memory, of each view; some 50 MB where they are large."""


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


class Table(Generic[R]):
    """The rows of one table over one connection."""

    def __init__(self, rows: Rows[R], connection: Connected, name: str) -> None:
        self._rows = rows
        self.connection = connection
        self.name = name

    def load(self, ids: Collection[str]) -> dict[str, R]:
        """Those that stand."""
        return self._rows.load(self.connection, self.name, ids)

    def store(self, rows: Iterable[R]) -> None:
        self._rows.store(self.connection, self.name, rows)

    def flush(self) -> None:
        """Writes what is kept; here everything is written at once."""


class HeldTable(Table[R]):
    """The same for a rebuild, which nobody reads yet: rows stay in memory from batch to batch, and are written when
    there are too many of them, those that were not touched for long, and at the end."""

    def __init__(self, rows: Rows[R], connection: Connected, name: str, weight: int = 1) -> None:
        super().__init__(rows, connection, name)
        self._most = MOST_HELD // weight
        self._held: dict[str, R] = {}
        self._some_written = False

    def load(self, ids: Collection[str]) -> dict[str, R]:
        held = self._held
        found = {name: held[name] for name in ids if name in held}
        if self._some_written and (missing := [name for name in ids if name not in found]):
            found |= super().load(missing)
        return found

    def store(self, rows: Iterable[R]) -> None:
        held = self._held
        for row in rows:
            name: str = row.id  # type: ignore[attr-defined]
            held.pop(name, None)  # so that it stands last
            held[name] = row
        if len(held) > self._most:
            self._write(len(held) - self._most // 2)

    def flush(self) -> None:
        self._write(len(self._held))

    def _write(self, count: int) -> None:
        oldest = list(self._held)[:count]
        super().store([self._held.pop(name) for name in oldest])
        self._some_written = True


class Folded(View, Generic[R]):
    """A view whose rows are changed by facts."""

    rows: ClassVar[Rows[Any]]
    weight: ClassVar[int] = 1
    """As how many rows of other views one counts, where a rebuild keeps them in memory."""

    @abstractmethod
    def fold(self, table: Table[R], facts: Sequence[Fact]) -> None:
        """Brings a batch of facts into the rows."""

    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        self.fold(Table(self.rows, connection, table), facts)

    def building(self, connection: Connected, table: str, partition: Partition = WHOLE) -> Building:  # noqa: ARG002
        return _Folding(self, connection, table)


class _Folding(Building):
    def __init__(self, view: Folded[Any], connection: Connected, table: str) -> None:
        self._fold = view.fold
        self._held = HeldTable(view.rows, connection, table, view.weight)

    def take(self, facts: Sequence[Fact]) -> None:
        self._fold(self._held, facts)

    def finish(self) -> None:
        self._held.flush()


def _written(value: Any) -> Any:
    """What orjson leaves to others: exact numbers, as text, and models within rows."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)


def columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Rows turned into columns, as arrays for `unnest`; there has to be a row."""
    return [list(column) for column in zip(*rows, strict=True)]


def where(conditions: Sequence[LiteralString]) -> LiteralString:
    """Joins conditions that must all hold; none means every row."""
    return "WHERE " + " AND ".join(conditions) if conditions else ""
