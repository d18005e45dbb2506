"""Follows the log under a name: every event is applied exactly once, in order, in batches."""

import logging
from collections.abc import Callable, Sequence
from threading import Lock, Thread
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from ledger.datastore import BY_INDEX, bounded
from ledger.faults import FollowerBusy
from ledger.names import CHANNEL
from ledger.notification import ENTRIES, Interest, Notification
from ledger.waiting import Waiting

log = logging.getLogger(__name__)

Apply = Callable[[Connection[TupleRow], Sequence[Notification]], None]
"""Applies a batch within the transaction that moves the position; commits nothing itself."""
Progress = Callable[[int, int], None]
"""Told after each batch how far it is: the position reached, and the last one in the log."""

POLL_SECONDS: Final = 1.0
"""How long a lost wake-up delays, and how soon a standby takes over."""
GATHER_SECONDS: Final = 0.02
"""Between two looks at the log, so that a busy log is read fifty times a second and not at every commit; what comes
after a quiet moment is applied at once."""
LONGEST_PAUSE: Final = 30.0
STOP_SECONDS: Final = 10.0
"""How long a batch in hand may take when the end is asked for."""
FIRST_SIZE: Final = 500
HEAVY: Final = 1 << 20
"""Events and bytes: read and decoded, a batch of that weight takes some 15 MB, and a tenth of a second, in which what
comes after it is not seen."""

_POSITION: Final = """
    SELECT position, (SELECT coalesce(max(notification_id), 0) FROM ledger.events)
    FROM ledger.positions WHERE follower = %s FOR UPDATE"""
_BATCH: Final = f"""
    {ENTRIES}
    WHERE notification_id > %(after)s AND notification_id <= %(upto)s{{interest}} ORDER BY notification_id"""
_NOT_DURABLE: Final = "SET synchronous_commit = off"
_MOVE: Final = "UPDATE ledger.positions SET position = %s, updated_at = now() WHERE follower = %s"


class Follower:
    """`run` follows until `stop`; `catch_up` goes to the present and returns, for building a view anew.

    Of all processes that follow under one name, one does and the others stand by. An outage is waited out. When
    `apply` raises, its transaction is undone and tried again after a pause: nothing is ever skipped.
    """

    def __init__(
        self,
        url: str,
        name: str,
        apply: Apply,
        *,
        interest: Interest = Interest(),  # noqa: B008  an immutable value
        batch_size: int = 2_000,
        gather: float = GATHER_SECONDS,
        durable: bool = True,
    ) -> None:
        """`gather` is how many seconds lie between two looks at the log while something is always new.

        Not `durable` is for what is wholly within the database and follows from the log: the server does not wait for
        its disk then, and a crash of it may take back what was applied last, together with the position, so that it is
        applied again.
        """
        self.name = name
        self._conninfo = bounded(url, f"perennial follower {name}")
        self._apply = apply
        self._batch = _BATCH.format(interest=interest.condition)
        self._batch_size = batch_size
        self._gather = gather
        self._settings = BY_INDEX if durable else f"{BY_INDEX}; {_NOT_DURABLE}"
        self._size = min(batch_size, FIRST_SIZE)
        self._waiting = Waiting()
        self._thread: Thread | None = None
        self._starting = Lock()

    def start(self) -> None:
        """Follows in a thread of its own."""
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self.run, name=f"follower {self.name}", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Ends `run` after the batch in hand, and waits for the thread that `start` began; it is not begun again."""
        self._waiting.end()
        with self._starting:
            if self._thread is not None:
                self._thread.join(timeout=STOP_SECONDS)
                self._thread = None

    def run(self) -> None:
        """Follows until `stop`."""
        away = 0
        with self._waiting:
            while not self._waiting.ended:
                try:
                    with psycopg.connect(self._conninfo, autocommit=True) as connection:
                        connection.execute(self._settings)
                        if away:
                            log.info("follower %s: the database is back", self.name)
                            away = 0
                        self._follow(connection)
                except psycopg.OperationalError as outage:
                    away += 1
                    if away == 1:
                        log.warning("follower %s: the database is away, waiting for it: %s", self.name, outage)
                    self._waiting.pause(min(0.1 * away, POLL_SECONDS))

    def catch_up(self, progress: Progress | None = None) -> int:
        """Applies everything up to the present, and returns the position reached.

        Raises `FollowerBusy` when somebody else follows under this name, whatever `apply` raises, and psycopg's
        `OperationalError` in an outage; called again, it goes on from where it was.
        """
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(self._settings)
            if not self._take_post(connection):
                msg = f"somebody else follows the log as {self.name!r}; stop them, or use another name"
                raise FollowerBusy(msg)
            while True:
                reached, last = self._apply_next(connection)
                if progress is not None:
                    progress(reached, last)
                if reached >= last:
                    return reached

    def _follow(self, connection: Connection[TupleRow]) -> None:
        while not self._take_post(connection):
            if not self._waiting.pause(POLL_SECONDS):
                return
        log.debug("follower %s: has the post", self.name)
        self._waiting.listen(connection, CHANNEL)
        failures = 0
        while not self._waiting.ended:
            try:
                reached, last = self._apply_next(connection)
            except Exception as fault:
                if connection.closed or isinstance(fault, psycopg.errors.AdminShutdown):
                    raise psycopg.OperationalError(str(fault)) from fault
                failures += 1
                seconds = min(0.1 * 2 ** min(failures, 10), LONGEST_PAUSE)
                log.exception(
                    "follower %s cannot apply what comes next; nothing was skipped or written. "
                    "Mend what the error names: it goes on by itself, next attempt in %.1f s",
                    self.name,
                    seconds,
                )
                self._waiting.pause(seconds)
            else:
                failures = 0
                if reached >= last and self._waiting.pause(self._gather):
                    self._waiting.for_news(connection, POLL_SECONDS)

    def _take_post(self, connection: Connection[TupleRow]) -> bool:
        """Whether this connection may follow under the name; the lock ends with the connection, however it ends."""
        row = connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended('follower ' || %s, 0))", (self.name,)
        ).fetchone()
        if row is None or not row[0]:
            return False
        connection.execute(
            "INSERT INTO ledger.positions (follower, position) VALUES (%s, 0) ON CONFLICT DO NOTHING", (self.name,)
        )
        return True

    def _apply_next(self, connection: Connection[TupleRow]) -> tuple[int, int]:
        """Applies the next batch; the position reached, and the last one in the log when it was looked at."""
        with connection.transaction():
            # The post already keeps others out; FOR UPDATE also holds against a server that has not yet noticed
            # that the connection of the one before is dead.
            row = connection.execute(_POSITION, (self.name,), prepare=True).fetchone()
            if row is None:
                msg = f"the position of {self.name!r} was deleted while it was followed"
                raise LookupError(msg)
            position, last = row
            if position >= last:
                return position, last
            upto = min(position + self._size, last)
            params = {"after": position, "upto": upto}
            rows = connection.execute(self._batch, params, prepare=True, binary=True).fetchall()
            if rows:
                self._apply(connection, [Notification._make(row) for row in rows])
            connection.execute(_MOVE, (upto, self.name), prepare=True)
        self._size = next_size(self._size, sum(len(row[4]) for row in rows), most=self._batch_size)
        return upto, last


def next_size(size: int, read: int, *, most: int) -> int:
    """How many events to read next, by how many bytes these were: a fact may hold a hundred signs of life, or one."""
    return max(1, size // 2) if read > HEAVY else min(most, size * 2)
