"""One transaction that appends a group: take the turn, look, decide for each, write, commit."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.rows import TupleRow

from ledger.batch import Entry, accepted
from ledger.datastore import bounded
from ledger.names import WRITE_LOCK
from vocabulary.receipts import Receipt

_TAKE_TURN: Final = f"SELECT pg_advisory_xact_lock({WRITE_LOCK})"
_RECEIPTS: Final = "SELECT command_id, result, digest FROM ledger.commands WHERE command_id = ANY(%b)"
# One step down the index for each stream, however long it is; max() with GROUP BY would read all of it.
_VERSIONS: Final = """
    SELECT stream, (SELECT originator_version FROM ledger.events WHERE originator_id = stream
                    ORDER BY originator_version DESC LIMIT 1)
    FROM unnest(%b::text[]) AS stream"""
_EVENTS: Final = """
    INSERT INTO ledger.events (originator_id, originator_version, topic, state)
    SELECT * FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[])
    RETURNING notification_id"""
_COMMANDS: Final = """
    INSERT INTO ledger.commands (command_id, result, digest)
    SELECT * FROM unnest(%b::text[], %b::text[], %b::text[])"""

_BOUNDS: Final = """
    SET lock_timeout = '10s'; SET statement_timeout = '20s'; SET idle_in_transaction_session_timeout = '20s'"""
"""A writer that holds its turn too long is an outage for the others, and hears of it itself."""

Answer = tuple[Entry, Sequence[int] | Exception]
_Receipts = Mapping[str, Receipt]
_Versions = Mapping[str, int]


class Appender:
    """Keeps one connection; not for two threads at once."""

    def __init__(self, url: str) -> None:
        self._conninfo = bounded(url, "perennial ledger writer")
        self._connection: Connection[TupleRow] | None = None

    def append(self, group: Sequence[Entry]) -> list[Answer]:
        """What each one is to be told; raises when nothing, or nothing for certain, was written."""
        try:
            with self._turn(group) as (connection, receipts, versions):
                taken, refused = accepted(group, receipts, versions)
                positions = _write(connection, taken)
        except BaseException:
            # Ends the transaction, whatever state it is in; the next group opens a new connection.
            self.close()
            raise
        return [*positions, *refused]

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _turn(self, group: Sequence[Entry]) -> Iterator[tuple[Connection[TupleRow], _Receipts, _Versions]]:
        """A transaction that holds the write lock, with what was read under it."""
        connection = self._connection
        if connection is not None:
            try:
                found = _take_turn(connection, group)
            except psycopg.OperationalError:
                if not connection.closed:
                    raise
                # The server was perhaps restarted since the last group. Nothing was sent to be committed yet, so
                # beginning anew is safe.
                connection = None
        if connection is None:
            connection = self._connection = self._connect()
            found = _take_turn(connection, group)
        yield connection, *found

    def _connect(self) -> Connection[TupleRow]:
        connection = psycopg.connect(self._conninfo, autocommit=True)
        connection.execute(_BOUNDS)
        connection.autocommit = False
        # Each statement must see what was committed before it: what is read after the lock was waited for is current.
        connection.isolation_level = IsolationLevel.READ_COMMITTED
        return connection


def _take_turn(connection: Connection[TupleRow], group: Sequence[Entry]) -> tuple[_Receipts, _Versions]:
    commands = [entry.receipt.command_id for entry in group if entry.receipt is not None]
    streams = list({str(event.originator_id) for entry in group for event in entry.events})
    with connection.pipeline():
        connection.execute(_TAKE_TURN, prepare=True)
        receipts = connection.execute(_RECEIPTS, (commands,), prepare=True, binary=True)
        versions = connection.execute(_VERSIONS, (streams,), prepare=True, binary=True)
    return (
        {row[0]: Receipt(command_id=row[0], result=row[1], digest=row[2]) for row in receipts},
        {stream: version for stream, version in versions if version is not None},
    )


def _write(connection: Connection[TupleRow], taken: Sequence[Entry]) -> list[Answer]:
    events = [event for entry in taken for event in entry.events]
    receipts = [entry.receipt for entry in taken if entry.receipt is not None]
    positions: Iterator[tuple[int]] = iter(())
    with connection.pipeline():
        if events:
            columns = (
                [event.originator_id for event in events],
                [event.originator_version for event in events],
                [event.topic for event in events],
                [event.state for event in events],
            )
            positions = connection.execute(_EVENTS, columns, prepare=True, binary=True)
        if receipts:
            connection.execute(
                _COMMANDS,
                ([r.command_id for r in receipts], [r.result for r in receipts], [r.digest for r in receipts]),
                prepare=True,
            )
        connection.commit()
    return [(entry, [next(positions)[0] for _ in entry.events]) for entry in taken]
