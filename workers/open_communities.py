"""Which communities are open, by the log itself: views may be behind, or away."""

from typing import Final

import psycopg

from aggregates.community import events as happened
from vocabulary.ids import CommunityId, community_stream

STREAMS: Final = community_stream("")
ENDINGS: Final = frozenset(
    event.TOPIC
    for event in (
        happened.CommunityClosed,
        happened.ProposalWithdrawn,
        happened.ProposalRejected,
        happened.ProposalLapsed,
    )
)
BEGINNINGS: Final = frozenset(
    event.TOPIC for event in (happened.CommunityProposed, happened.CommunityImported, happened.CommunityRestored)
)


def open_communities(url: str) -> list[CommunityId]:
    """Every community that began, or was restored, and has not ended since."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT originator_id FROM ledger.events WHERE topic = ANY(%s) GROUP BY originator_id "
            "HAVING max(originator_version) FILTER (WHERE topic = ANY(%s)) IS NULL "
            "OR max(originator_version) FILTER (WHERE topic = ANY(%s)) "
            "> max(originator_version) FILTER (WHERE topic = ANY(%s)) ORDER BY 1",
            ([*BEGINNINGS, *ENDINGS], list(ENDINGS), list(BEGINNINGS), list(ENDINGS)),
        ).fetchall()
    return [row[0].removeprefix(STREAMS) for row in rows]
