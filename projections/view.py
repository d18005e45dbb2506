"""A view: what a reader sees, made from facts alone, and thrown away without loss."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, ClassVar, LiteralString

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from projections.fact import Fact
from projections.partition import WHOLE, Partition
from projections.stand import SCHEMA, stand

NEXT = "__next"
"""What the name of a table ends in while it is built beside the one that people read."""

Connected = Connection[Any]

__all__ = ["NEXT", "SCHEMA", "Building", "Connected", "Fact", "FromTheLog", "View", "in_views", "statement"]


class View(ABC):
    """One view: its table, and how facts change it.

    A view reads nothing but the facts it is given and its own rows: no other view, no clock. So it can be rebuilt at
    any time, and the same facts always give the same rows, however they were cut into batches.
    """

    name: ClassVar[str]
    """The name of its table in schema `views`; never changes."""
    version: ClassVar[int]
    """Raised whenever the rows get another shape or meaning; the projector then rebuilds the view by itself."""
    handles: ClassVar[frozenset[str]]
    """Topics of the events that it wants to see."""
    parts: ClassVar[tuple[str, ...]] = ()
    """Endings of further tables that belong to the view, for example `__titles`."""
    everywhere: ClassVar[frozenset[str]] = frozenset()
    """Of those that it handles, topics that bear on every community: whoever rebuilds a part of the rows is told them.
    All else that it handles has to change rows of its own community alone, or of none."""

    @abstractmethod
    def create(self, connection: Connected, table: str) -> None:
        """Creates the empty table, with what `apply` needs."""

    def index(self, connection: Connected, table: str) -> None:  # noqa: B027  not every view has more to do
        """Adds what only readers need; a rebuild does it last, because filling an indexed table is slower."""

    @abstractmethod
    def apply(self, connection: Connected, table: str, facts: Sequence[Fact]) -> None:
        """Brings a batch of facts, in the order of the log, into the table; within the caller's transaction."""

    def building(
        self,
        connection: Connected,
        table: str,
        partition: Partition = WHOLE,  # noqa: ARG002  where each community has rows of its own
    ) -> "Building":
        """Fills the empty table with the rows of a part of all communities."""
        return BatchByBatch(self, connection, table)

    @property
    def follower(self) -> str:
        """Under this name the ledger keeps the position of the rows that people read."""
        return f"view/{self.name}@{self.version}"

    def tables(self, ending: str = "") -> list[str]:
        """Every table of the view; `ending` is `NEXT` for those being built."""
        return [f"{self.name}{ending}{part}" for part in ("", *self.parts)]

    def has_tables(self, connection: Connected) -> bool:
        """Whether what people read is there, at whatever version; somebody may have dropped it."""
        names = [f"{stand().schema}.{table}" for table in self.tables()]
        row = connection.execute("SELECT bool_and(to_regclass(name) IS NOT NULL) FROM unnest(%s::text[]) name", [names])
        return row.fetchone() == (True,)

    def drop(self, connection: Connected, ending: str = "") -> None:
        for table in self.tables(ending):
            connection.execute(SQL("DROP TABLE IF EXISTS {}").format(in_views(table)))

    def promote(self, connection: Connected) -> None:
        """Puts the tables built beside in the place of those that people read."""
        self.drop(connection)
        for built, read in zip(self.tables(NEXT), self.tables(), strict=True):
            connection.execute(SQL("ALTER TABLE {} RENAME TO {}").format(in_views(built), Identifier(read)))
        for left in self._left_behind(connection):
            connection.execute(SQL("DROP TABLE {}").format(in_views(left)))

    def _left_behind(self, connection: Connected) -> list[str]:
        """Further tables of an earlier version, which nothing would bring up to date any more."""
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename ^@ %s",
            [stand().schema, f"{self.name}__"],
        ).fetchall()
        return sorted({name for (name,) in found} - set(self.tables()))


class Building(ABC):
    """How a rebuild fills the fresh tables of a view; others may fill them with the rows of other communities.

    Nobody reads them before the end, so a view may do better than to apply one batch after the other, as long as the
    rows are the same: keep them in memory, within bounds, and write each once.
    """

    @abstractmethod
    def take(self, facts: Sequence[Fact]) -> None:
        """The next batch, in the order of the log; within the caller's transaction."""

    @abstractmethod
    def finish(self) -> None:
        """Writes what was kept."""


class BatchByBatch(Building):
    """As the view is kept up to date later."""

    def __init__(self, view: View, connection: Connected, table: str) -> None:
        self._view = view
        self._connection = connection
        self._table = table

    def take(self, facts: Sequence[Fact]) -> None:
        self._view.apply(self._connection, self._table, facts)

    def finish(self) -> None:
        """Nothing was kept."""


class FromTheLog(View):
    """A view whose rows tell where facts stand and not what they say: a rebuild leaves them to the server alone."""

    @abstractmethod
    def copy(self, connection: Connected, table: str, upto: int) -> None:
        """Fills the empty table up to a position in the log."""


def in_views(table: str) -> Identifier:
    return Identifier(stand().schema, table)


def statement(text: LiteralString, table: str, **others: str) -> bytes:
    """Puts names of tables into a statement: `{table}`, and others by their own words; done once, used often."""
    return _written_out(stand().schema, text, table, **others)


@lru_cache(maxsize=1_000)
def _written_out(schema: str, text: LiteralString, table: str, **others: str) -> bytes:
    names = {word: Identifier(schema, name) for word, name in {"table": table, **others}.items()}
    return SQL(text).format(**names).as_bytes()
