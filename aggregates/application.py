"""Loads communities, tasks and policies, lets a command decide, and saves what happened with its receipt."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, NamedTuple, Protocol, TypeVar

from eventsourcing.application import AggregateNotFoundError, Application, Cache, LRUCache
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Mapper, StoredEvent
from eventsourcing.utils import Environment, EnvType

from aggregates.community import Community
from aggregates.event import Aggregate
from aggregates.lifecycle_policy import LifecyclePolicy
from aggregates.person import Person
from aggregates.ranking import Ranking
from aggregates.review_task import ReviewTask
from aggregates.roster import AnybodyIsWhoTheySay, Roster
from aggregates.uncollected import uncollected
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
from vocabulary.people import Actor, PersonId
from vocabulary.periods import Period
from vocabulary.receipts import CommandRepeated, Receipt
from vocabulary.refusals import CommandReused, CommunityNotFound, Conflict, PolicyNotFound, Refusal, TaskNotFound
from vocabulary.sources import Source, Telling
from vocabulary.stored_names import APPLICATION

A = TypeVar("A", bound=Aggregate)

ATTEMPTS = 20
"""How often a command that met others on the same streams is decided afresh before the caller is told to try again."""

AT_ONE_LOOK: Final = 200
"""Streams that are looked at by one query; the server plans it anew for each number of streams."""


class Receipts(Protocol):
    """What the application asks of its ledger beyond the library's recorder."""

    def receipt(self, command_id: str) -> Receipt | None:
        """The answer that a command was given, if it was carried out."""

    def sources(self, keys: Collection[bytes]) -> Mapping[bytes, Source]:
        """What was told under these keys; those under which nothing was told are left out."""

    def last_of_prefix(self, prefix: str, *, below: str | None = None) -> StoredEvent | None:
        """The last event of the last stream whose id begins with `prefix`, and comes before `below`."""

    def news(self, known: Mapping[str, int]) -> Sequence[StoredEvent]:
        """What was recorded in these streams after the versions that are known, by stream and in order."""


class Ledger(Protocol):
    """Where facts are kept; the ledger's own package satisfies it, and nothing here imports that."""

    @property
    def mapper(self) -> Mapper[str]: ...

    @property
    def recorder(self) -> ApplicationRecorder: ...

    @property
    def receipts(self) -> Receipts: ...


def _replay(initial: Aggregate | None, events: Iterable[Any]) -> Aggregate | None:
    """As the library does it, without asking of each event whether it is one: that costs half of a long stream's
    replay (measured), and the mapper makes nothing else."""
    aggregate = initial
    for event in events:
        aggregate = event.mutate(aggregate)
    return aggregate


class Answer(NamedTuple):
    """What a command answers; short enough to be kept in its receipt."""

    result: str


class Desk:
    """The aggregates that one attempt at a command has in hand."""

    def __init__(self, app: "Perennial", *, fresh: bool) -> None:
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

    def changed(self) -> list[Aggregate]:
        return [aggregate for aggregate in self._loaded.values() if aggregate.pending_events]

    def refresh(self) -> None:
        """What was in hand turned out to be old news: whoever looks next sees what stands."""
        for stream in self._loaded:
            self._app.load(stream, fresh=True)


class Perennial(Application[str]):
    """The one application: people's commands and the clock's go through `carry_out`.

    Aggregates are cached. A command is first decided on what is in the cache, which may be stale: what it accepts
    is checked against the ledger's versions when it is saved, and what it refuses is decided once more on fresh
    facts before the refusal is given.
    """

    name = APPLICATION
    env: ClassVar[dict[str, str]] = {}

    def __init__(self, ledger: Ledger, *, roster: Roster | None = None, cached: int | None = 10_000) -> None:
        """Keeps that many aggregates at hand; None keeps all, for a ledger that is in memory anyway."""
        self.roster: Roster = roster or AnybodyIsWhoTheySay()
        self._ledger = ledger
        self._cache: Cache[str, Aggregate] = Cache() if cached is None else LRUCache(maxsize=cached)
        self._absent: Cache[str, bool] = Cache() if cached is None else LRUCache(maxsize=cached)
        """Streams that had not begun when they were looked for last."""
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing comes from the process's environment but through the settings."""
        return Environment(name, env or {})

    def construct_mapper(self) -> Mapper[str]:
        return self._ledger.mapper

    def construct_recorder(self) -> ApplicationRecorder:
        return self._ledger.recorder

    def is_at_hand(self, stream: str) -> bool:
        """Whether this process has seen the aggregate before, perhaps some time ago."""
        return stream in self._cache.cache

    def load(self, stream: str, *, fresh: bool) -> Aggregate | None:
        """A copy of the aggregate, or None; `fresh` makes sure that nothing recorded so far is missing."""
        try:
            aggregate = self._cache.get(stream).copy()
        except KeyError:
            try:
                with uncollected():
                    aggregate = self.repository.get(stream, projector_func=_replay)
            except AggregateNotFoundError:
                return None
        else:
            if not fresh:
                return aggregate
            version = aggregate.version
            for event in self.events.get(stream, gt=version):
                event.mutate(aggregate)  # type: ignore[attr-defined]
            if aggregate.version == version:
                return aggregate
        self._cache.put(stream, aggregate.copy())
        return aggregate

    def bring_up_to_date(self, streams: Collection[str]) -> None:
        """Makes sure, by one look at the record, that nothing recorded so far is missing of these at hand."""
        known = {stream: aggregate for stream in streams if (aggregate := self._at_hand(stream)) is not None}
        versions = {stream: known[stream].version if stream in known else 0 for stream in streams}
        news: dict[str, Aggregate | None] = {}
        for stored in self._ledger.receipts.news(versions):
            stream = str(stored.originator_id)
            before = news[stream] if stream in news else self._copy(known.get(stream))
            event: Any = self._ledger.mapper.to_domain_event(stored)
            news[stream] = event.mutate(before)
        for stream, aggregate in news.items():
            if aggregate is not None:
                self._cache.put(stream, aggregate)
        for stream in versions.keys() - known.keys() - news.keys():
            self._absent.put(stream, True)

    def _at_hand(self, stream: str) -> Aggregate | None:
        try:
            return self._cache.get(stream)
        except KeyError:
            return None

    @staticmethod
    def _copy(aggregate: Aggregate | None) -> Aggregate | None:
        return aggregate.copy() if aggregate is not None else None

    def recall(self, stream: str) -> Aggregate | None:
        """What is at hand of it, for what is looked at over and over and may never begin: that, too, is remembered."""
        if stream in self._absent.cache and not self.is_at_hand(stream):
            return None
        found = self.load(stream, fresh=False)
        if found is None:
            self._absent.put(stream, True)
        return found

    def carry_out(
        self, command_id: str, digest: str, decide: Callable[[Desk], Answer], *, by: Actor, fresh: bool = False
    ) -> str:
        """Decides a command, saves its facts with the receipt, and answers; twice is the same as once.

        `digest` says what is asked for, so that an id used for two different commands is refused. `fresh` says that
        what is in the cache won't do: for what looks at the record anyway, which is then decided once and not twice.
        """
        for _ in range(ATTEMPTS):
            desk = Desk(self, fresh=fresh)
            try:
                self.roster.must_hold(by)
                answer = decide(desk)
            except Refusal:
                if receipt := self._ledger.receipts.receipt(command_id):
                    desk.refresh()
                    return self._first_answer(receipt, digest)
                if fresh:
                    raise
                fresh = True
                continue
            changed = desk.changed()
            if not changed:
                if receipt := self._ledger.receipts.receipt(command_id):
                    return self._first_answer(receipt, digest)
                if fresh:
                    return answer.result
                fresh = True
                continue
            try:
                self._record_all(
                    changed, Receipt(command_id=command_id, result=answer.result, digest=digest), desk.told
                )
            except CommandRepeated as repeated:
                desk.refresh()
                return self._first_answer(repeated.receipt, digest)
            except IntegrityError:
                fresh = True
                continue
            for aggregate in changed:
                self._cache.put(aggregate.id, aggregate)
            return answer.result
        raise Conflict("others keep changing this at the same moment; look at it again and repeat the command")

    def _record_all(self, changed: Sequence[Aggregate], receipt: Receipt, told: Sequence[Telling]) -> None:
        # What `save` does for us, without its run-time protocol checks and the recordings that nobody here reads: they
        # cost more than deciding.
        events = [event for aggregate in changed for event in aggregate.collect_events()]
        stored = [self.mapper.to_stored_event(event) for event in events]
        self.recorder.insert_events(stored, receipt=receipt, told=told)

    def sources(self, keys: Collection[bytes]) -> Mapping[bytes, Source]:
        """What was told under these keys; those under which nothing was told are left out."""
        return self._ledger.receipts.sources(keys)

    def last_event(self, prefix: str, *, below: str | None = None) -> Any | None:
        """The last event of the last stream whose id begins with `prefix`, and comes before `below`."""
        stored = self._ledger.receipts.last_of_prefix(prefix, below=below)
        return self._ledger.mapper.to_domain_event(stored) if stored else None

    @staticmethod
    def _first_answer(receipt: Receipt, digest: str) -> str:
        if receipt.digest != digest:
            raise CommandReused(f"command id {receipt.command_id!r} was used before, for {receipt.digest!r}")
        return receipt.result
