"""Which communities are open, and on whom they count, by the record itself: views may be behind, or away."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

import psycopg

from aggregates.application import Perennial
from aggregates.community import events as happened
from aggregates.desk import Desk
from vocabulary.ids import CommunityId, community_stream, task_stream
from vocabulary.people import PersonId

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

AT_A_TIME: Final = 20
"""Communities that are looked up at once."""


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


def counted_on(app: Perennial, communities: Iterable[CommunityId]) -> Mapping[PersonId, list[CommunityId]]:
    """By person, the communities that they lead, or whose questions wait for them; by the newest facts."""
    counted: dict[PersonId, list[CommunityId]] = defaultdict(list)
    waiting = iter(communities)
    while some := list(islice(waiting, AT_A_TIME)):
        app.bring_up_to_date([community_stream(community) for community in some])
        desk = Desk(app, fresh=False)
        tasks = {community: desk.community(community).open_tasks for community in some}
        app.bring_up_to_date([task_stream(task) for asked in tasks.values() for task in asked])
        for community in some:
            lead = desk.community(community).lead
            people = {person for task in tasks[community] for person in desk.task(task).waits_for}
            for person in people | ({lead} if lead else set()):
                counted[person].append(community)
    return counted
