"""Starts whatever workflow is missing from the events: the nudger run over everything that is open."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from temporalio.client import Client

from activities.standing import briefing_of
from aggregates.application import Perennial
from bootstrap.settings import Settings
from bootstrap.temporal import connect_temporal
from bootstrap.wiring import open_application
from vocabulary.ids import CommunityId
from workers.nudging import nudge_all
from workers.open_communities import open_communities

Progress = Callable[[int, int], None]
"""Told how many communities were nudged, and of how many."""

BATCH = 200


async def reconcile(settings: Settings, progress: Progress | None = None) -> int:
    """Nudges every community that is open in the log, beginning its workflow if it has none; returns how many."""
    with open_application(settings) as app:
        return await reconcile_with(await connect_temporal(settings), app, settings.require_database(), progress)


async def reconcile_with(client: Client, app: Perennial, url: str, progress: Progress | None = None) -> int:
    communities = await asyncio.to_thread(open_communities, url)
    done = 0
    for batch in _batches(communities):
        briefings = await asyncio.to_thread(lambda ids: [briefing_of(app, one) for one in ids], batch)
        done += await nudge_all(client, briefings)
        if progress:
            progress(done, len(communities))
    return done


def _batches(communities: Iterable[CommunityId]) -> Iterator[list[CommunityId]]:
    rest = iter(communities)
    while batch := list(islice(rest, BATCH)):
        yield batch
