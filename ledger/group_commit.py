"""Group commit: one thread commits all that waits, and while it commits, the next group gathers."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final

import psycopg
from eventsourcing.persistence import (
    DatabaseError,
    DataError,
    IntegrityError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
)

from ledger.append import Appender
from ledger.batch import Entry, same_for_each
from vocabulary.receipts import Receipt
from vocabulary.sources import Telling

MOST_EVENTS: Final = 2_000
"""A group is closed at so many events, so that no caller waits long for the others."""
ANSWER_SECONDS: Final = 30.0
"""The longest that anybody waits for an answer."""


class GroupCommit:
    """Begins with the first append, ends with `close`. One writer's fault never becomes another's."""

    def __init__(self, url: str) -> None:
        self._appender = Appender(url)
        self._waiting: SimpleQueue[Entry | None] = SimpleQueue()
        self._gate = Lock()
        self._thread: Thread | None = None
        self._closed = False
        self._process = os.getpid()

    def append(
        self, events: Sequence[StoredEvent], receipt: Receipt | None, told: Sequence[Telling] = ()
    ) -> Sequence[int]:
        """Waits until the events are committed, and returns their positions."""
        entry = Entry(events, receipt, told)
        with self._gate:
            if self._closed:
                msg = "the ledger is closed"
                raise ProgrammingError(msg)
            if self._process != os.getpid():
                msg = "the ledger was opened before the process was forked; open one in each process"
                raise ProgrammingError(msg)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="ledger-group-commit", daemon=True)
                self._thread.start()
            self._waiting.put(entry)
        return entry.wait(ANSWER_SECONDS)

    def close(self) -> None:
        """Commits what still waits, and takes no more."""
        with self._gate:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None and self._process == os.getpid():
            self._waiting.put(None)
            thread.join()

    def _run(self) -> None:
        with contextlib.closing(self._appender):
            for group in self._groups():
                self._commit(group)

    def _groups(self) -> Iterator[list[Entry]]:
        """All that waits, in groups of bounded size; ends when the ledger is closed and nothing waits any more."""
        while (entry := self._waiting.get()) is not None:
            group, events = [entry], len(entry.events)
            with contextlib.suppress(Empty):
                while events < MOST_EVENTS:
                    another = self._waiting.get_nowait()
                    if another is None:
                        yield group
                        return
                    group.append(another)
                    events += len(another.events)
            yield group

    def _commit(self, group: list[Entry]) -> None:
        try:
            answers = self._appender.append(group)
        except psycopg.OperationalError as outage:
            # Perhaps committed, perhaps not. Never again without being asked: who has a receipt can ask safely.
            fault = OperationalError(str(outage))
            fault.__cause__ = outage
            for entry in group:
                entry.settle(same_for_each(fault))
        except Exception as fault:  # noqa: BLE001  whatever it is, those who wait must hear of it
            if len(group) > 1:
                # Somebody's event cannot be stored at all. Nothing was written: find out whose, one at a time.
                for entry in group:
                    self._commit([entry])
            else:
                group[0].settle(_as_the_library_says(fault))
        else:
            for entry, answer in answers:
                entry.settle(answer)


def _as_the_library_says(fault: Exception) -> Exception:
    kinds = (
        (psycopg.IntegrityError, IntegrityError),
        (psycopg.DataError, DataError),
        (psycopg.ProgrammingError, ProgrammingError),
        (psycopg.Error, DatabaseError),
    )
    for theirs, ours in kinds:
        if isinstance(fault, theirs):
            translated = ours(str(fault))
            translated.__cause__ = fault
            return translated
    return fault
