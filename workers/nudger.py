"""Follows the log and nudges the workflows of the communities that something happened to."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from temporalio.client import Client

from activities.standing import briefing_of, standing_of
from aggregates.application import Perennial
from aggregates.community import events as happened
from ledger.notification import Interest, Notification
from ledger.trail import Trail
from policies.briefing import Briefing
from vocabulary.ids import CommunityId
from workers.nudging import AT_ONCE, nudge

log = logging.getLogger(__name__)

NUDGER: Final = "nudger"
"""The name under which the position is kept."""
STREAMS: Final = "community/"

CAUSED_BY_PEOPLE: Final = (
    happened.CommunityProposed,
    happened.CommunityImported,
    happened.ProposalSubmitted,
    happened.ProposalWithdrawn,
    happened.ProposalPassedReview,
    happened.ProposalReturned,
    happened.ProposalRejected,
    happened.ProposalApproved,
    happened.ChecklistItemDone,
    happened.CommunityRenewed,
    happened.CommunityPutOnProbation,
    happened.CommunityRevived,
    happened.SunsetAnnounced,
    happened.CommunityClosed,
)
"""What the workflow did not do itself. A task is never answered without one of these happening to its community."""

ENDINGS: Final = frozenset(
    event.TOPIC
    for event in (
        happened.CommunityClosed,
        happened.ProposalWithdrawn,
        happened.ProposalRejected,
        happened.ProposalLapsed,
    )
)
BEGINNINGS: Final = frozenset(event.TOPIC for event in (happened.CommunityProposed, happened.CommunityImported))


LONGEST_PAUSE: Final = 10.0


class Nudger:
    """At most one nudge a community is on its way; whatever happens to it meanwhile goes into the next.

    The position moves on after the nudges were taken, so that a crash repeats some: harmless.
    """

    def __init__(self, url: str, client: Client, app: Perennial) -> None:
        self._client = client
        self._app = app
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._happened: dict[CommunityId, list[int]] = {}
        """Positions that the next nudge of a community answers for."""
        self._began: set[CommunityId] = set()
        self._flying: dict[CommunityId, asyncio.Task[None]] = {}
        topics = [event.TOPIC for event in CAUSED_BY_PEOPLE]
        self._trail = Trail(url, NUDGER, self._take, interest=Interest(topics=topics, prefixes=(STREAMS,)))

    async def run(self) -> None:
        """Follows until it is cancelled."""
        try:
            await self._trail.run()
        finally:
            for flight in list(self._flying.values()):
                flight.cancel()

    def _take(self, batch: Sequence[Notification]) -> None:
        for entry in batch:
            community = entry.stream.removeprefix(STREAMS)
            if entry.topic in BEGINNINGS:
                self._began.add(community)
            self._happened.setdefault(community, []).append(entry.position)
        for community in begun_and_ended(batch):
            self._trail.acknowledge(self._happened.pop(community))
        for community in self._happened.keys() - self._flying.keys():
            self._flying[community] = asyncio.create_task(self._nudge(community))

    async def _nudge(self, community: CommunityId) -> None:
        try:
            while positions := self._happened.pop(community, None):
                await self._nudge_until_taken(community)
                self._trail.acknowledge(positions)
        finally:
            del self._flying[community]

    async def _nudge_until_taken(self, community: CommunityId) -> None:
        pause = 0.1
        while True:
            try:
                async with self._gate:  # left while it pauses: those who cannot be nudged hold up nobody else
                    await nudge(self._client, await asyncio.to_thread(self._brief, community))
            except Exception as fault:  # noqa: BLE001  whatever it is, the nudge is not lost: said, and tried again
                log.warning("nudging %s failed, again in %.1f s: %s", community, pause, fault)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                self._began.discard(community)
                return

    def _brief(self, community: CommunityId) -> Briefing:
        if community in self._began:
            return briefing_of(self._app, community)
        return Briefing(standing=standing_of(self._app, community))


def begun_and_ended(batch: Sequence[Notification]) -> set[CommunityId]:
    """Communities whose whole life lies in the batch (imported history): there is no workflow to begin."""
    began = {entry.stream for entry in batch if entry.topic in BEGINNINGS}
    ended = {entry.stream for entry in batch if entry.topic in ENDINGS}
    return {stream.removeprefix(STREAMS) for stream in began & ended}
