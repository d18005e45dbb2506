"""The ranking of one programme in one period: published once, and corrected in the open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import singledispatchmethod
from typing import Final

from aggregates.event import Aggregate, Event
from aggregates.ranking import events as happened
from vocabulary.ids import PolicyName, ranking_stream
from vocabulary.measures import Measure
from vocabulary.people import Role
from vocabulary.periods import Period
from vocabulary.provenance import Provenance
from vocabulary.ranking import Placed, places
from vocabulary.refusals import InFuture, Malformed, NothingAsked, ReasonMissing, WrongRole
from vocabulary.scores import Weighs, score

PUBLISHES: Final = frozenset({Role.KM, Role.ADMIN})
AT_ONCE: Final = 500
"""Places in one fact, so that none grows beyond what followers read at ease."""


class Ranking(Aggregate):
    TOPIC = happened.RANKING

    def __init__(self, programme: PolicyName, starts: datetime, ends: datetime) -> None:
        self.programme = programme
        self.period = Period(starts, ends)
        self.edition = 0
        """How often it was published."""
        self.placed: tuple[Placed, ...] = ()
        """In the last edition."""

    @classmethod
    def open(cls, programme: PolicyName, period: Period, provenance: Provenance) -> "Ranking":
        stream = ranking_stream(programme, str(period))
        starts, ends = period
        return cls._begin(happened.RankingOpened, stream, provenance, programme=programme, starts=starts, ends=ends)

    def publish(
        self,
        placed: Sequence[Placed],
        weights: Mapping[Measure, Weighs],
        as_of: datetime,
        reason: str | None,
        provenance: Provenance,
    ) -> int:
        """Answers the edition. The same ranking again is the edition that it already is; another needs a reason."""
        if provenance.actor.role not in PUBLISHES:
            raise WrongRole("rankings are published by the KM team")
        if provenance.recorded_at < self.period.ends:
            raise InFuture(
                f"the period goes on until {self.period.ends:%d %B %Y %H:%M} UTC; publish its ranking when it is over"
            )
        self._must_be_right(placed, weights)
        if self.edition and tuple(placed) == self.placed:
            return self.edition
        why = (reason or "").strip() or None
        if self.edition and why is None:
            raise ReasonMissing(
                f"the ranking of {self.programme} was published before, and stays as it is; to publish another beside "
                f"it say why with --why"
            )
        edition = self.edition + 1
        self._happened(
            happened.RankingPublished,
            provenance,
            edition=edition,
            as_of=as_of,
            communities=len(placed),
            reason=why,
        )
        for first in range(0, len(placed), AT_ONCE):
            part = tuple(placed[first : first + AT_ONCE])
            self._happened(happened.RankingListed, provenance, edition=edition, first=first + 1, placed=part)
        return edition

    def _must_be_right(self, placed: Sequence[Placed], weights: Mapping[Measure, Weighs]) -> None:
        """Points follow from figures and places from points, whoever publishes them."""
        if not placed:
            raise NothingAsked(
                f"no community of {self.programme} is ranked in this period; there is nothing to publish"
            )
        ids = [one.community for one in placed]
        if len(set(ids)) != len(ids):
            raise Malformed("a community stands in a ranking once")
        for one in placed:
            points = score(weights, one.figures).points
            if one.points != points or one.figures.keys() != weights.keys():
                raise Malformed(f"{one.community} has {points} points by its figures, not {one.points}")
        for young in (False, True):
            group = [one for one in placed if one.apart is young]
            points_ = [one.points for one in group]
            if points_ != sorted(points_, reverse=True) or [one.place for one in group] != places(points_):
                raise Malformed("places follow from points: the most come first, and equal ones share a place")

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register
    def _published(self, event: happened.RankingPublished) -> None:
        self.edition, self.placed = event.edition, ()

    @remember.register
    def _listed(self, event: happened.RankingListed) -> None:
        self.placed = (*self.placed, *event.placed)
