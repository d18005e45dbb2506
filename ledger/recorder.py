"""Appends events and command receipts, many callers to a commit, and reads them back."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import psycopg
import psycopg_pool
from eventsourcing.persistence import OperationalError, ProgrammingError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg.rows import tuple_row

from ledger import sources
from ledger.datastore import LedgerDatastore
from ledger.group_commit import GroupCommit
from ledger.names import CHANNEL
from vocabulary.receipts import Receipt
from vocabulary.sources import Source, Telling

_STREAM: Final = "SELECT originator_id, originator_version, topic, state FROM ledger.events WHERE originator_id = %s"
_NEWS: Final = f"({_STREAM} AND originator_version > %s ORDER BY originator_version)"


class LedgerRecorder(PostgresApplicationRecorder):
    """The library's recorder on tables of our own, with command receipts and group commit.

    Outages are the library's `OperationalError`, raised within seconds; nothing is retried behind the caller's back.
    """

    def __init__(self, datastore: LedgerDatastore) -> None:
        super().__init__(datastore, events_table_name="events")
        self.channel_name = CHANNEL
        self._commits = GroupCommit(datastore.url)

    def create_table(self) -> None:
        """Nothing to do: the tables are the owner's, see `ledger.schema`."""

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        receipt: Receipt | None = None,
        told: Sequence[Telling] = (),
        **others: Any,
    ) -> Sequence[int]:
        """Appends events, the receipt of their command, and under which names they were told, all or nothing; returns
        the events' positions in the log.

        Raises `CommandRepeated` with the first answer when the command has one, `IntegrityError` when a stream has
        moved on or something was told meanwhile, `OperationalError` in an outage. After an outage it can be unknown
        whether the events were written: repeat with the same command id, and the receipt tells.
        """
        unknown = [name for name, value in others.items() if value is not None]
        if unknown:
            msg = f"the ledger cannot record {', '.join(unknown)}"
            raise ProgrammingError(msg)
        if not stored_events and receipt is None:
            return ()
        return self._commits.append(stored_events, receipt, told)

    def receipt(self, command_id: str) -> Receipt | None:
        """What the command was answered, if it was."""
        rows = self._read("SELECT result, digest FROM ledger.commands WHERE command_id = %s", (command_id,))
        return Receipt(command_id=command_id, result=rows[0][0], digest=rows[0][1]) if rows else None

    def sources(self, keys: Collection[bytes]) -> Mapping[bytes, Source]:
        """What was told under these keys, of 16 bytes each; those under which nothing was told are left out."""
        return sources.found(self._read(sources.LOOK, sources.asked(keys))) if keys else {}

    def last_of_prefix(self, prefix: str, *, below: str | None = None) -> StoredEvent | None:
        """The last event of the greatest stream whose id begins with `prefix`; by bytes, so that months sort."""
        rows = self._read(
            "SELECT originator_id, originator_version, topic, state FROM ledger.events "
            "WHERE originator_id >= %s AND originator_id < %s "
            "ORDER BY originator_id DESC, originator_version DESC LIMIT 1",
            (prefix, below or after_prefix(prefix)),
        )
        return StoredEvent(*rows[0]) if rows else None

    def news(self, known: Mapping[str, int]) -> Sequence[StoredEvent]:
        """What was recorded in these streams after the versions that are known, by stream and in order."""
        # One part a stream, and no arrays: those cost the client more than the server needs for all of it (measured).
        query = " UNION ALL ".join([_NEWS] * len(known))
        rows = self._read(query, tuple(part for one in known.items() for part in one)) if known else []
        return [StoredEvent(*row) for row in rows]

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """One stream's events, in order of version."""
        query = _STREAM
        params: list[Any] = [originator_id]
        if gt is not None:
            query, params = f"{query} AND originator_version > %s", [*params, gt]
        if lte is not None:
            query, params = f"{query} AND originator_version <= %s", [*params, lte]
        query += " ORDER BY originator_version" + (" DESC" if desc else "")
        if limit is not None:
            query, params = f"{query} LIMIT %s", [*params, limit]
        return [StoredEvent(*row) for row in self._read(query, tuple(params))]

    def max_notification_id(self) -> int | None:
        """The position of the last event in the log."""
        last: int | None = self._read("SELECT max(notification_id) FROM ledger.events", ())[0][0]
        return last

    def close(self) -> None:
        """Writes what still waits, then ends."""
        self._commits.close()

    def _read(self, query: str, params: tuple[Any, ...] | dict[str, Any]) -> list[tuple[Any, ...]]:
        try:
            return self._read_once(query, params)
        except OperationalError as lost:
            if not isinstance(lost.__cause__, psycopg.OperationalError) or self._no_connection(lost):
                raise
            # The server was perhaps restarted since this connection was last used: ask once more, on one that lives.
            self.datastore.pool.check()
            return self._read_once(query, params)

    def _read_once(self, query: str, params: tuple[Any, ...] | dict[str, Any]) -> list[tuple[Any, ...]]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            return cursor.execute(query, params, prepare=True).fetchall()

    @staticmethod
    def _no_connection(lost: OperationalError) -> bool:
        return isinstance(lost.__cause__, psycopg_pool.PoolTimeout | psycopg_pool.PoolClosed)


def after_prefix(prefix: str) -> str:
    """The least string that is greater than all that begin with `prefix`, in order of code points."""
    return prefix + chr(0x10FFFF)
