"""Rebuilds views from the facts, beside those that people read, and then swaps them."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

import psycopg

from ledger.datastore import bounded
from ledger.faults import FollowerBusy
from ledger.follower import Progress
from projections import positions
from projections.building import somebody_builds
from projections.log import facts_between
from projections.sharing import build_shared
from projections.view import NEXT, Connected, View

log = logging.getLogger(__name__)

_BATCH: Final = 5_000
_SWAP_WAITS: Final = "2s"
"""How long readers may be held up behind a swap that waits for a long reading; then it steps back and tries again."""
_SWAP_ATTEMPTS: Final = 30


def rebuild(view: View, url: str, *, progress: Progress | None = None, batch_size: int = _BATCH) -> int:
    """Builds a view anew and puts it in the place of the old one; returns the position in the log that it stands at.

    See `rebuild_together`.
    """
    return rebuild_together([view], url, progress=progress, batch_size=batch_size)[view.name]


def rebuild_together(
    views: Sequence[View], url: str, *, progress: Progress | None = None, batch_size: int = _BATCH
) -> dict[str, int]:
    """Builds views anew in one reading of the log, and puts each in the place of the old one.

    People go on reading the old rows, and a projector goes on writing them, until the swap. `progress` is told the
    position reached and the last one in the log. Interrupted at any moment, the old views stay as they are, or are
    already the new ones, each whole; and the next rebuild starts clean. Returns the position that each stands at.
    Raises `FollowerBusy` when one of them is being rebuilt already.
    """
    with (
        psycopg.connect(bounded(url, "perennial rebuild"), autocommit=True) as connection,
        _alone(connection, views),
    ):
        built = positions.head(connection)

        def reached(position: int) -> None:
            if progress is not None:
                progress(position, built)

        for view in views:
            view.create(connection, view.name + NEXT)
        build_shared(views, url, built, batch_size, reached)
        return {view.name: _swap(connection, view, built) for view in views}


@contextmanager
def _alone(connection: Connected, views: Sequence[View]) -> Iterator[None]:
    """Nobody else rebuilds them; leaves nothing behind."""
    for view in views:
        # Held by the session to the end: what lies half-built under this lock belongs to nobody who lives.
        taken = connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended('rebuild ' || %s, 0))", [view.name]
        ).fetchone()
        if taken != (True,) or somebody_builds(connection, view):
            msg = f"the view {view.name!r} is being rebuilt already; wait for it, or stop it"
            raise FollowerBusy(msg)
    try:
        for view in views:
            _clear(connection, view)
        yield
    except BaseException:
        # Only tidiness: the next rebuild would clear it away too.
        with suppress(psycopg.Error):
            for view in views:
                _clear(connection, view)
        raise


def _clear(connection: Connected, view: View) -> None:
    with connection.transaction():
        view.drop(connection, NEXT)


def _swap(connection: Connected, view: View, built: int) -> int:
    for attempt in range(1, _SWAP_ATTEMPTS + 1):
        try:
            return _swap_once(connection, view, built)
        except psycopg.errors.LockNotAvailable:
            if attempt == _SWAP_ATTEMPTS:
                raise
            log.info("view %s: somebody reads it at length; the swap waits", view.name)
            time.sleep(0.2)
    raise AssertionError


def _swap_once(connection: Connected, view: View, built: int) -> int:
    with connection.transaction():
        connection.execute("SELECT set_config('lock_timeout', %s, true)", [_SWAP_WAITS])
        positions.begin(connection)
        # With the cursor in hand no projector is in the middle of a batch, and none begins one: nothing can be written
        # to the old rows that the new ones lack, and nothing twice.
        cursor, standing = positions.lock(connection, [view])
        position = max(built, cursor, standing.get(view.follower, 0))
        for facts, _ in facts_between(connection, [view], built, position):
            if facts:
                view.apply(connection, view.name + NEXT, facts)
        view.promote(connection)
        others = [f"view/{view.name}@{version}" for version in positions.standing_versions(connection, view)]
        positions.forget(connection, [f"view/{view.name}/next", *others])  # the first was kept by earlier releases
        positions.put(connection, view.follower, position)
    return position
