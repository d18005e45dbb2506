"""One entry of the log, and which entries a follower cares for."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from eventsourcing.persistence import StoredEvent


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
        """In SQL, with the parameters `topics` and `prefixes`."""
        topics = " AND topic = ANY(%(topics)s)" if self.topics else ""
        prefixes = " AND originator_id ^@ ANY(%(prefixes)s)" if self.prefixes else ""
        return topics + prefixes
