"""Which communities may be ranked: by which policy, since when, until when, and who belongs to their core."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatch
from typing import Final

from aggregates.community import events as community
from aggregates.community import leading_events as leading
from aggregates.event import Event
from projections.core_members import carry, core_of
from vocabulary.ids import CommunityId, PolicyName
from vocabulary.people import PersonId
from vocabulary.periods import Period
from vocabulary.provenance import Moment

BEGINS: Final = (community.CommunityProposed, community.CommunityImported)
MOVES: Final = (community.CommunityLaunched, community.PolicyAdopted, leading.MembersCounted)
"""After these all figures of a community may be others: its years, its size, or the periods that it is ranked in."""
OF_THE_CORE: Final = (community.TermsRevised, leading.CoreChanged, leading.LeadNamed, leading.LeadLeft)
COUNTED_AT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
"""As text that sorts by time (UTC)."""
HANDLED: Final = (*BEGINS, *MOVES, *OF_THE_CORE, community.CommunityClosed, community.CommunityRestored)


@dataclass(slots=True)
class Adopted:
    at: Moment
    policy: PolicyName
    version: str
    """`name@version`."""


@dataclass(slots=True)
class CoreRow:
    """Somebody who belongs to the core, or did: who leads or helps to lead it, and its key members."""

    since: Moment | None = None
    """When they joined; None for those who founded it."""
    left_at: Moment | None = None


@dataclass(slots=True)
class MemberRow:
    """A community, as far as rankings have to know."""

    id: CommunityId
    title: str
    programme: PolicyName
    """By which it lives now."""
    adopted: list[Adopted] = field(default_factory=list)
    launched_at: Moment | None = None
    closed_at: Moment | None = None
    lead: PersonId | None = None
    key_members: list[PersonId] = field(default_factory=list)
    """All of the core but the lead, who may be among them."""
    core: dict[PersonId, CoreRow] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    """How many members there were said to be, by when (`COUNTED_AT`)."""

    def programme_at(self, moment: datetime) -> PolicyName:
        """By which it lived then; by its first before that."""
        if len(self.adopted) > 1:
            for one in reversed(self.adopted):
                if one.at <= moment:
                    return one.policy
        return self.adopted[0].policy

    @property
    def version(self) -> str:
        """The policy that it lives by now, as `name@version`."""
        return self.adopted[-1].version

    def core_in(self, period: Period) -> set[PersonId]:
        """Who belonged to its core in a period, or in a part of it."""
        return {
            person
            for person, one in self.core.items()
            if (one.since is None or one.since < period.ends) and (one.left_at is None or one.left_at >= period.starts)
        }

    def counted_in(self, period: Period) -> int:
        """How many members there were, by the last count before the period was over; 0 where nobody has counted."""
        ends = f"{period.ends:{COUNTED_AT}}"
        return max(((at, number) for at, number in self.counted.items() if at < ends), default=("", 0))[1]

    def joined_in(self, period: Period) -> list[PersonId]:
        """Who was new in its core, in order of time."""
        new = [(one.since, person) for person, one in self.core.items() if one.since and period.covers(one.since)]
        return [person for _, person in sorted(new)]


def entered(event: community.CommunityProposed | community.CommunityImported) -> MemberRow:
    """The community that a fact begins."""
    since = event.provenance.true_since
    adopted = [Adopted(since, event.policy.name, str(event.policy))]
    if isinstance(event, community.CommunityImported):
        return MemberRow(event.community, event.title, event.policy.name, adopted, launched_at=since)
    row = MemberRow(event.community, event.terms.title, event.policy.name, adopted)
    _carried(event, row)
    return row


@singledispatch
def change(event: Event, row: MemberRow) -> None:
    """Brings one more fact into the row."""
    raise NotImplementedError(type(event).__name__)


@change.register
def _launched(event: community.CommunityLaunched, row: MemberRow) -> None:
    row.launched_at = event.provenance.true_since


@change.register
def _closed(event: community.CommunityClosed, row: MemberRow) -> None:
    row.closed_at = event.provenance.true_since


@change.register
def _restored(_: community.CommunityRestored, row: MemberRow) -> None:
    row.closed_at = None


@change.register
def _adopted(event: community.PolicyAdopted, row: MemberRow) -> None:
    row.programme = event.policy.name
    row.adopted.append(Adopted(event.provenance.true_since, event.policy.name, str(event.policy)))


@change.register
def _revised(event: community.TermsRevised, row: MemberRow) -> None:
    row.title = event.terms.title
    _carried(event, row)


@change.register
def _members_counted(event: leading.MembersCounted, row: MemberRow) -> None:
    row.counted = {**row.counted, f"{event.provenance.true_since:{COUNTED_AT}}": event.members}


@change.register(leading.CoreChanged)
@change.register(leading.LeadNamed)
@change.register(leading.LeadLeft)
def _carried(event: Event, row: MemberRow) -> None:
    """By whom from now on, and by whom no more: a lead who is followed by another stays only as a key member."""
    carry(event, row)
    at, inner = event.provenance.true_since, core_of(row)
    for person, one in row.core.items():
        if person not in inner and one.left_at is None:
            one.left_at = at
    for person in sorted(inner):
        _join(row, person, at)


def _join(row: MemberRow, person: PersonId, at: datetime) -> None:
    """Whoever comes back is not new; nor is anybody new to what was not launched."""
    known = row.core.get(person)
    if known is None:
        row.core[person] = CoreRow(since=at if row.launched_at is not None else None)
    else:
        known.left_at = None
