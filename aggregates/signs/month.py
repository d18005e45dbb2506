"""One month of a community's signs of life: totals only, never a list that grows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import singledispatchmethod

from aggregates.event import Aggregate, Event
from aggregates.signs.events import SIGNS_MONTH, SignsBegun, SignsRecorded, SignsRetracted
from vocabulary.ids import CommunityId, signs_stream
from vocabulary.provenance import Provenance
from vocabulary.signs import SignKind, SignOfLife


class SignsMonth(Aggregate):
    """Counts a month's signs and knows the latest; telling a sign twice is stopped by the command's receipt."""

    TOPIC = SIGNS_MONTH

    def __init__(self, community: CommunityId) -> None:
        self.community = community
        self.total = 0
        self.latest: datetime | None = None
        self.latest_of: Mapping[SignKind, datetime] = {}

    @classmethod
    def begin(cls, community: CommunityId, month: datetime, provenance: Provenance) -> "SignsMonth":
        return cls._begin(SignsBegun, signs_stream(community, month.year, month.month), provenance, community=community)

    def record(self, signs: tuple[SignOfLife, ...], provenance: Provenance) -> None:
        """Adds a batch; all of it lies in this month."""
        latest_of = _latest_of(signs, self.latest_of)
        latest = max(latest_of.values())
        self._happened(
            SignsRecorded,
            provenance,
            community=self.community,
            signs=signs,
            total=self.total + len(signs),
            latest=latest,
            latest_of=latest_of,
        )

    def retract(self, signs: tuple[SignOfLife, ...], left: Iterable[SignOfLife], provenance: Provenance) -> None:
        """Takes signs back that were told wrongly; `left` is what else was told of this month, and still counts."""
        latest_of = _latest_of(left, {})
        self._happened(
            SignsRetracted,
            provenance,
            community=self.community,
            signs=signs,
            total=self.total - len(signs),
            latest=max(latest_of.values(), default=None),
            latest_of=latest_of,
        )

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register(SignsRecorded)
    @remember.register(SignsRetracted)
    def _counted(self, event: SignsRecorded | SignsRetracted) -> None:
        self.total = event.total
        self.latest = event.latest
        self.latest_of = event.latest_of


def _latest_of(signs: Iterable[SignOfLife], so_far: Mapping[SignKind, datetime]) -> dict[SignKind, datetime]:
    latest_of = dict(so_far)
    for sign in signs:
        if sign.kind not in latest_of or sign.happened_at > latest_of[sign.kind]:
            latest_of[sign.kind] = sign.happened_at
    return latest_of
