"""The projector: follows the log and keeps every view up to date."""

import logging
import time
from collections.abc import Sequence
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from aggregates.uncollected import uncollected
from ledger.datastore import bounded
from ledger.faults import FollowerBusy
from ledger.follower import Follower, Progress
from ledger.notification import Notification
from projections import positions
from projections.catalogue import VIEWS
from projections.log import decode, facts_between
from projections.rebuild import rebuild_together
from projections.view import Connected, View

log = logging.getLogger(__name__)

BATCH: Final = 2_000
_ELSEWHERE: Final = 0.2
"""Seconds between looks at a rebuild that another process does."""


class Projector:
    """One follower reads the log for all views; each view has a position of its own.

    One, because an event then crosses the wire once, is decoded once, and shows in all views at one moment after one
    commit, which is what the time from fact to inbox consists of. Positions of their own, because a view can then be
    rebuilt, or be new, while the others stay; it skips what it has and is given what it lacks. The price: views fail
    together. What one of them cannot take stops all until it is mended, and is never skipped.
    """

    def __init__(self, url: str, views: Sequence[View] = VIEWS, *, batch_size: int = BATCH) -> None:
        self._url = url
        self._views = tuple(views)
        self._wanted = frozenset[str]().union(*(view.handles for view in views))
        self._follower = Follower(url, positions.CURSOR, self._apply, batch_size=batch_size, durable=False)
        self._missed: set[str] = set()

    def prepare(self, progress: Progress | None = None) -> int:
        """Creates views that are missing, rebuilds those whose shape has changed; returns the position all stand at.

        Raises psycopg's `OperationalError` in an outage; doing it again, or in two processes at once, is harmless.
        """
        with psycopg.connect(bounded(self._url, "perennial projector"), autocommit=True) as connection:
            while missing := [view for view in self._views if not self._is_made_to_stand(connection, view)]:
                try:
                    rebuild_together(missing, self._url, progress=progress)
                except FollowerBusy:
                    time.sleep(_ELSEWHERE)
            with connection.transaction():
                cursor, standing = positions.lock(connection, self._views)
                self._bring_up(connection, standing, cursor)
            return positions.reached(connection, self._views)

    def run(self) -> None:
        """Follows until `stop`; outages are waited out."""
        self._follower.run()

    def start(self) -> None:
        """Follows in a thread of its own."""
        self._follower.start()

    def stop(self) -> None:
        """Ends `run` after the batch in hand."""
        self._follower.stop()

    def catch_up(self, progress: Progress | None = None) -> int:
        """Brings all views to the present and returns; refused while another projector runs."""
        return self._follower.catch_up(progress)

    def _is_made_to_stand(self, connection: Connected, view: View) -> bool:
        return self._stands(connection, view) or self._create(connection, view)

    def _stands(self, connection: Connected, view: View) -> bool:
        versions = positions.standing_versions(connection, view)
        if versions and max(versions) > view.version:
            self._say_missing(view)
            return True
        return view.version in versions and view.has_tables(connection)

    def _create(self, connection: Connected, view: View) -> bool:
        """Creates a view that never stood, if nothing was read for it yet; later it has to be rebuilt."""
        with connection.transaction():
            positions.begin(connection)
            cursor, standing = positions.lock(connection, [view])
            if view.follower in standing and view.has_tables(connection):
                return True
            if cursor > 0 or positions.standing_versions(connection, view):
                return False
            view.drop(connection)
            view.create(connection, view.name)
            view.index(connection, view.name)
            positions.put(connection, view.follower, 0)
            return True

    def _apply(self, connection: Connection[TupleRow], batch: Sequence[Notification]) -> None:
        with uncollected():
            self._apply_uncollected(connection, batch)

    def _apply_uncollected(self, connection: Connected, batch: Sequence[Notification]) -> None:
        cursor, standing = positions.lock(connection, self._views)
        self._bring_up(connection, standing, cursor)
        facts = decode(batch, self._wanted)
        for view in self._views:
            if view.follower not in standing:
                self._say_missing(view)
                continue
            position = standing[view.follower]
            news = [fact for fact in facts if fact.position > position and fact.topic in view.handles]
            if news:
                view.apply(connection, view.name, news)
        last = batch[-1].position
        positions.move(connection, [name for name, position in standing.items() if position < last], last)

    def _bring_up(self, connection: Connected, standing: dict[str, int], cursor: int) -> None:
        """Gives a view what the cursor has passed without it, as when another release read the log for a while."""
        for view in self._views:
            position = standing.get(view.follower, cursor)
            if position < cursor:
                for facts, _ in facts_between(connection, [view], position, cursor):
                    if facts:
                        view.apply(connection, view.name, facts)
                positions.move(connection, [view.follower], cursor)
                standing[view.follower] = cursor

    def _say_missing(self, view: View) -> None:
        if view.follower not in self._missed:
            self._missed.add(view.follower)
            log.warning("view %s was rebuilt by another release, and is left to it", view.name)
