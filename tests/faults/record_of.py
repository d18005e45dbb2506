"""What the record holds of a community, for comparing two lives: everything but when, and ids that callers chose."""

import re
from typing import Any

import psycopg

from aggregates.application import Perennial
from aggregates.event import Event
from vocabulary.ids import CommunityId, community_stream

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)")


def topics(app: Perennial, community: CommunityId) -> list[str]:
    """What happened to it, in order, without its tasks' own events."""
    return [event.TOPIC.removeprefix("community.") for event in _events(app, community_stream(community))]


def streams(app: Perennial, url: str, community: CommunityId) -> dict[str, list[dict[str, Any]]]:
    """Every stream of its own and of its tasks, fact by fact."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT originator_id FROM ledger.events WHERE originator_id = %s OR originator_id ^@ %s",
            (community_stream(community), f"task/{community}."),
        ).fetchall()
    return {
        _anonymous(stream, community): [_timeless(event, community) for event in _events(app, stream)]
        for (stream,) in sorted(rows)
    }


def _events(app: Perennial, stream: str) -> list[Event]:
    return [event for event in app.events.get(stream) if isinstance(event, Event)]


def _timeless(event: Event, community: CommunityId) -> dict[str, Any]:
    facts = event.model_dump(mode="json", exclude={"originator_id", "provenance"})
    return {
        "topic": event.TOPIC,
        "by": str(event.provenance.actor),
        **{name: _anonymous(value, community) for name, value in facts.items()},
    }


def _anonymous(value: Any, community: CommunityId) -> Any:
    if isinstance(value, str):
        return _MOMENT.sub("then", value).replace(community, "it")
    if isinstance(value, list):
        return [_anonymous(one, community) for one in value]
    if isinstance(value, dict):
        return {name: _anonymous(one, community) for name, one in value.items()}
    return value
