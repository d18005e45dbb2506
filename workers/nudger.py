"""Follows the log and nudges the workflows of the communities that something happened to."""

import asyncio
from collections.abc import Sequence
from typing import Final

from psycopg import Connection
from psycopg.rows import TupleRow
from temporalio.client import Client

from aggregates.community import events as happened
from ledger.follower import Follower
from ledger.notification import Interest, Notification
from vocabulary.ids import CommunityId
from workers.nudging import nudge_all

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


def nudger(url: str, client: Client, loop: asyncio.AbstractEventLoop) -> Follower:
    """The follower; it runs in a thread and signals through the event loop that owns the client.

    The position moves on after the signals were taken: a crash in between repeats nudges, which is harmless.
    """

    def apply(_: Connection[TupleRow], batch: Sequence[Notification]) -> None:
        asyncio.run_coroutine_threadsafe(nudge_all(client, to_nudge(batch)), loop).result()

    topics = [event.TOPIC for event in CAUSED_BY_PEOPLE]
    return Follower(url, NUDGER, apply, interest=Interest(topics=topics, prefixes=(STREAMS,)))


def to_nudge(batch: Sequence[Notification]) -> list[CommunityId]:
    """Each community once, in the order of its first fact; not those that began and ended within the batch."""
    began: set[str] = set()
    nudged: dict[str, None] = {}
    for entry in batch:
        if entry.topic in BEGINNINGS:
            began.add(entry.stream)
        if entry.topic in ENDINGS and entry.stream in began:
            nudged.pop(entry.stream, None)
        else:
            nudged.setdefault(entry.stream)
    return [stream.removeprefix(STREAMS) for stream in nudged]
