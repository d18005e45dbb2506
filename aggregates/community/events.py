"""Everything that can happen to a community."""

from collections.abc import Mapping
from typing import ClassVar

from aggregates.event import Beginning, Event, Upcast, as_it_is
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import PersonId
from vocabulary.provenance import Moment, PolicyRef
from vocabulary.stages import Outcome, Stage, Sunsetting
from vocabulary.tasks import ItemName
from vocabulary.terms import Line, Reason, TermsOfReference

COMMUNITY = "community"


class CommunityEvent(Event):
    """Something that happened to one community."""


class CommunityProposed(Beginning, CommunityEvent):
    TOPIC: ClassVar[str] = "community.proposed"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}  # version 2: terms may name units, KPIs, sponsor ...
    AGGREGATE: ClassVar[str] = COMMUNITY
    community: CommunityId
    terms: TermsOfReference
    policy: PolicyRef


class CommunityImported(Beginning, CommunityEvent):
    """It lived before Perennial knew of it; `effective_at` says since when."""

    TOPIC: ClassVar[str] = "community.imported"
    AGGREGATE: ClassVar[str] = COMMUNITY
    community: CommunityId
    title: str
    sponsor: str | None
    policy: PolicyRef


class TermsRevised(CommunityEvent):
    TOPIC: ClassVar[str] = "community.terms_revised"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}
    terms: TermsOfReference


class ProposalSubmitted(CommunityEvent):
    TOPIC: ClassVar[str] = "community.proposal_submitted"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}
    round: int
    """1 for the first submission; every return and resubmission adds one."""
    asks: tuple[Line, ...] = ()
    """What the policy asks for (SHOULD) and the proposal does not bring; since version 2."""


class ProposalWithdrawn(CommunityEvent):
    TOPIC: ClassVar[str] = "community.proposal_withdrawn"
    reason: Reason | None


class ProposalRecalled(CommunityEvent):
    """Its authors take it back before anybody has decided; it is a draft again, and no clock runs."""

    TOPIC: ClassVar[str] = "community.proposal_recalled"
    reason: Reason | None


class ProposalPassedReview(CommunityEvent):
    TOPIC: ClassVar[str] = "community.proposal_passed_review"


class ProposalReturned(CommunityEvent):
    TOPIC: ClassVar[str] = "community.proposal_returned"
    reason: Reason


class ProposalRejected(CommunityEvent):
    TOPIC: ClassVar[str] = "community.proposal_rejected"
    reason: Reason


class ProposalApproved(CommunityEvent):
    TOPIC: ClassVar[str] = "community.proposal_approved"


class ProposalLapsed(CommunityEvent):
    """A deadline passed: never resubmitted, or approved and never launched."""

    TOPIC: ClassVar[str] = "community.proposal_lapsed"
    stage: Stage


class ChecklistOpened(CommunityEvent):
    TOPIC: ClassVar[str] = "community.checklist_opened"
    stage: Stage
    items: tuple[ItemName, ...]
    tasks: tuple[TaskId, ...]
    not_before: Moment | None
    """The stage may not be completed earlier (the notice of a sunset)."""


class ChecklistItemDone(CommunityEvent):
    TOPIC: ClassVar[str] = "community.checklist_item_done"
    stage: Stage
    item: ItemName
    task: TaskId
    note: Reason | None


class CommunityLaunched(CommunityEvent):
    TOPIC: ClassVar[str] = "community.launched"


class TaskAwaited(CommunityEvent):
    """A person was asked to decide; the task has a stream of its own."""

    TOPIC: ClassVar[str] = "community.task_awaited"
    task: TaskId


class AnnualReviewOpened(CommunityEvent):
    TOPIC: ClassVar[str] = "community.annual_review_opened"
    anniversary: int
    """Which one since the community was launched, counted from 1."""
    on: Moment
    task: TaskId


class CommunityRenewed(CommunityEvent):
    TOPIC: ClassVar[str] = "community.renewed"
    reason: Reason | None


class CommunityPutOnProbation(CommunityEvent):
    TOPIC: ClassVar[str] = "community.put_on_probation"
    reason: Reason


class CommunityRenewedItself(CommunityEvent):
    """It shows signs of life, and its policy asks for no more: nobody was asked."""

    TOPIC: ClassVar[str] = "community.renewed_itself"
    anniversary: int
    on: Moment
    sign_at: Moment


class PolicyAdopted(CommunityEvent):
    """From now on it lives by another policy, or another version; what is being decided ends under the old rules."""

    TOPIC: ClassVar[str] = "community.policy_adopted"
    policy: PolicyRef


class CommunityPlaced(CommunityEvent):
    """It belongs to a level and to a group of the calendar."""

    TOPIC: ClassVar[str] = "community.placed"
    level: ItemName | None
    group: ItemName | None


class SilenceExempted(CommunityEvent):
    """It is critical: its silence is not followed up until a day, and somebody answers for it."""

    TOPIC: ClassVar[str] = "community.silence_exempted"
    owner: PersonId
    until: Moment
    reason: Reason


class ExemptionRevoked(CommunityEvent):
    TOPIC: ClassVar[str] = "community.exemption_revoked"
    reason: Reason


class LeadNudged(CommunityEvent):
    """First tier of silence: the lead was asked whether the community is alive."""

    TOPIC: ClassVar[str] = "community.lead_nudged"
    silent_since: Moment


class SilenceReported(CommunityEvent):
    """The lead did not answer in time; the KM team was told."""

    TOPIC: ClassVar[str] = "community.silence_reported"
    silent_since: Moment


class SilenceConfirmed(CommunityEvent):
    """Second tier of silence: Management was asked to decide."""

    TOPIC: ClassVar[str] = "community.silence_confirmed"
    silent_since: Moment
    task: TaskId


class CommunityRevived(CommunityEvent):
    TOPIC: ClassVar[str] = "community.revived"
    sign_at: Moment


class SunsetAnnounced(CommunityEvent):
    TOPIC: ClassVar[str] = "community.sunset_announced"
    cause: Sunsetting
    reason: Reason | None


class CommunityClosed(CommunityEvent):
    TOPIC: ClassVar[str] = "community.closed"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}
    outcome: Outcome
    restorable_until: Moment | None = None
    """Until then it may be brought back as it was; since version 2."""


class CommunityRestored(CommunityEvent):
    """It was brought back within the time that its policy allows, as it was."""

    TOPIC: ClassVar[str] = "community.restored"
    reason: Reason
