"""One month of a community's signs of life: totals only, never a list that grows."""

from collections.abc import Mapping
from datetime import datetime
from functools import singledispatchmethod

from aggregates.event import Aggregate, Event
from aggregates.signs.events import SIGNS_MONTH, SignsBegun, SignsRecorded
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
        latest = max(sign.happened_at for sign in signs)
        latest_of = dict(self.latest_of)
        for sign in signs:
            latest_of[sign.kind] = max(sign.happened_at, latest_of.get(sign.kind, sign.happened_at))
        self._happened(
            SignsRecorded,
            provenance,
            community=self.community,
            signs=signs,
            total=self.total + len(signs),
            latest=max(latest, self.latest) if self.latest else latest,
            latest_of=latest_of,
        )

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register
    def _recorded(self, event: SignsRecorded) -> None:
        self.total = event.total
        self.latest = event.latest
        self.latest_of = event.latest_of
