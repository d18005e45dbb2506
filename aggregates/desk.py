"""The desk: what one attempt at a command reads, changes and tells."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from aggregates.cached import CachedAggregates
from aggregates.community import Community
from aggregates.event import Aggregate
from aggregates.lifecycle_policy import LifecyclePolicy
from aggregates.person import Person
from aggregates.ranking import Ranking
from aggregates.review_task import ReviewTask
from aggregates.year import CommunityYear
from vocabulary.ids import (
    CommunityId,
    PolicyName,
    TaskId,
    community_stream,
    person_stream,
    policy_stream,
    ranking_stream,
    task_stream,
    year_stream,
)
from vocabulary.people import PersonId
from vocabulary.periods import Period
from vocabulary.refusals import CommunityNotFound, PolicyNotFound, TaskNotFound
from vocabulary.sources import Source, Telling

A = TypeVar("A", bound=Aggregate)

AT_ONE_LOOK: Final = 200
"""Streams that are looked at by one query; the server plans it anew for each number of streams."""


class Desk:
    """The aggregates that one attempt at a command has in hand."""

    def __init__(self, app: CachedAggregates, *, fresh: bool) -> None:
        self._app = app
        self._fresh = fresh
        self._loaded: dict[str, Aggregate] = {}
        self.told: list[Telling] = []
        """Under which names this attempt tells something, or tells it anew."""

    def community(self, community: CommunityId, *, fresh: bool = False) -> Community:
        found = self.find(Community, community_stream(community), fresh=fresh)
        if found is None:
            raise CommunityNotFound(f"there is no community {community!r}; `perennial community list` shows all")
        return found

    def task(self, task: TaskId) -> ReviewTask:
        found = self.find(ReviewTask, task_stream(task))
        if found is None:
            raise TaskNotFound(f"there is no task {task!r}; `perennial task list` shows what is open")
        return found

    def year(self, community: CommunityId, number: int) -> CommunityYear | None:
        """None where nobody has begun to plan it."""
        return self.find(CommunityYear, year_stream(community, number), fresh=True)

    def ranking(self, programme: PolicyName, period: Period) -> Ranking | None:
        """None where none was published."""
        return self.find(Ranking, ranking_stream(programme, str(period)), fresh=True)

    def must_be_there(self, person: PersonId, at: datetime) -> None:
        """Refuses who was erased or has left, by the newest facts; whom the record never knew may be anybody."""
        known = self.find(Person, person_stream(person), fresh=True)
        if known is not None:
            known.must_be_there(at)

    def must_exist(self, person: PersonId, at: datetime) -> None:
        """Refuses to give anything to somebody who is not there, or whom the directory does not know."""
        self.must_be_there(person, at)
        self._app.roster.must_know(person)

    def policy(self, name: PolicyName) -> LifecyclePolicy:
        found = self.find(LifecyclePolicy, policy_stream(name), fresh=True)
        if found is None:
            raise PolicyNotFound(f"no policy {name!r} was published; `perennial policy list` shows those that were")
        return found

    def find(self, kind: type[A], stream: str, *, fresh: bool = False) -> A | None:
        """Like the others, for a stream that may not have begun."""
        if stream not in self._loaded:
            news = not self._app.is_at_hand(stream)
            found = self._app.load(stream, fresh=fresh or self._fresh)
            if found is None:
                return None
            # Others began this one: what is at hand of its surroundings is probably old, and deciding on it in vain
            # costs four times what looking costs.
            self._fresh = self._fresh or news
            self._loaded[stream] = found
        return self._in_hand(kind, stream)

    def look(self, streams: Collection[str]) -> None:
        """Makes sure, with few looks at the record, that `recall` knows the newest of many streams."""
        wanted = [stream for stream in streams if stream not in self._loaded]
        for first in range(0, len(wanted), AT_ONE_LOOK):
            self._app.bring_up_to_date(wanted[first : first + AT_ONE_LOOK])

    def recall(self, kind: type[A], stream: str) -> A | None:
        """Like `find`, after a `look` at this stream."""
        if stream not in self._loaded:
            found = self._app.recall(stream)
            if found is None:
                return None
            self._loaded[stream] = found
        return self._in_hand(kind, stream)

    def history(self, stream: str) -> list[Any]:
        """All that happened in a stream, with what this attempt adds."""
        pending = self._loaded[stream].pending_events if stream in self._loaded else ()
        return [*self._app.events.get(stream), *pending]

    def last_event(self, prefix: str, *, below: str | None = None) -> Any | None:
        """The last event of the last stream whose id begins with `prefix`, and comes before `below`."""
        return self._app.last_event(prefix, below=below)

    def sources(self, keys: Collection[bytes]) -> Mapping[bytes, Source]:
        """What was told under these keys so far."""
        return self._app.sources(keys)

    def tell(self, told: Iterable[Telling]) -> None:
        """Notes under which names this attempt tells something, or tells it anew; each name once."""
        self.told.extend(told)

    def _in_hand(self, kind: type[A], stream: str) -> A:
        aggregate = self._loaded[stream]
        if not isinstance(aggregate, kind):
            msg = f"{stream} holds a {type(aggregate).__name__}, not a {kind.__name__}"
            raise TypeError(msg)
        return aggregate

    def add(self, aggregate: Aggregate) -> None:
        """Takes an aggregate that has just begun."""
        self._loaded[aggregate.id] = aggregate

    def follows(self, aggregate: Aggregate) -> None:
        """What happens to it follows from what happens to all that is in hand so far, and is recorded after that."""
        self._loaded[aggregate.id] = self._loaded.pop(aggregate.id)

    def changed(self) -> list[Aggregate]:
        """In the order in which their facts are recorded."""
        return [aggregate for aggregate in self._loaded.values() if aggregate.pending_events]

    def refresh(self) -> None:
        """What was in hand turned out to be old news: whoever looks next sees what stands."""
        for stream in self._loaded:
            self._app.load(stream, fresh=True)
