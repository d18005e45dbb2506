"""Everything that can happen to the ranking of a period."""

from typing import ClassVar

from aggregates.event import Beginning, Event
from vocabulary.ids import PolicyName
from vocabulary.provenance import Moment
from vocabulary.ranking import Placed
from vocabulary.terms import Reason

RANKING = "ranking"


class RankingEvent(Event):
    """Something that happened to the ranking of one programme's period."""


class RankingOpened(Beginning, RankingEvent):
    """It is about to be published for the first time."""

    TOPIC: ClassVar[str] = "ranking.opened"
    AGGREGATE: ClassVar[str] = RANKING
    programme: PolicyName
    starts: Moment
    ends: Moment


class RankingPublished(RankingEvent):
    """What was published stays as it was; what is corrected later is published beside it, as the next edition.

    By which weights says the version in its provenance.
    """

    TOPIC: ClassVar[str] = "ranking.published"
    edition: int
    """Counted from 1."""
    as_of: Moment
    """When the last fact was recorded that it knows of."""
    communities: int
    """How many are ranked in it; they follow in parts."""
    reason: Reason | None = None
    """Why there is another edition."""


class RankingListed(RankingEvent):
    """A part of the edition that was published last, in the order of places, those ranked apart at the end."""

    TOPIC: ClassVar[str] = "ranking.listed"
    edition: int
    first: int
    """Where the part begins in the whole, counted from 1."""
    placed: tuple[Placed, ...]
