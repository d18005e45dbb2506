"""One state of the record, read beside whatever is recorded meanwhile."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, LiteralString

import psycopg
from psycopg import Connection
from psycopg.rows import RowFactory, tuple_row

from ledger.datastore import bounded
from ledger.notification import ENTRIES

AT_ONCE: Final = 2_000
_IN_ORDER: Final[LiteralString] = " ORDER BY notification_id"


@contextmanager
def snapshot(url: str, who: str) -> Iterator[Connection[Any]]:
    """A transaction that reads, and sees the record as it is now until its end; `who` stands in the server's list."""
    with psycopg.connect(bounded(url, who), autocommit=True) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection


def entries(
    connection: Connection[Any],
    condition: LiteralString = "true",
    arguments: Sequence[Any] | Mapping[str, Any] = (),
    *,
    row_factory: RowFactory[Any] = tuple_row,
) -> Iterator[list[Any]]:
    """The entries of the log that meet a condition, in its order and in pieces; within a transaction, one reading at a
    time. Rows have position, stream, version, topic and state, as a `Notification` has."""
    with connection.cursor(name="entries", row_factory=row_factory) as cursor:
        cursor.execute(ENTRIES + " WHERE " + condition + _IN_ORDER, arguments, binary=True)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows
