"""Reads the record for notices: the facts themselves, and tasks, communities and policies as they stand, in batches."""

from collections import OrderedDict
from collections.abc import Collection, Iterable
from typing import Any, Final, TypeVar

from psycopg import Connection

from aggregates.catalogue import CATALOGUE
from aggregates.event import Aggregate, Event
from ledger.mapper import EventMapper
from ledger.notification import Notification

A = TypeVar("A", bound=Aggregate)

Place = tuple[str, int]
"""Of a fact: its stream, and its version there."""

AT_HAND: Final = 10_000
"""Aggregates that are kept between batches; most of what a batch asks for was asked for before."""

_SINCE: Final = """
    SELECT 0, originator_id, originator_version, topic, state
    FROM unnest(%s::text[], %s::bigint[]) AS known (stream, version)
    JOIN ledger.events ON originator_id = stream AND originator_version > version
    ORDER BY originator_id, originator_version"""
_AT: Final = """
    SELECT 0, originator_id, originator_version, topic, state
    FROM unnest(%s::text[], %s::bigint[]) AS asked (stream, version)
    JOIN ledger.events ON originator_id = stream AND originator_version = version"""

_mapper: Final = EventMapper(CATALOGUE)


def read(entry: Notification) -> Event:
    event: Event = _mapper.to_domain_event(entry.stored_event)
    return event


def facts_at(connection: Connection[Any], places: Iterable[Place]) -> dict[Place, Event]:
    """The facts at some places, by one statement."""
    asked = list(dict.fromkeys(places))
    rows = connection.execute(_AT, [[stream for stream, _ in asked], [version for _, version in asked]]).fetchall()
    facts = [read(Notification._make(row)) for row in rows]
    return {(fact.originator_id, fact.originator_version): fact for fact in facts}


class Standing:
    """Aggregates as of the last look at the record, however many by one statement. Not for several threads.

    The application loads one at a time, which is right for a decision; ten thousand reminders fall due together.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, Aggregate] = OrderedDict()

    def look(self, connection: Connection[Any], streams: Collection[str]) -> None:
        """Brings these streams up to the present; the others stay as they were."""
        asked = list(dict.fromkeys(streams))
        versions = [self._known[stream].version if stream in self._known else 0 for stream in asked]
        for row in connection.execute(_SINCE, [asked, versions]).fetchall():
            event = read(Notification._make(row))
            found: Aggregate | None = event.mutate(self._known.get(event.originator_id))
            if found is not None:
                self._known[event.originator_id] = found
        for stream in asked:
            if stream in self._known:
                self._known.move_to_end(stream)
        while len(self._known) > max(AT_HAND, len(asked)):
            self._known.popitem(last=False)

    def get(self, kind: type[A], stream: str) -> A | None:
        """As of the last look; None where the record holds no such thing."""
        found = self._known.get(stream)
        return found if isinstance(found, kind) else None
