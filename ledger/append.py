"""One transaction that appends a group: take the turn, look, decide for each, write, commit."""

import select
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from ledger import sources
from ledger.arrays import bigints, byteas, let_take_arrays, texts
from ledger.batch import Entry, accepted, assumed, believed
from ledger.datastore import BY_INDEX, bounded
from ledger.names import WRITE_LOCK
from vocabulary.receipts import Receipt
from vocabulary.sources import Telling

_TAKE_TURN: Final = f"SELECT pg_advisory_xact_lock({WRITE_LOCK})"
_RECEIPTS: Final = "SELECT command_id, result, digest FROM ledger.commands WHERE command_id = ANY(%b)"
# One step down the index for each stream, however long it is; max() with GROUP BY would read all of it.
_VERSIONS: Final = """
    SELECT stream, (SELECT originator_version FROM ledger.events WHERE originator_id = stream
                    ORDER BY originator_version DESC LIMIT 1)
    FROM unnest(%b::text[]) AS stream"""
_APPEND: Final = """
    SELECT ledger.append(%b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::text[], %b::bigint[],
                         %b::text[], %b::text[], %b::text[])"""
APPEND_TOLD: Final = _APPEND.replace("append(", "append_told(").rstrip(")") + ", %b::bytea, %b::bytea)"
"""The same, with under which names things were told."""

# Read committed: each statement must see what was committed before it, whatever the server's default is. A writer
# that holds its turn too long is an outage for the others, and hears of it itself.
_SETTINGS: Final = f"""
    {BY_INDEX};
    SET default_transaction_isolation = 'read committed';
    SET lock_timeout = '10s'; SET statement_timeout = '20s'; SET idle_in_transaction_session_timeout = '20s'"""

Answer = tuple[Entry, Sequence[int] | Exception]


class Appender:
    """Keeps one connection; not for two threads at once."""

    def __init__(self, url: str) -> None:
        self._conninfo = bounded(url, "perennial ledger writer")
        self._connection: Connection[TupleRow] | None = None

    def append(self, group: Sequence[Entry]) -> list[Answer]:
        """What each one is to be told; raises when nothing, or nothing for certain, was written."""
        try:
            connection = self._alive()
            return _append_as_assumed(connection, group) or _append_after_looking(connection, group)
        except BaseException:
            # Ends the transaction, whatever state it is in; the next group opens a new connection.
            self.close()
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _alive(self) -> Connection[TupleRow]:
        """The connection, or a new one when the server has closed it meanwhile.

        An idle connection has nothing to say: one that can be read brings its end. Once something has been sent over
        it, a broken connection leaves unknown whether it was committed, so this is looked at before.
        """
        if self._connection is not None and _has_something_to_say(self._connection):
            self.close()
        if self._connection is None:
            self._connection = psycopg.connect(self._conninfo, autocommit=True)
            self._connection.execute(_SETTINGS)
            let_take_arrays(self._connection)
        return self._connection


def _has_something_to_say(connection: Connection[TupleRow]) -> bool:
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _append_as_assumed(connection: Connection[TupleRow], group: Sequence[Entry]) -> list[Answer] | None:
    """In one round trip, taking callers at their word; None, and nothing written, when one of them is mistaken."""
    versions = assumed(group)
    last_known = {stream: last for stream, last in versions.items() if last is not None}
    taken, refused = accepted(group, {}, last_known, None)
    positions = _write(connection, taken, versions)
    return None if positions is None else [*_in_turn(taken, positions), *refused]


def _append_after_looking(connection: Connection[TupleRow], group: Sequence[Entry]) -> list[Answer]:
    """In three round trips: what is read while it is our turn cannot change before we have written."""
    with connection.transaction():
        receipts, versions, contents = _take_turn(connection, group)
        last_known = {stream: last for stream, last in versions.items() if last is not None}
        taken, refused = accepted(group, receipts, last_known, contents)
        positions = _write(connection, taken, versions) if taken else ()
        if positions is None:
            msg = "the ledger changed during our turn: somebody writes to it with its triggers switched off"
            raise RuntimeError(msg)
    return [*_in_turn(taken, positions), *refused]


def _take_turn(
    connection: Connection[TupleRow], group: Sequence[Entry]
) -> tuple[Mapping[str, Receipt], Mapping[str, int | None], Mapping[bytes, bytes]]:
    commands = [entry.receipt.command_id for entry in group if entry.receipt is not None]
    streams = list({str(event.originator_id) for entry in group for event in entry.events})
    names = sources.asked([one.key for entry in group for one in entry.told])
    with connection.pipeline():
        connection.execute(_TAKE_TURN, prepare=True)
        receipts = connection.execute(_RECEIPTS, (commands,), prepare=True, binary=True)
        versions = connection.execute(_VERSIONS, (streams,), prepare=True, binary=True)
        known = connection.execute(sources.LOOK, names, prepare=True, binary=True)
    answered = {row[0]: Receipt(command_id=row[0], result=row[1], digest=row[2]) for row in receipts}
    return answered, dict(versions), {key: source.content for key, source in sources.found(known).items()}


def _write(
    connection: Connection[TupleRow], taken: Sequence[Entry], versions: Mapping[str, int | None]
) -> Sequence[int] | None:
    events = [event for entry in taken for event in entry.events]
    receipts = [entry.receipt for entry in taken if entry.receipt is not None]
    arguments: tuple[object, ...] = (
        texts([str(event.originator_id) for event in events]),
        bigints([event.originator_version for event in events]),
        texts([event.topic for event in events]),
        byteas([event.state for event in events]),
        texts(list(versions)),
        bigints(list(versions.values())),
        texts([receipt.command_id for receipt in receipts]),
        texts([receipt.result for receipt in receipts]),
        texts([receipt.digest for receipt in receipts]),
    )
    statement, told = _APPEND, _told(taken)
    if told:
        statement, arguments = APPEND_TOLD, (*arguments, *sources.fresh_and_changed(told))
    row = connection.execute(statement, arguments, prepare=True, binary=True).fetchone()
    positions: Sequence[int] | None = row[0] if row else None
    return positions


def _told(taken: Sequence[Entry]) -> Sequence[Telling]:
    """What is to be known under each key after all of them."""
    telling = [entry.told for entry in taken if entry.told]
    if len(telling) <= 1:
        return telling[0] if telling else ()
    before, last = believed(taken), {one.key: one for told in telling for one in told}
    return [one._replace(before=before.get(key)) for key, one in last.items()]


def _in_turn(taken: Sequence[Entry], positions: Sequence[int]) -> Iterator[Answer]:
    following = iter(positions)
    for entry in taken:
        yield entry, [next(following) for _ in entry.events]
