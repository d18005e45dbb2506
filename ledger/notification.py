"""One entry of the log, and which entries a follower cares for."""

from collections.abc import Collection, Sequence
from typing import Final, LiteralString, NamedTuple

from eventsourcing.persistence import StoredEvent
from psycopg.sql import quote

ENTRIES: Final[LiteralString] = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM ledger.events"
)
"""How a query for entries of the log begins; its rows are those of a `Notification`."""


class Notification(NamedTuple):
    """An event as it stands in the log."""

    position: int
    """Grows from 1 in the order of commits, and may leave gaps."""
    stream: str
    version: int
    """In its stream."""
    topic: str
    state: bytes

    @property
    def stored_event(self) -> StoredEvent:
        """What `EventMapper.to_domain_event` reads."""
        return StoredEvent(
            originator_id=self.stream, originator_version=self.version, topic=self.topic, state=self.state
        )


class Interest(NamedTuple):
    """What a follower wants to see; empty means everything. Its position moves past the rest all the same."""

    topics: Collection[str] = ()
    prefixes: Sequence[str] = ()
    """Beginnings of stream ids."""

    @property
    def condition(self) -> str:
        """In SQL, to be executed with parameters; spelt out, since it never changes and is asked at every commit."""
        topics = f" AND topic = ANY({_literal(self.topics)})" if self.topics else ""
        prefixes = f" AND originator_id ^@ ANY({_literal(self.prefixes)})" if self.prefixes else ""
        return topics + prefixes


def _literal(names: Collection[str]) -> str:
    return f"{quote(list(names))}::text[]".replace("%", "%%")
