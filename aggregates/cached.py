"""Aggregates at hand: read from the ledger once, brought up to date when they are looked at again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from eventsourcing.application import AggregateNotFoundError, Application, Cache, LRUCache
from eventsourcing.persistence import ApplicationRecorder, Mapper
from eventsourcing.utils import Environment, EnvType

from aggregates.event import Aggregate
from aggregates.ports import Ledger
from aggregates.roster import AnybodyIsWhoTheySay, Roster
from aggregates.uncollected import uncollected
from vocabulary.sources import Source
from vocabulary.stored_names import APPLICATION


class CachedAggregates(Application[str]):
    """The reading half of the application.

    What is at hand may be old: whoever needs the newest says so (`fresh`), or looks first (`bring_up_to_date`).
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

    def sources(self, keys: Collection[bytes]) -> Mapping[bytes, Source]:
        """What was told under these keys; those under which nothing was told are left out."""
        return self._ledger.receipts.sources(keys)

    def last_event(self, prefix: str, *, below: str | None = None) -> Any | None:
        """The last event of the last stream whose id begins with `prefix`, and comes before `below`."""
        stored = self._ledger.receipts.last_of_prefix(prefix, below=below)
        return self._ledger.mapper.to_domain_event(stored) if stored else None


def _replay(initial: Aggregate | None, events: Iterable[Any]) -> Aggregate | None:
    """As the library does it, without asking of each event whether it is one: that costs half of a long stream's
    replay (measured), and the mapper makes nothing else."""
    aggregate = initial
    for event in events:
        aggregate = event.mutate(aggregate)
    return aggregate
