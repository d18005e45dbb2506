"""One event as views are given it: read when one of them looks into it, once for all, and else not at all."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

from aggregates.catalogue import CATALOGUE
from aggregates.event import Event
from ledger.mapper import EventMapper
from ledger.notification import Notification
from projections.subjects import community_of
from vocabulary.ids import CommunityId

_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""The one character that the ledger's bytes can hold and no column of text can: shown as U+FFFD, or all would stop."""

T = TypeVar("T")

_mapper: Final = EventMapper(CATALOGUE)


class _once(Generic[T]):  # noqa: N801  used like `property`
    """Like `functools.cached_property`, without the lock that Python 3.11 takes for it: a fact has one reader."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, fact: Any, _: type[Any]) -> T:
        made = fact.__dict__[self._name] = self._make(fact)
        return made


class Fact(Notification):
    """An entry of the log, and what it says.

    Raises `ledger.faults.UnreadableEvent` where a view looks into what it cannot read.
    """

    @_once
    def event(self) -> Event:
        """Checked, in its present form."""
        event: Event = _mapper.read(self.stream, self.version, self.topic, self.state)
        return event

    @_once
    def community(self) -> CommunityId | None:
        """Whose life its stream tells of; None for what belongs to none."""
        return community_of(self.stream)

    @_once
    def fields(self) -> dict[str, Any]:
        """The same as plain JSON and not to be changed: for views that need little of what there are millions of."""
        return _mapper.fields(self.stream, self.version, self.topic, self.state)


def fact(row: Sequence[Any]) -> Fact:
    """From position, stream, version, topic and state.

    A topic that no release so far knows is refused (`ledger.faults.UnknownTopic`), not passed over: a view that
    skipped it would be wrong for good, and nobody would know.
    """
    made: Fact = tuple.__new__(Fact, row)  # what `_make` does, and it is done a million times
    if b"\\u0000" in made.state:
        made = made._replace(state=_NUL.sub(rb"\1\\ufffd", made.state))
    if made.topic not in CATALOGUE:
        made.fields  # noqa: B018  raises
    return made


def as_facts(_: Any) -> Callable[[Sequence[Any]], Fact]:
    """For psycopg: makes facts of rows at once."""
    return fact


def moment(written: str) -> datetime:
    """A point in time as the record writes it, in UTC."""
    at = datetime.fromisoformat(written)
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def recorded(position: int, event: Event) -> Fact:
    """As the log would give an event that stands there at a position."""
    stored = _mapper.to_stored_event(event)
    return Fact(position, event.originator_id, event.originator_version, stored.topic, stored.state)
