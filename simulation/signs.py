"""Signs of life to come, as moments; only those that somebody listens to become facts."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from eventsourcing.persistence import StoredEvent

from aggregates.commands.command import Command
from aggregates.signs.events import SignsRecorded, SignsRetracted
from simulation.memory import Listener, MemoryLedger
from vocabulary.ids import CommunityId, signs_prefix, signs_stream
from vocabulary.people import Actor
from vocabulary.signs import SignKind, SignOfLife


class Moments(Protocol):
    """Moments in order (UTC), perhaps without end, that are passed one after another."""

    @property
    def next(self) -> datetime | None:
        """The first that was not passed yet; None when no more will come."""

    def latest_until(self, moment: datetime) -> datetime | None:
        """Passes all up to and including `moment`, and returns the last of these; None when there was none."""

    def foreseen_until(self, moment: datetime) -> datetime | None:
        """What `latest_until` would return, and passes none."""


class InOrder:
    """Any moments, given in order."""

    def __init__(self, moments: Iterable[datetime]) -> None:
        self._rest = iter(moments)
        self._foreseen: deque[datetime] = deque()
        """Taken out of the rest already, and not passed; empty when no more will come."""
        self._take_one()

    @property
    def next(self) -> datetime | None:
        return self._foreseen[0] if self._foreseen else None

    def latest_until(self, moment: datetime) -> datetime | None:
        latest, foreseen = None, self._foreseen
        while foreseen and foreseen[0] <= moment:
            latest = foreseen.popleft()
            if not foreseen:
                self._take_one()
        return latest

    def foreseen_until(self, moment: datetime) -> datetime | None:
        foreseen = self._foreseen
        while foreseen and foreseen[-1] <= moment and self._take_one():
            pass
        at = bisect_right(foreseen, moment)
        return foreseen[at - 1] if at else None

    def _take_one(self) -> bool:
        one = next(self._rest, None)
        if one is not None:
            self._foreseen.append(one)
        return one is not None


class Stretch(NamedTuple):
    """From a moment up to, and not including, another."""

    begins: datetime
    ends: datetime


class Regular:
    """`first`, and every so often after it, but for silent stretches (in order, apart); no walk over each moment."""

    def __init__(self, first: datetime, every: timedelta, silent: Sequence[Stretch] = ()) -> None:
        self._first = first
        self._every = every
        self._silent = tuple(silent)
        self.next = self._after_silence(first)

    def latest_until(self, moment: datetime) -> datetime | None:
        if moment < self.next:
            return None
        latest = self._first + (moment - self._first) // self._every * self._every
        self.next, latest = self._after_silence(latest + self._every), self._before_silence(latest)
        return latest

    def foreseen_until(self, moment: datetime) -> datetime | None:
        if moment < self.next:
            return None
        return self._before_silence(self._first + (moment - self._first) // self._every * self._every)

    def _after_silence(self, moment: datetime) -> datetime:
        for begins, ends in self._silent:
            if begins <= moment < ends:
                moment += -((moment - ends) // self._every) * self._every
        return moment

    def _before_silence(self, moment: datetime) -> datetime:
        for begins, ends in reversed(self._silent):
            if begins <= moment < ends:
                moment += ((begins - moment) // self._every) * self._every
                if moment == begins:
                    moment -= self._every
        return moment


class SignsToCome:
    """When a community will be heard of, and how a sign is told."""

    def __init__(
        self, moments: Iterable[datetime] | Moments, by: Actor, kind: SignKind = SignKind.MEETING, what: str = "met"
    ) -> None:
        self.moments: Moments = InOrder(moments) if isinstance(moments, Iterable) else moments
        self._by = by
        self.kind = kind
        self._what = what

    def told(self, moment: datetime) -> SignOfLife:
        """One of them as a person would record it; its source is its moment."""
        return SignOfLife(source_id=moment.isoformat(), kind=self.kind, what=self._what, happened_at=moment)

    def command(self, community: CommunityId, moment: datetime) -> Command:
        """The command that records one of them at once."""
        return Command(by=self._by, at=moment, id=f"sign/{community}/{moment.isoformat()}")


class AttentiveLedger(MemoryLedger):
    """Also answers for the latest sign that made no difference, which it knows of without a fact being written."""

    def __init__(self, listen: Listener | None = None) -> None:
        super().__init__(listen)
        self._overheard: dict[str, SignsRecorded] = {}
        """By the beginning of the signs' streams: what stands for all of them; only `_latest` is kept up to date."""
        self._latest: dict[str, dict[SignKind, datetime]] = {}

    def overhear(self, community: CommunityId, moment: datetime, signs: SignsToCome) -> None:
        """A community was heard of, and nobody had asked."""
        prefix = signs_prefix(community)
        if prefix not in self._overheard:
            self._overheard[prefix] = _as_recorded(community, moment, signs)
            self._latest[prefix] = {}
        self._latest[prefix][signs.kind] = moment

    def last_of_prefix(self, prefix: str, *, below: str | None = None) -> StoredEvent | None:
        written = super().last_of_prefix(prefix, below=below)
        if prefix not in self._overheard or below is not None:
            return written
        found = self._overheard[prefix]
        latest_of = dict(self._latest[prefix])
        last: object = written
        if isinstance(last, SignsRecorded | SignsRetracted):
            # As the month's own totals would say.
            for kind, at in last.latest_of.items():
                latest_of[kind] = max(at, latest_of.get(kind, at))
        told = {"latest": max(latest_of.values()), "latest_of": latest_of}
        return self.mapper.to_stored_event(found.model_copy(update=told))


def _as_recorded(community: CommunityId, moment: datetime, signs: SignsToCome) -> SignsRecorded:
    """The fact that would have been written."""
    return SignsRecorded(
        originator_id=signs_stream(community, moment.year, moment.month),
        originator_version=1,
        provenance=signs.command(community, moment).provenance(effective_at=moment),
        community=community,
        signs=(signs.told(moment),),
        total=1,
        latest=moment,
        latest_of={signs.kind: moment},
    )
