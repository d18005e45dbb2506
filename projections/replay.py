"""Replays the record: the real views, made anew from the facts that are seen from a point in time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import IsolationLevel

from aggregates.uncollected import uncollected
from ledger.datastore import bounded
from ledger.follower import Progress
from projections import positions
from projections.catalogue import VIEWS
from projections.log import facts_between, facts_of, shared_out
from projections.stand import Stand, standing_at
from projections.vantage import Choosing, Vantage
from projections.view import Connected, View
from vocabulary.ids import CommunityId

REPLAYED: Final = Stand("pg_temp", replayed=True)
"""Tables that nobody else sees, and that are gone with their transaction."""


@contextmanager
def replayed(
    url: str,
    vantage: Vantage,
    *,
    community: CommunityId | None = None,
    views: Sequence[View] = VIEWS,
    progress: Progress | None = None,
) -> Iterator[Connected]:
    """A connection on which `views` show what is seen from there; for this block alone, and for this thread.

        with replayed(url, Vantage(as_of=end_of_march)) as connection:
            COMMUNITIES.find(connection)

    The views are the real ones, filled as a rebuild fills them. With `community`, of all communities only that one is
    in them, which takes no longer than its own history asks for. A view that is not among `views` is not there
    (psycopg's `UndefinedTable`). `progress` is told the position reached and the last one.
    """
    with psycopg.connect(bounded(url, "perennial replay")) as connection, uncollected():
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        try:
            choosing = Choosing(vantage)
            with standing_at(REPLAYED):
                _build(connection, views, choosing, community, progress)
            with standing_at(REPLAYED._replace(known_until=choosing.known_until)):
                yield connection
        finally:
            connection.rollback()


def _build(
    connection: Connected,
    views: Sequence[View],
    choosing: Choosing,
    community: CommunityId | None,
    progress: Progress | None,
) -> None:
    last = positions.head(connection)
    for view in views:
        view.create(connection, view.name)
    buildings = [view.building(connection, view.name) for view in views]
    beside = choosing.needs
    if community is None:
        pieces = facts_between(connection, views, 0, last, beside=beside)
    else:
        pieces = facts_of(connection, views, community, beside=beside)
    for facts, reached in pieces:
        for building, news in zip(buildings, shared_out(choosing.choose(facts), views), strict=True):
            if news:
                building.take(news)
        if progress is not None:
            progress(reached, last)
    for view, building in zip(views, buildings, strict=True):
        building.finish()
        view.index(connection, view.name)
