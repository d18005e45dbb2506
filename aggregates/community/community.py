"""What may happen to a community: each command decides, and refuses with a sentence when it may not."""

from collections.abc import Collection
from datetime import datetime

from aggregates.community import events as happened
from aggregates.community.events import COMMUNITY
from aggregates.community.leading import CommunityLeading
from vocabulary.ids import CommunityId, TaskId, community_stream
from vocabulary.people import Actor, Role
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.refusals import (
    ChecklistOpen,
    InPast,
    LeadNotTold,
    NoticeRunning,
    RequirementsUnmet,
    SilenceNotClimbed,
    UnknownItem,
    WrongRole,
    WrongStage,
)
from vocabulary.stages import LIVING, PROPOSED, Outcome, SilenceRung, Stage, Sunsetting
from vocabulary.tasks import ItemName
from vocabulary.terms import TermsOfReference


class Community(CommunityLeading):
    """One community of practice, from proposal to sunset."""

    TOPIC = COMMUNITY  # not annotated: the library would make a dataclass of it, with an __init__ of its own

    # -- the proposal -------------------------------------------------------------------------------------------

    @classmethod
    def propose(
        cls, community: CommunityId, terms: TermsOfReference, policy: PolicyRef, provenance: Provenance
    ) -> "Community":
        return cls._begin(
            happened.CommunityProposed,
            community_stream(community),
            provenance,
            community=community,
            terms=terms,
            policy=policy,
        )

    @classmethod
    def bring_in(
        cls, community: CommunityId, title: str, sponsor: str | None, policy: PolicyRef, provenance: Provenance
    ) -> "Community":
        """Begins the record of a community that already lives; `provenance.effective_at` says since when."""
        return cls._begin(
            happened.CommunityImported,
            community_stream(community),
            provenance,
            community=community,
            title=title,
            sponsor=sponsor,
            policy=policy,
        )

    def revise(self, terms: TermsOfReference, provenance: Provenance) -> None:
        """Whoever hands terms in says with them who leads it, whatever was said before."""
        self._must_be({Stage.DRAFT}, "its terms are changed while it is a draft")
        self._must_be_author(provenance.actor)
        if terms != self.terms or terms.lead != self.lead:
            self._happened(happened.TermsRevised, provenance, terms=terms)

    def submit(self, provenance: Provenance, *, asks: tuple[str, ...] = ()) -> None:
        """Submits a draft; `asks` are sentences about what its policy asks for and it does not bring."""
        self._must_be({Stage.DRAFT}, "only a draft is submitted")
        self._must_be_author(provenance.actor)
        if self.lead is None:
            raise RequirementsUnmet(
                f"nobody leads {self.community} any more; name a lead in its terms, "
                f"or by `perennial community lead {self.community} PERSON`"
            )
        self._happened(happened.ProposalSubmitted, provenance, round=self.round + 1, asks=asks)

    def withdraw(self, reason: str | None, provenance: Provenance) -> None:
        self._must_be(PROPOSED, "only a proposal that is not yet approved is withdrawn")
        self._must_be_author(provenance.actor)
        self._happened(happened.ProposalWithdrawn, provenance, reason=reason)

    def recall(self, reason: str | None, provenance: Provenance) -> None:
        """Takes the proposal back to its draft, before it is decided on."""
        self._must_be({Stage.REVIEW, Stage.APPROVAL}, "only what waits for a decision is recalled")
        self._must_be_author(provenance.actor)
        self._happened(happened.ProposalRecalled, provenance, reason=reason)

    def pass_review(self, provenance: Provenance) -> None:
        self._must_be({Stage.REVIEW}, "the KM team reviews what was submitted")
        self._happened(happened.ProposalPassedReview, provenance)

    def approve(self, provenance: Provenance) -> None:
        self._must_be({Stage.APPROVAL}, "Management approves what the KM team has passed")
        self._happened(happened.ProposalApproved, provenance)

    def send_back(self, reason: str, provenance: Provenance) -> None:
        self._must_be({Stage.REVIEW, Stage.APPROVAL}, "only a proposal under review is returned")
        self._happened(happened.ProposalReturned, provenance, reason=reason)

    def reject(self, reason: str, provenance: Provenance) -> None:
        self._must_be({Stage.REVIEW, Stage.APPROVAL}, "only a proposal under review is rejected")
        self._happened(happened.ProposalRejected, provenance, reason=reason)

    def lapse(self, provenance: Provenance) -> None:
        self._must_be({Stage.DRAFT, Stage.LAUNCH}, "only what waits for its authors lapses")
        self._happened(happened.ProposalLapsed, provenance, stage=self.stage)

    # -- checklists of launch and sunset ------------------------------------------------------------------------

    def open_checklist(
        self,
        items: tuple[ItemName, ...],
        tasks: tuple[TaskId, ...],
        not_before: datetime | None,
        provenance: Provenance,
    ) -> None:
        self._must_be({Stage.LAUNCH, Stage.SUNSET}, "checklists belong to launch and sunset")
        if self.checklist is not None:
            raise ChecklistOpen(f"{self.community} already has its checklist for {self.stage.value}")
        self._happened(
            happened.ChecklistOpened, provenance, stage=self.stage, items=items, tasks=tasks, not_before=not_before
        )

    def tick(self, item: ItemName, task: TaskId, note: str | None, provenance: Provenance) -> None:
        self._must_be({Stage.LAUNCH, Stage.SUNSET}, "checklists belong to launch and sunset")
        if item not in (self.checklist or ()):
            raise UnknownItem(f"{item!r} is not open on the checklist of {self.community}")
        self._happened(happened.ChecklistItemDone, provenance, stage=self.stage, item=item, task=task, note=note)

    def launch(self, provenance: Provenance) -> None:
        self._must_be({Stage.LAUNCH}, "only an approved community is launched")
        self._must_have_done_everything()
        self._happened(happened.CommunityLaunched, provenance)

    # -- its years ----------------------------------------------------------------------------------------------

    def await_decision(self, task: TaskId, provenance: Provenance) -> None:
        self._must_be(
            {Stage.REVIEW, Stage.APPROVAL, Stage.PROBATION}, "nobody is asked to decide in other stages this way"
        )
        self._happened(happened.TaskAwaited, provenance, task=task)

    def open_annual_review(self, anniversary: int, on: datetime, task: TaskId, provenance: Provenance) -> None:
        self._must_be({Stage.ACTIVE}, "an annual review opens while it is active")
        if anniversary <= self.anniversary:
            raise WrongStage(f"anniversary {anniversary} of {self.community} was reviewed before")
        self._happened(happened.AnnualReviewOpened, provenance, anniversary=anniversary, on=on, task=task)

    def renew(self, reason: str | None, provenance: Provenance) -> None:
        self._must_be({Stage.ANNUAL_REVIEW, Stage.PROBATION}, "only a community under review is renewed")
        self._happened(happened.CommunityRenewed, provenance, reason=reason)

    def put_on_probation(self, reason: str, provenance: Provenance) -> None:
        self._must_be({Stage.ANNUAL_REVIEW, Stage.ACTIVE}, "only a living community is put on probation, and once")
        self._happened(happened.CommunityPutOnProbation, provenance, reason=reason)

    # -- silence ------------------------------------------------------------------------------------------------

    def nudge_lead(self, silent_since: datetime, provenance: Provenance) -> None:
        self._climb_from(None)
        if self.exempt_until and provenance.recorded_at < self.exempt_until:
            raise SilenceNotClimbed(f"{self.community} is exempt until {self.exempt_until:%Y-%m-%d}; nobody is asked")
        self._happened(happened.LeadNudged, provenance, silent_since=silent_since)

    def report_silence(self, silent_since: datetime, provenance: Provenance) -> None:
        self._climb_from(SilenceRung.LEAD_NUDGED, silent_since)
        self._happened(happened.SilenceReported, provenance, silent_since=silent_since)

    def confirm_silence(self, silent_since: datetime, task: TaskId, provenance: Provenance) -> None:
        self._climb_from(SilenceRung.KM_TOLD, silent_since)
        self._happened(happened.SilenceConfirmed, provenance, silent_since=silent_since, task=task)

    def revive(self, sign_at: datetime, provenance: Provenance) -> None:
        """A sign of life, or a decision to keep it, ends the ladder wherever it stands, notice included."""
        on_ladder = self.stage in LIVING and self.silence is not None
        in_notice = self.stage is Stage.SUNSET and self.sunsetting is Sunsetting.SILENCE
        if not (on_ladder or in_notice):
            raise WrongStage(f"{self.community} is not silent; there is nothing to revive")
        self._happened(happened.CommunityRevived, provenance, sign_at=sign_at)

    # -- the end ------------------------------------------------------------------------------------------------

    def announce_sunset(
        self, cause: Sunsetting, reason: str | None, provenance: Provenance, *, told: bool = False
    ) -> None:
        """`told` says that its lead was asked to confirm it, and reminded, before the deadline that passed."""
        self._must_be(LIVING, "only a living community is sunset")
        if cause is Sunsetting.SILENCE and self.silence is not SilenceRung.DECISION_ASKED and not told:
            raise LeadNotTold(
                f"{self.community} can't end by silence: its lead, the KM team and Management are told first"
            )
        self._happened(happened.SunsetAnnounced, provenance, cause=cause, reason=reason)

    def close(self, provenance: Provenance, *, restorable_until: datetime | None = None) -> None:
        self._must_be({Stage.SUNSET}, "a community is closed after its sunset was announced")
        self._must_have_done_everything()
        if self.not_before and provenance.recorded_at < self.not_before:
            raise NoticeRunning(f"the notice of {self.community} runs until {self.not_before:%Y-%m-%d %H:%M} UTC")
        self._happened(happened.CommunityClosed, provenance, outcome=Outcome.SUNSET, restorable_until=restorable_until)

    def record_end(self, outcome: Outcome, provenance: Provenance) -> None:
        """Takes over an end that happened elsewhere (imports); `provenance.effective_at` says when."""
        if self.stage is Stage.CLOSED:
            raise WrongStage(f"{self.community} is closed already ({self.outcome})")
        if provenance.true_since < self.known_since:
            raise InPast(f"{self.community} can't end on {provenance.true_since:%Y-%m-%d}, before it began")
        self._happened(happened.CommunityClosed, provenance, outcome=outcome)

    # -- rules used above ---------------------------------------------------------------------------------------

    def _must_be(self, stages: Collection[Stage], because: str) -> None:
        if self.stage not in stages:
            raise WrongStage(f"{self.community} is in stage {self.stage.value!r}; {because}")

    def _must_be_author(self, actor: Actor) -> None:
        if actor.role in {Role.KM, Role.ADMIN}:
            return
        if actor.person not in {self.proposer, self.lead}:
            raise WrongRole(f"only the proposer, the lead or the KM team may do this to {self.community}")

    def _must_have_done_everything(self) -> None:
        if self.checklist is None:
            raise ChecklistOpen(f"the {self.stage.value} checklist of {self.community} was not opened yet")
        if self.checklist:
            raise ChecklistOpen(f"{self.community} still has to do: {', '.join(self.checklist)}")

    def _climb_from(self, rung: SilenceRung | None, silent_since: datetime | None = None) -> None:
        self._must_be({Stage.ACTIVE}, "silence is followed up while it is active")
        if self.silence is not rung:
            at = self.silence.value if self.silence else "the ground"
            raise SilenceNotClimbed(f"{self.community} is at {at}; the ladder is climbed one rung at a time")
        if silent_since != self.quiet_since and rung is not None:
            raise SilenceNotClimbed(f"{self.community} has been heard of since; its present silence is another one")
