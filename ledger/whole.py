"""Appends a whole history at once: all of it in one transaction, or nothing."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final

import psycopg
from eventsourcing.persistence import IntegrityError, StoredEvent

from ledger import sources
from ledger.append import APPEND_TOLD
from ledger.batch import FIRST_VERSIONS
from ledger.datastore import BY_INDEX, bounded
from vocabulary.receipts import Receipt
from vocabulary.sources import Source, Telling

AT_ONCE: Final = 5_000
"""Events, receipts and names that one statement takes; the transaction takes all."""
_SETTINGS: Final = f"{BY_INDEX}; SET lock_timeout = '10s'; SET statement_timeout = '60s'"


def append_whole(
    url: str,
    events: Sequence[StoredEvent],
    receipts: Sequence[Receipt] = (),
    told: Mapping[bytes, Source] | None = None,
    *,
    watch: Callable[[int], object] = lambda _: None,
) -> None:
    """Other writers wait for it meanwhile; `watch` is told how many events were taken since it was last told.

    Raises `IntegrityError`, and nothing is written, where a stream, a command or a name is in the ledger already.
    """
    some_receipts, some_told = iter(receipts), iter((told or {}).items())
    last: dict[str, int] = {}
    with psycopg.connect(bounded(url, "perennial history"), autocommit=True) as connection:
        connection.execute(_SETTINGS)
        with connection.transaction():
            for first in range(0, len(events), AT_ONCE):
                batch = events[first : first + AT_ONCE]
                # Whatever is left over of what goes with the events is few, and goes with the last.
                share = AT_ONCE if first + AT_ONCE < len(events) else None
                _append(connection, batch, last, list(islice(some_receipts, share)), dict(islice(some_told, share)))
                watch(len(batch))


def _append(
    connection: psycopg.Connection[tuple[object, ...]],
    events: Sequence[StoredEvent],
    last: dict[str, int],
    receipts: Sequence[Receipt],
    told: Mapping[bytes, Source],
) -> None:
    expected: dict[str, int | None] = {}
    for event in events:
        stream, version = str(event.originator_id), event.originator_version
        expected.setdefault(stream, last.get(stream, None if version in FIRST_VERSIONS else version - 1))
        last[stream] = version
    arguments = (
        [event.originator_id for event in events],
        [event.originator_version for event in events],
        [event.topic for event in events],
        [event.state for event in events],
        list(expected),
        list(expected.values()),
        [receipt.command_id for receipt in receipts],
        [receipt.result for receipt in receipts],
        [receipt.digest for receipt in receipts],
        *sources.fresh_and_changed([Telling(key, None, one.content, one.month) for key, one in told.items()]),
    )
    row = connection.execute(APPEND_TOLD, arguments, binary=True).fetchone()
    if row is None or row[0] is None:
        msg = "part of this history is in the ledger already, so none of it was written"
        raise IntegrityError(msg)
