"""Signs of life to come, as moments; only those that somebody listens to become facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from eventsourcing.persistence import StoredEvent

from aggregates.commands.command import Command
from aggregates.signs.events import SignsRecorded
from simulation.memory import KeptEvent, Listener, MemoryLedger
from vocabulary.ids import CommunityId, signs_prefix, signs_stream
from vocabulary.people import Actor
from vocabulary.signs import SignKind, SignOfLife


@dataclass
class SignsToCome:
    """A stream of moments (UTC, in order, perhaps without end), and how one of them is told."""

    moments: Iterable[datetime]
    by: Actor
    kind: SignKind = SignKind.MEETING
    what: str = "met"
    next: datetime | None = field(init=False, default=None)
    """The first that has not happened yet; None when no more will."""

    def __post_init__(self) -> None:
        self._rest = iter(self.moments)
        self.next = next(self._rest, None)

    def until(self, moment: datetime) -> list[datetime]:
        """Takes those that happen up to and including the moment."""
        taken: list[datetime] = []
        rest, ahead = self._rest, self.next
        while ahead is not None and ahead <= moment:
            taken.append(ahead)
            ahead = next(rest, None)
        self.next = ahead
        return taken

    def command(self, community: CommunityId, moment: datetime) -> Command:
        """The command that records one of them at once."""
        return Command(by=self.by, at=moment, id=f"sign/{community}/{moment.isoformat()}")

    def told(self, moment: datetime) -> SignOfLife:
        """One of them as a person would record it; its source is its moment."""
        return SignOfLife(source_id=moment.isoformat(), kind=self.kind, what=self.what, happened_at=moment)


class AttentiveLedger(MemoryLedger):
    """Also answers for the latest sign that made no difference, which it knows of without a fact being written."""

    def __init__(self, listen: Listener | None = None) -> None:
        super().__init__(listen)
        self._overheard: dict[str, tuple[CommunityId, datetime, SignsToCome]] = {}

    def overhear(self, community: CommunityId, moment: datetime, signs: SignsToCome) -> None:
        """A community was heard of, and nobody had asked."""
        self._overheard[signs_prefix(community)] = (community, moment, signs)

    def last_of_prefix(self, prefix: str, *, below: str | None = None) -> StoredEvent | None:
        written = super().last_of_prefix(prefix, below=below)
        if prefix not in self._overheard or below is not None:
            return written
        community, moment, signs = self._overheard[prefix]
        latest_of = {signs.kind: moment}
        if isinstance(written, KeptEvent) and isinstance(written.event, SignsRecorded):
            # As the month's own totals would say.
            for kind, at in written.event.latest_of.items():
                latest_of[kind] = max(at, latest_of.get(kind, at))
        return self.mapper.to_stored_event(_as_recorded(community, latest_of, signs))


def _as_recorded(community: CommunityId, latest_of: Mapping[SignKind, datetime], signs: SignsToCome) -> SignsRecorded:
    """The fact that would have been written."""
    moment = max(latest_of.values())
    return SignsRecorded(
        originator_id=signs_stream(community, moment.year, moment.month),
        originator_version=1,
        provenance=signs.command(community, moment).provenance(effective_at=moment),
        community=community,
        signs=(signs.told(moment),),
        total=1,
        latest=moment,
        latest_of=dict(latest_of),
    )
