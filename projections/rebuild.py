"""Rebuilds a view from the facts, beside the one that people read, and then swaps them."""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from ledger.datastore import bounded
from ledger.faults import FollowerBusy
from ledger.follower import Apply, Follower, Progress
from ledger.notification import Notification
from projections import positions
from projections.log import decode, facts_between, interest, uncollected
from projections.view import NEXT, Connected, View

log = logging.getLogger(__name__)

_BATCH: Final = 5_000
_SWAP_WAITS: Final = "2s"
"""How long readers may be held up behind a swap that waits for a long reading; then it steps back and tries again."""
_SWAP_ATTEMPTS: Final = 30


def rebuild(view: View, url: str, *, progress: Progress | None = None, batch_size: int = _BATCH) -> int:
    """Builds a view anew and puts it in the place of the old one; returns the position in the log that it stands at.

    People go on reading the old rows, and a projector goes on writing them, until the swap. `progress` is told the
    position reached and the last one in the log. Interrupted at any moment, the old view stays as it is, and the next
    rebuild starts clean. Raises `FollowerBusy` when the view is being rebuilt already.
    """
    with psycopg.connect(bounded(url, f"perennial rebuild {view.name}"), autocommit=True) as connection:
        # Held by the session to the end: what lies half-built under this lock belongs to nobody who lives.
        taken = connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended('rebuild ' || %s, 0))", [view.name]
        ).fetchone()
        if taken != (True,):
            msg = f"the view {view.name!r} is being rebuilt already; wait for it, or stop it"
            raise FollowerBusy(msg)
        try:
            _clear(connection, view)
            view.create(connection, view.name + NEXT)
            builder = Follower(url, _builder(view), _apply_beside(view), interest=interest(view), batch_size=batch_size)
            builder.catch_up(progress)
            view.index(connection, view.name + NEXT)
            builder.catch_up(progress)  # what was recorded meanwhile
            return _swap(connection, view)
        except BaseException:
            # Only tidiness: the next rebuild would clear it away too.
            with suppress(psycopg.Error):
                _clear(connection, view)
            raise


def _builder(view: View) -> str:
    return f"view/{view.name}/next"


def _apply_beside(view: View) -> Apply:
    def apply(connection: Connection[TupleRow], batch: Sequence[Notification]) -> None:
        with uncollected():
            facts = decode(batch, view.handles)
            if facts:
                view.apply(connection, view.name + NEXT, facts)

    return apply


def _clear(connection: Connected, view: View) -> None:
    with connection.transaction():
        view.drop(connection, NEXT)
        positions.forget(connection, [_builder(view)])


def _swap(connection: Connected, view: View) -> int:
    for attempt in range(1, _SWAP_ATTEMPTS + 1):
        try:
            return _swap_once(connection, view)
        except psycopg.errors.LockNotAvailable:
            if attempt == _SWAP_ATTEMPTS:
                raise
            log.info("view %s: somebody reads it at length; the swap waits", view.name)
            time.sleep(0.2)
    raise AssertionError


def _swap_once(connection: Connected, view: View) -> int:
    with connection.transaction():
        connection.execute("SELECT set_config('lock_timeout', %s, true)", [_SWAP_WAITS])
        positions.begin(connection)
        # With the cursor in hand no projector is in the middle of a batch, and none begins one: nothing can be written
        # to the old rows that the new ones lack, and nothing twice.
        cursor, standing = positions.lock(connection, [view])
        built = positions.position(connection, _builder(view))
        position = max(built, cursor, standing.get(view.follower, 0))
        for facts in facts_between(connection, view, built, position):
            view.apply(connection, view.name + NEXT, facts)
        view.promote(connection)
        others = [f"view/{view.name}@{version}" for version in positions.standing_versions(connection, view)]
        positions.forget(connection, [_builder(view), *others])
        positions.put(connection, view.follower, position)
    return position
