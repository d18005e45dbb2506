"""Hands the log to something outside the database; the position trails behind what was acknowledged."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from ledger.datastore import BY_INDEX, bounded
from ledger.names import CHANNEL
from ledger.notification import ENTRIES, Interest, Notification

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 1.0
"""How long a lost wake-up delays, and how soon a standby takes over."""
SAVE_SECONDS: Final = 0.2
"""How long an acknowledgement may wait to be saved: every save is a commit, and a crash only repeats."""
GATHER_SECONDS: Final = 0.02
"""Between two looks at the log, so that a busy log is read fifty times a second and not at every commit."""
READ_AHEAD: Final = 2_000
"""Entries that may wait for their acknowledgement before reading pauses."""
_BATCH: Final = f"""
    WITH last AS (SELECT coalesce(max(notification_id), 0) AS position FROM ledger.events)
    SELECT least(last.position, %(upto)s), entry.* FROM last LEFT JOIN LATERAL (
        {ENTRIES}
        WHERE notification_id > %(after)s AND notification_id <= least(last.position, %(upto)s){{interest}}
    ) AS entry ON true ORDER BY notification_id"""  # noqa: S608  literals


class Trail:
    """Follows under a name, like a `Follower`, but does not wait for one effect before it hands out the next.

    `take` is given each batch once and returns at once; whoever takes it calls `acknowledge` for every entry when its
    effect has happened. After a crash everything behind the saved position is handed out again: at least once, so
    effects have to be harmless when repeated.
    """

    def __init__(
        self, url: str, name: str, take: Callable[[Sequence[Notification]], None], *, interest: Interest
    ) -> None:
        self.name = name
        self._conninfo = bounded(url, f"perennial follower {name}")
        self._take = take
        self._batch = _BATCH.format(interest=interest.condition)
        self._read = self._saved = 0
        self._saved_at = 0.0
        """By the event loop's clock."""
        self._waiting: dict[int, None] = {}
        """Positions that were handed out and not acknowledged, in order."""

    def acknowledge(self, positions: Sequence[int]) -> None:
        """Their effects have happened; once all before them have too, the position moves."""
        for position in positions:
            self._waiting.pop(position, None)

    async def run(self) -> None:
        """Follows until it is cancelled; an outage is waited out and said once."""
        away = 0
        while True:
            try:
                async with await AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
                    await connection.execute(BY_INDEX)
                    if away:
                        log.info("follower %s: the database is back", self.name)
                        away = 0
                    await self._follow(connection)
            except psycopg.OperationalError as outage:
                away += 1
                if away == 1:
                    log.warning("follower %s: the database is away, waiting for it: %s", self.name, outage)
                await asyncio.sleep(min(0.1 * away, POLL_SECONDS))

    async def _follow(self, connection: AsyncConnection[TupleRow]) -> None:
        while not await self._take_post(connection):
            await asyncio.sleep(POLL_SECONDS)
        await connection.execute(f"LISTEN {CHANNEL}")
        self._read = self._saved = await self._first(
            connection, "SELECT position FROM ledger.positions WHERE follower = %s", (self.name,)
        )
        self._waiting.clear()
        try:
            while True:
                if len(self._waiting) < READ_AHEAD:
                    await self._read_on(connection)
                await self._save(connection)
                await asyncio.sleep(GATHER_SECONDS)
                # One announcement answers for all of them: the log is what counts.
                pause = SAVE_SECONDS if self._reached > self._saved or self._waiting else POLL_SECONDS
                async for _ in connection.notifies(timeout=pause, stop_after=1):
                    pass
        finally:
            if not connection.broken:
                self._saved_at = 0.0
                await self._save(connection)

    async def _read_on(self, connection: AsyncConnection[TupleRow]) -> None:
        """Hands out the next batch, if there is anything new in the log."""
        params = {"after": self._read, "upto": self._read + READ_AHEAD}
        rows = await (await connection.execute(self._batch, params, prepare=True, binary=True)).fetchall()
        upto = rows[0][0]
        if upto <= self._read:
            return
        batch = [Notification._make(row[1:]) for row in rows if row[1] is not None]
        self._waiting.update(dict.fromkeys(entry.position for entry in batch))
        self._read = upto
        if batch:
            self._take(batch)

    @property
    def _reached(self) -> int:
        return next(iter(self._waiting)) - 1 if self._waiting else self._read

    async def _save(self, connection: AsyncConnection[TupleRow]) -> None:
        now = asyncio.get_running_loop().time()
        reached = self._reached
        if reached > self._saved and now - self._saved_at >= SAVE_SECONDS:
            await connection.execute(
                "UPDATE ledger.positions SET position = %s, updated_at = now() WHERE follower = %s",
                (reached, self.name),
            )
            self._saved, self._saved_at = reached, now

    async def _take_post(self, connection: AsyncConnection[TupleRow]) -> bool:
        """Whether this connection may follow under the name; the lock ends with the connection, however it ends."""
        if not await self._first(
            connection, "SELECT pg_try_advisory_lock(hashtextextended('follower ' || %s, 0))", (self.name,)
        ):
            return False
        await connection.execute(
            "INSERT INTO ledger.positions (follower, position) VALUES (%s, 0) ON CONFLICT DO NOTHING", (self.name,)
        )
        return True

    @staticmethod
    async def _first(connection: AsyncConnection[TupleRow], query: str, params: Sequence[Any] = ()) -> Any:
        row = await (await connection.execute(query, params)).fetchone()
        if row is None:
            msg = "the position was deleted while it was followed"
            raise LookupError(msg)
        return row[0]
