"""Fills the fresh tables of several views in one reading of the log."""

from collections.abc import Callable, Sequence

import psycopg

from aggregates.uncollected import uncollected
from ledger.datastore import bounded
from projections.log import facts_between, shared_out
from projections.view import NEXT, Connected, View

Reached = Callable[[int], None]
"""Told after each batch how far in the log it is."""


def build(views: Sequence[View], url: str, last: int, batch_size: int, reached: Reached) -> None:
    """Afterwards all tables stand at `last`, a position in the log, with indexes, and as `View.apply` wants them."""
    with (
        psycopg.connect(bounded(url, "perennial rebuild log"), autocommit=True) as log,
        psycopg.connect(bounded(url, "perennial rebuild"), autocommit=True) as connection,
        uncollected(),
    ):
        for view in views:
            connection.execute("SELECT pg_advisory_lock_shared(hashtextextended('fill ' || %s, 0))", [view.name])
        # What a crash takes of tables that nobody reads yet, the next rebuild would have cleared away.
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '256MB'")  # keys are sorted in memory, as far as that goes
        buildings = [(view, view.building(connection, view.name + NEXT)) for view in views]
        for facts, position in facts_between(log, views, 0, last, most=batch_size):
            with connection.transaction():
                for (_, building), news in zip(buildings, shared_out(facts, views), strict=True):
                    if news:
                        building.take(news)
            reached(position)
        for view, building in buildings:
            with connection.transaction():
                building.finish()
                view.index(connection, view.name + NEXT)


def somebody_builds(connection: Connected, view: View) -> bool:
    """Whether a process is left over from a rebuild that ended before it, and still writes."""
    free = connection.execute(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('fill ' || %s, 0))", [view.name]
    ).fetchone()
    return free != (True,)
