"""What a community remembers of what happened to it; one small function a fact."""

from collections.abc import Mapping
from datetime import datetime
from functools import singledispatchmethod
from typing import Final

from aggregates.community import events as happened
from aggregates.community.affairs import Affairs, after
from aggregates.community.affairs_events import AffairsEvent, ChangeDecided, ChangeEdited, DutyFiled
from aggregates.community.leading_events import CoreChanged, LeadLeft, LeadNamed, MembersCounted
from aggregates.community.spending_events import SpendingEvent
from aggregates.community.spending_memory import after as after_spending
from aggregates.event import Aggregate, Beginning, Event
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import PersonId
from vocabulary.provenance import PolicyRef
from vocabulary.stages import LIVING, Outcome, SilenceRung, Stage, Sunsetting
from vocabulary.tasks import ItemName
from vocabulary.terms import TermsOfReference

COUNTS_KEPT: Final = 200
"""Of its members; a count a month for sixteen years."""


class CommunityMemory(Aggregate):
    """State that follows from the facts, and nothing else; every value is immutable."""

    def __init__(
        self,
        community: CommunityId,
        policy: PolicyRef,
        terms: TermsOfReference | None = None,
        title: str | None = None,
        sponsor: str | None = None,
    ) -> None:
        self.community = community
        self.policy = policy
        self.terms = terms
        self.title = terms.title if terms else title or community
        self.sponsor = sponsor
        self.lead: PersonId | None = terms.lead if terms else None
        self.lead_since: datetime | None = self.created_on if terms else None
        """When the present lead was named, as far as the record knows."""
        self.without_lead_since: datetime | None = None
        self.lead_before: PersonId | None = None
        """Who led it last, while nobody does."""
        """When it lost its lead; None too where it was brought in and nobody ever said who leads it."""
        self.tenure = 1 if terms else 0
        """Counts its leads; tells apart those who left and came back."""
        self.core: frozenset[PersonId] = terms.core if terms else frozenset()
        """Who carries it beside the lead."""
        self.counted: Mapping[datetime, int] = {}
        """How many members there were, by the moment for which it was said, in order."""
        self.proposer: PersonId | None = None
        self.stage = Stage.DRAFT
        self.since = self.created_on
        self.outcome: Outcome | None = None
        self.round = 0
        self.episode = 0
        """Counts the stages entered and the silences ended; tells apart questions that are asked again."""
        self.returned = False
        self.anchor: datetime | None = None
        """Launch day; anniversaries are counted from it and never move."""
        self.living_since: datetime | None = None
        """When it came (back) to life, from before the launch or from its end."""
        self.anniversary = 0
        """The last one that was, or is being, reviewed."""
        self.year_began = self.created_on
        """When the present year was agreed; the next anniversary is the first after it."""
        self.heard_since = self.created_on
        """Silence is counted from here when there is no later sign of life."""
        self.silence: SilenceRung | None = None
        self.silence_since: datetime | None = None
        """When the present rung was climbed."""
        self.quiet_since: datetime | None = None
        """What the present or last silence was counted from."""
        self.sunsetting: Sunsetting | None = None
        self.checklist: tuple[ItemName, ...] | None = None
        """What is still to be done in this stage; None until the list was opened."""
        self.not_before: datetime | None = None
        self.stage_tasks: tuple[TaskId, ...] = ()
        """Questions that belong to the present stage."""
        self.affairs = Affairs()
        """What occupies it beside its stage."""
        self.level: ItemName | None = None
        """None until it was placed: then the policy's first level counts."""
        self.group: ItemName | None = None
        """Which dates of the calendar it follows, where a policy spreads them over groups."""
        self.exempt_until: datetime | None = None
        self.restorable_until: datetime | None = None
        self.ruled_since = self.created_on
        """When it adopted the policy that it lives by."""
        self.matter_version = self.version
        """Of the stream, when what people decide on changed last."""
        self.asks: tuple[str, ...] = ()
        """What its policy asks for and its proposal does not bring."""

    @property
    def open_tasks(self) -> tuple[TaskId, ...]:
        """Every question that waits for an answer."""
        return (*self.stage_tasks, *self.affairs.tasks)

    def _enter(self, stage: Stage, event: Event) -> None:
        if stage in LIVING and self.stage not in LIVING:
            self.living_since = event.provenance.recorded_at
        self.stage = stage
        self.episode += 1
        self.since = event.provenance.true_since
        self.silence = None
        self.silence_since = None
        self.checklist = None
        self.not_before = None
        self.stage_tasks = ()
        if stage not in LIVING:
            self.affairs = self.affairs.suspended()

    def _led_by(self, lead: PersonId, event: Event) -> None:
        if lead != self.lead:
            self.tenure += 1
            self.lead_since = event.provenance.recorded_at
        self.lead = lead
        self.without_lead_since = self.lead_before = None

    def _climb(self, rung: SilenceRung, event: Event) -> None:
        self.silence = rung
        self.silence_since = event.provenance.recorded_at

    def _close(self, outcome: Outcome, event: Event) -> None:
        self._enter(Stage.CLOSED, event)
        self.outcome = outcome

    def members_at(self, moment: datetime) -> int | None:
        """How many there were, by the last count until then, or else the first one; None where nobody has counted."""
        before = [members for at, members in self.counted.items() if at <= moment]
        return before[-1] if before else next(iter(self.counted.values()), None)

    @property
    def known_since(self) -> datetime:
        """When it began, as far as is known: earlier than its record where it was brought in."""
        return min(self.anchor, self.created_on) if self.anchor else self.created_on

    def began(self, event: Beginning) -> None:
        if isinstance(event, happened.CommunityImported):
            self._enter(Stage.ACTIVE, event)
            self.anchor = event.provenance.true_since
        else:
            self.proposer = event.provenance.actor.person

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register
    def _revised(self, event: happened.TermsRevised) -> None:
        self.matter_version = event.originator_version
        self.terms = event.terms
        self.title = event.terms.title
        self.core = event.terms.core
        self._led_by(event.terms.lead, event)

    @remember.register
    def _core_changed(self, event: CoreChanged) -> None:
        self.core = self.core.union(event.joined).difference(event.left)

    @remember.register
    def _members_counted(self, event: MembersCounted) -> None:
        counted = {**self.counted, event.provenance.true_since: event.members}
        self.counted = dict(sorted(counted.items())[-COUNTS_KEPT:])

    @remember.register
    def _lead_named(self, event: LeadNamed) -> None:
        self._led_by(event.lead, event)

    @remember.register
    def _lead_left(self, event: LeadLeft) -> None:
        self.lead = self.lead_since = None
        self.lead_before = event.lead
        self.without_lead_since = event.provenance.recorded_at

    @remember.register
    def _submitted(self, event: happened.ProposalSubmitted) -> None:
        self._enter(Stage.REVIEW, event)
        self.round = event.round
        self.returned = False
        self.asks = event.asks

    @remember.register
    def _withdrawn(self, event: happened.ProposalWithdrawn) -> None:
        self._close(Outcome.WITHDRAWN, event)

    @remember.register
    def _passed_review(self, event: happened.ProposalPassedReview) -> None:
        self._enter(Stage.APPROVAL, event)

    @remember.register
    def _returned(self, event: happened.ProposalReturned) -> None:
        self._enter(Stage.DRAFT, event)
        self.returned = True

    @remember.register
    def _rejected(self, event: happened.ProposalRejected) -> None:
        self._close(Outcome.REJECTED, event)

    @remember.register
    def _recalled(self, event: happened.ProposalRecalled) -> None:
        self._enter(Stage.DRAFT, event)

    @remember.register
    def _approved(self, event: happened.ProposalApproved) -> None:
        self._enter(Stage.LAUNCH, event)

    @remember.register
    def _lapsed(self, event: happened.ProposalLapsed) -> None:
        self._close(Outcome.LAPSED, event)

    @remember.register
    def _checklist_opened(self, event: happened.ChecklistOpened) -> None:
        self.checklist = event.items
        self.stage_tasks = event.tasks
        self.not_before = event.not_before

    @remember.register
    def _item_done(self, event: happened.ChecklistItemDone) -> None:
        self.checklist = tuple(item for item in self.checklist or () if item != event.item)
        self.stage_tasks = tuple(task for task in self.stage_tasks if task != event.task)

    @remember.register
    def _launched(self, event: happened.CommunityLaunched) -> None:
        self._enter(Stage.ACTIVE, event)
        self.anchor = event.provenance.true_since
        self.heard_since = event.provenance.recorded_at
        self.year_began = event.provenance.recorded_at

    @remember.register
    def _awaited(self, event: happened.TaskAwaited) -> None:
        self.stage_tasks = (*self.stage_tasks, event.task)

    @remember.register
    def _review_opened(self, event: happened.AnnualReviewOpened) -> None:
        self._enter(Stage.ANNUAL_REVIEW, event)
        self.anniversary = event.anniversary
        self.stage_tasks = (event.task,)

    @remember.register
    def _renewed(self, event: happened.CommunityRenewed) -> None:
        self._enter(Stage.ACTIVE, event)
        self.heard_since = event.provenance.recorded_at
        self.year_began = event.provenance.recorded_at

    @remember.register
    def _renewed_itself(self, event: happened.CommunityRenewedItself) -> None:
        self.anniversary = event.anniversary
        self.year_began = event.provenance.recorded_at

    @remember.register
    def _adopted(self, event: happened.PolicyAdopted) -> None:
        self.policy = event.policy
        self.ruled_since = event.provenance.recorded_at

    @remember.register
    def _placed(self, event: happened.CommunityPlaced) -> None:
        self.level = event.level
        self.group = event.group

    @remember.register
    def _exempted(self, event: happened.SilenceExempted) -> None:
        self.exempt_until = event.until
        if self.stage is Stage.ACTIVE and self.silence is not None:
            self._leave_the_ladder()

    @remember.register
    def _exemption_revoked(self, event: happened.ExemptionRevoked) -> None:
        self.exempt_until = None
        self.heard_since = max(self.heard_since, event.provenance.recorded_at)

    def _leave_the_ladder(self) -> None:
        self.episode += 1
        self.silence = None
        self.silence_since = None
        self.stage_tasks = ()

    @remember.register
    def _occupied(self, event: AffairsEvent) -> None:
        self.affairs = after(self.affairs, event)
        if isinstance(event, ChangeEdited | DutyFiled):
            self.matter_version = event.originator_version
        if isinstance(event, ChangeDecided) and event.level:
            self.level = event.level

    @remember.register
    def _money(self, event: SpendingEvent) -> None:
        self.affairs = after_spending(self.affairs, event)

    @remember.register
    def _restored(self, event: happened.CommunityRestored) -> None:
        self._enter(Stage.ACTIVE, event)
        self.outcome = None
        self.sunsetting = None
        self.heard_since = event.provenance.recorded_at
        self.year_began = event.provenance.recorded_at

    @remember.register
    def _put_on_probation(self, event: happened.CommunityPutOnProbation) -> None:
        self._enter(Stage.PROBATION, event)
        self.heard_since = event.provenance.recorded_at

    @remember.register
    def _lead_nudged(self, event: happened.LeadNudged) -> None:
        self._climb(SilenceRung.LEAD_NUDGED, event)
        self.quiet_since = event.silent_since

    @remember.register
    def _silence_reported(self, event: happened.SilenceReported) -> None:
        self._climb(SilenceRung.KM_TOLD, event)

    @remember.register
    def _silence_confirmed(self, event: happened.SilenceConfirmed) -> None:
        self._climb(SilenceRung.DECISION_ASKED, event)
        self.stage_tasks = (*self.stage_tasks, event.task)

    @remember.register
    def _revived(self, event: happened.CommunityRevived) -> None:
        if self.stage is Stage.SUNSET:
            self._enter(Stage.ACTIVE, event)
            self.sunsetting = None
        else:
            self._leave_the_ladder()
        self.heard_since = max(self.heard_since, event.sign_at)

    @remember.register
    def _sunset_announced(self, event: happened.SunsetAnnounced) -> None:
        if event.cause is Sunsetting.SILENCE and self.silence is None:
            self.quiet_since = self.since  # nobody confirmed it since it was asked; life after that wins
        self._enter(Stage.SUNSET, event)
        self.sunsetting = event.cause

    @remember.register
    def _closed(self, event: happened.CommunityClosed) -> None:
        self._close(event.outcome, event)
        self.restorable_until = event.restorable_until
