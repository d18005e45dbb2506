"""Fills the fresh tables of several views in one reading of the log."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

from aggregates.uncollected import uncollected
from ledger.datastore import bounded
from projections.log import facts_between, shared_out
from projections.partition import WHOLE, Partition
from projections.view import NEXT, Connected, FromTheLog, View

Reached = Callable[[int], None]
"""Told after each batch how far in the log it is."""


def fill(
    views: Sequence[View], url: str, last: int, batch_size: int, reached: Reached, partition: Partition = WHOLE
) -> None:
    """Afterwards the empty tables hold the rows of a part of all communities, as of `last` in the log; but for those
    that `copy` fills."""
    told = [view for view in views if not isinstance(view, FromTheLog)]
    with (
        psycopg.connect(bounded(url, "perennial rebuild log"), autocommit=True) as log,
        _filling(views, url) as connection,
        uncollected(),
    ):
        buildings = [view.building(connection, view.name + NEXT, partition) for view in told]
        for facts, position in facts_between(log, told, 0, last, most=batch_size, partition=partition):
            with connection.transaction():
                for building, news in zip(buildings, shared_out(facts, told, partition), strict=True):
                    if news:
                        building.take(news)
            reached(position)
        for building in buildings:
            with connection.transaction():
                building.finish()


def copy(views: Sequence[View], url: str, last: int) -> None:
    """Has the server fill those empty tables that it can fill alone, up to the same position."""
    with _filling(views, url) as connection:
        for view in views:
            if isinstance(view, FromTheLog):
                view.copy(connection, view.name + NEXT, last)


def complete(views: Sequence[View], url: str, connections: int) -> None:
    """Gives the filled tables their indexes, over several connections at once: the server does it all."""

    def completed(view: View) -> None:
        with _filling([view], url) as connection, connection.transaction():
            view.index(connection, view.name + NEXT)

    with ThreadPoolExecutor(connections, "complete views") as threads:
        for _ in threads.map(completed, views):
            """Raises what went wrong."""


@contextmanager
def _filling(views: Sequence[View], url: str) -> Iterator[Connected]:
    """A connection that fills tables of these views, and is seen to do so (`somebody_builds`)."""
    with psycopg.connect(bounded(url, "perennial rebuild"), autocommit=True) as connection:
        for view in views:
            connection.execute("SELECT pg_advisory_lock_shared(hashtextextended('fill ' || %s, 0))", [view.name])
        # What a crash takes of tables that nobody reads yet, the next rebuild would have cleared away.
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '256MB'")  # indexes are sorted in memory, as far as that goes
        yield connection


def somebody_builds(connection: Connected, view: View) -> bool:
    """Whether a process is left over from a rebuild that ended before it, and still writes."""
    free = connection.execute(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('fill ' || %s, 0))", [view.name]
    ).fetchone()
    return free != (True,)
