"""What came of a rehearsal: how often what happened, when and to whom, and what it asked of people."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from aggregates.community import events as happened
from aggregates.event import Event
from aggregates.review_task.events import TaskEscalated, TaskOpened
from vocabulary.ids import CommunityId, community_stream
from vocabulary.people import Role
from vocabulary.stages import Sunsetting

Month = tuple[int, int]
"""A year and a month, such as (2027, 3)."""
_COMMUNITY: Final = community_stream("")

COUNTED: Final[Mapping[type[Event], str]] = {
    happened.CommunityProposed: "proposed",
    happened.CommunityImported: "brought in",
    happened.ProposalReturned: "returned",
    happened.ProposalRejected: "rejected",
    happened.ProposalWithdrawn: "withdrawn",
    happened.ProposalLapsed: "lapsed",
    happened.CommunityLaunched: "launched",
    happened.AnnualReviewOpened: "reviewed",
    happened.CommunityRenewed: "renewed",
    happened.CommunityPutOnProbation: "put on probation",
    happened.LeadNudged: "lead asked",
    happened.SilenceConfirmed: "silence confirmed",
    happened.CommunityRevived: "revived",
    happened.SunsetAnnounced: "sunset announced",
    happened.CommunityClosed: "closed",
}
"""What is counted, and under which word."""

NOTEWORTHY: Final = frozenset(
    {
        happened.ProposalRejected,
        happened.ProposalLapsed,
        happened.CommunityPutOnProbation,
        happened.SilenceConfirmed,
        happened.CommunityRevived,
        happened.SunsetAnnounced,
        happened.CommunityClosed,
    }
)
"""What whoever decides on a policy wants to see one by one."""


class Happening(NamedTuple):
    """One thing that would happen."""

    at: datetime
    community: CommunityId
    what: str


class Outlook:
    """Hears of every fact of one rehearsal or of several, and adds up."""

    def __init__(self) -> None:
        self.happened: Counter[tuple[int, str]] = Counter()
        """By year and word."""
        self.asked: Counter[tuple[Month, Role]] = Counter()
        """Questions by month and by the role that was asked."""
        self.escalated: Counter[tuple[Month, Role]] = Counter()
        self.noteworthy: list[Happening] = []
        """In no particular order until `in_order`."""

    def hear(self, event: Event) -> None:
        """Takes one fact into account."""
        at = event.provenance.recorded_at
        kind = type(event)
        if kind in COUNTED:
            self.happened[at.year, COUNTED[kind]] += 1
            if kind in NOTEWORTHY:
                self.noteworthy.append(Happening(at, event.originator_id.removeprefix(_COMMUNITY), _words(event)))
        elif isinstance(event, TaskOpened):
            self.asked[(at.year, at.month), event.terms.assigned_to] += 1
        elif isinstance(event, TaskEscalated):
            self.escalated[(at.year, at.month), event.to] += 1

    def in_order(self) -> list[Happening]:
        """What is noteworthy, by time and then by community."""
        return sorted(self.noteworthy)

    def total(self, word: str) -> int:
        return sum(number for (_, said), number in self.happened.items() if said == word)


def _words(event: Event) -> str:
    if isinstance(event, happened.SunsetAnnounced):
        return "sunset announced, by consent" if event.cause is Sunsetting.SILENCE else "sunset decided"
    if isinstance(event, happened.CommunityClosed):
        return f"closed ({event.outcome.value})"
    if isinstance(event, happened.ProposalLapsed):
        return f"lapsed in {event.stage.value}"
    return COUNTED[type(event)]
