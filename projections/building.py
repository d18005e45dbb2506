"""Fills the fresh tables of several views in one reading of the log."""

from collections.abc import Sequence

import psycopg

from ledger.datastore import bounded
from ledger.follower import Progress
from projections import positions
from projections.log import facts_between, shared_out, uncollected
from projections.view import NEXT, View


def build(views: Sequence[View], url: str, progress: Progress | None, batch_size: int) -> int:
    """The position in the log that all tables stand at afterwards, with indexes, and as `View.apply` wants them."""
    with (
        psycopg.connect(bounded(url, "perennial rebuild log"), autocommit=True) as log,
        psycopg.connect(bounded(url, "perennial rebuild"), autocommit=True) as connection,
        uncollected(),
    ):
        # What a crash takes of tables that nobody reads yet, the next rebuild would have cleared away.
        connection.execute("SET synchronous_commit = off")
        buildings = [(view, view.building(connection, view.name + NEXT)) for view in views]
        last = positions.head(log)
        for facts, reached in facts_between(log, views, 0, last, most=batch_size):
            with connection.transaction():
                for (_, building), news in zip(buildings, shared_out(facts, views), strict=True):
                    if news:
                        building.take(news)
            if progress is not None:
                progress(reached, last)
        for view, building in buildings:
            with connection.transaction():
                building.finish()
                view.index(connection, view.name + NEXT)
        return last
