"""Rankings as they were published: they stay, whatever becomes known later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

import orjson

from aggregates.ranking.events import RankingEvent, RankingListed, RankingPublished
from projections.leaderboard.tables import PLACED, PUBLISHED
from projections.rows import Rows, columns
from projections.subjects import name_of
from projections.view import Connected, statement
from vocabulary.ids import PolicyName
from vocabulary.people import PersonId
from vocabulary.provenance import Moment


@dataclass(slots=True)
class EditionRow:
    """One published ranking."""

    id: str
    """`programme/period#edition`."""
    programme: PolicyName
    period: str
    edition: int
    policy: str
    """By whose weights, as `name@version`."""
    as_of: Moment
    """When the last fact was recorded that it knew of."""
    published_at: Moment
    by: PersonId
    communities: int
    reason: str | None = None
    """Why there is another edition."""


EDITION_ROWS: Final = Rows(EditionRow)


def note_editions(connection: Connected, table: str, events: Sequence[RankingEvent]) -> None:
    editions = [_row(event) for event in events if isinstance(event, RankingPublished)]
    EDITION_ROWS.store(connection, table + PUBLISHED, editions)
    listed = [
        (edition_id(event, event.edition), number, orjson.dumps(placed.model_dump(mode="json")).decode())
        for event in events
        if isinstance(event, RankingListed)
        for number, placed in enumerate(event.placed, start=event.first)
    ]
    if listed:
        put: LiteralString = "INSERT INTO {table} SELECT * FROM unnest(%s::text[], %s::int[], %s::jsonb[])"
        connection.execute(statement(put, table + PLACED), columns(listed))


def _row(event: RankingPublished) -> EditionRow:
    programme, _, period = name_of(event.originator_id).partition("/")
    told = event.provenance
    return EditionRow(
        id=edition_id(event, event.edition),
        programme=programme,
        period=period,
        edition=event.edition,
        policy=str(told.policy),
        as_of=event.as_of,
        published_at=told.recorded_at,
        by=told.actor.person,
        communities=event.communities,
        reason=event.reason,
    )


def edition_id(event: RankingEvent, edition: int) -> str:
    return f"{name_of(event.originator_id)}#{edition}"
