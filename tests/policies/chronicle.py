"""Reads the record fact by fact, with no help from the code that wrote it, and says what must never have happened."""

from datetime import datetime
from typing import Any, NamedTuple

from aggregates.budget import events as budget
from aggregates.community import affairs_events as affairs
from aggregates.community import events as community
from aggregates.community import leading_events as leading
from aggregates.community import spending_events as spending
from aggregates.event import Event
from aggregates.lifecycle_policy.events import PolicyPublished
from aggregates.person import events as person
from aggregates.review_task import events as task
from aggregates.review_task import handing_events as handed
from aggregates.year.events import YearEvent
from policies.document import LifecycleRules
from tests.policies.read_affairs import ReadAffairs
from vocabulary.ballot import Rule
from vocabulary.people import CLOCK, Role
from vocabulary.provenance import PolicyRef
from vocabulary.stages import LIVING, PROPOSED, Outcome, Stage, Sunsetting
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import PLAIN_YES

MEMBERS = {"ada", "mia"}
IN_REVIEW = {Stage.REVIEW, Stage.APPROVAL}

HANDED_ON = {kind.TOPIC for kind in task.TaskEvent.__subclasses__() if kind.__module__ == handed.__name__} - {
    handed.TaskOverridden.TOPIC
}
"""Facts after which a question still waits."""

EDGES: dict[type[Event], tuple[set[Stage] | frozenset[Stage], Stage]] = {
    community.ProposalSubmitted: ({Stage.DRAFT}, Stage.REVIEW),
    community.ProposalWithdrawn: (PROPOSED, Stage.CLOSED),
    community.ProposalPassedReview: ({Stage.REVIEW}, Stage.APPROVAL),
    community.ProposalReturned: (IN_REVIEW, Stage.DRAFT),
    community.ProposalRecalled: (IN_REVIEW, Stage.DRAFT),
    community.ProposalRejected: (IN_REVIEW, Stage.CLOSED),
    community.ProposalApproved: ({Stage.APPROVAL}, Stage.LAUNCH),
    community.ProposalLapsed: ({Stage.DRAFT, Stage.LAUNCH}, Stage.CLOSED),
    community.CommunityLaunched: ({Stage.LAUNCH}, Stage.ACTIVE),
    community.AnnualReviewOpened: ({Stage.ACTIVE}, Stage.ANNUAL_REVIEW),
    community.CommunityRenewed: ({Stage.ANNUAL_REVIEW, Stage.PROBATION}, Stage.ACTIVE),
    community.CommunityPutOnProbation: ({Stage.ANNUAL_REVIEW, Stage.ACTIVE}, Stage.PROBATION),
    community.CommunityRevived: ({Stage.ACTIVE, Stage.SUNSET}, Stage.ACTIVE),
    community.SunsetAnnounced: (LIVING, Stage.SUNSET),
    community.CommunityClosed: (set(Stage) - {Stage.CLOSED}, Stage.CLOSED),
    community.CommunityRestored: ({Stage.CLOSED}, Stage.ACTIVE),
}
"""From which stages each fact may lead, and to which. Every other fact leaves the stage as it is."""


class Rung(NamedTuple):
    silent_since: datetime
    at: datetime
    task: str | None = None


class ReadTask:
    def __init__(self, terms: TaskTerms) -> None:
        self.terms = terms
        self.reminded = 0
        self.escalated = 0
        self.voted = 0
        self.ended = False
        self.claimed: tuple[str, Role] | None = None
        self.approvers: set[str] = set()
        self.lacking: set[str] = set()
        """Who has to agree to a yes and has not."""
        self.delegated: set[tuple[str, str]] = set()


class ReadCommunity(ReadAffairs):
    def __init__(self, stage: Stage, policy: PolicyRef, at: datetime) -> None:
        super().__init__(at)
        self.stage = stage
        self.policy = policy
        self.outcome: Outcome | None = None
        self.ladder: list[tuple[type[Event], Rung]] = []
        self.announced: community.SunsetAnnounced | None = None
        self.notice: datetime | None = None
        self.to_do: set[str] | None = None
        self.anniversary = 0
        self.exempt_until: datetime | None = None
        self.restorable_until: datetime | None = None
        self.lead: str | None = None
        self.vacant = False
        """It had a lead, and has none."""
        self.noticed: set[str] = set()
        """Causes that the clock has raised because of that."""


class Chronicle:
    """Fed with every fact, in the order of the record."""

    def __init__(self) -> None:
        self._versions: dict[int, LifecycleRules] = {}
        self._commands: dict[str, list[Event]] = {}
        """What was written by each command."""
        self.communities: dict[str, ReadCommunity] = {}
        self.tasks: dict[str, ReadTask] = {}
        self.gone: dict[str, datetime] = {}
        """Who left, or will, and when."""
        self.years: set[str] = set()
        """Streams of years that somebody planned."""
        self._moment: datetime | None = None

    def read(self, fact: Event) -> None:
        at = fact.provenance.recorded_at
        assert self._moment is None or self._moment <= at, "the record goes forward in time"
        self._moment = at
        self._commands.setdefault(fact.provenance.command_id, []).append(fact)
        stream = fact.originator_id.partition("/")[2]
        if isinstance(fact, PolicyPublished):
            self._versions[fact.number] = LifecycleRules.model_validate_json(fact.document)
        elif isinstance(fact, community.CommunityProposed):
            self.communities[stream] = ReadCommunity(Stage.DRAFT, fact.policy, at)
            self.communities[stream].lead = fact.terms.lead
        elif isinstance(fact, community.CommunityImported):
            self.communities[stream] = ReadCommunity(Stage.ACTIVE, fact.policy, at)
        elif isinstance(fact, community.CommunityEvent):
            self._read_community(self.communities[stream], fact)
        elif isinstance(fact, task.TaskOpened):
            assert fact.terms.id not in self.tasks, "no question is asked twice under one id"
            self.tasks[fact.terms.id] = ReadTask(fact.terms)
        elif isinstance(fact, task.TaskEvent):
            self._read_task(self.tasks[stream], fact)
        elif isinstance(fact, YearEvent):
            self.years.add(fact.originator_id)
        elif isinstance(fact, person.PersonLeft):
            self.gone[stream] = fact.provenance.true_since
        elif isinstance(fact, person.PersonReturned):
            del self.gone[stream]
        elif isinstance(fact, budget.MoneyGranted):
            assert fact.provenance.actor.person != CLOCK, "nobody's silence grants money"

    def what_the_clock_ended_was_decided_by_people(self) -> None:
        """Looked at when everything is read: the votes that it followed are written by the same command."""
        for read in self.communities.values():
            told = read.announced
            if told is None or told.cause is not Sunsetting.DECIDED or told.provenance.actor.person != CLOCK:
                continue
            facts = self._commands[told.provenance.command_id]
            wanted = any(isinstance(fact, affairs.ChangeDecided) for fact in facts)
            voted = any(isinstance(fact, task.TaskSettled) and self.tasks[_of(fact)].voted for fact in facts)
            assert wanted or voted, "the clock decides nothing"

    def rules_of(self, read: ReadCommunity) -> LifecycleRules:
        """What it lives by now."""
        return self._versions[read.policy.version]

    def open_tasks(self, of: str) -> set[str]:
        return {name for name, read in self.tasks.items() if not read.ended and read.terms.community == of}

    # -- communities ------------------------------------------------------------------------------------------------

    def _read_community(self, read: ReadCommunity, fact: Any) -> None:
        back = isinstance(fact, community.CommunityRestored)
        assert read.stage is not Stage.CLOSED or back, f"{fact!r} happened to a closed community"
        if isinstance(fact, affairs.AffairsEvent):
            assert read.stage in LIVING, f"{fact!r} happened in stage {read.stage}"
            read.read(fact, self.rules_of(read))
        if isinstance(fact, spending.SpendingEvent):
            assert read.stage in LIVING or isinstance(fact, spending.SpendingSettled)
            read.read_money(fact)
        getattr(self, f"_on_{fact.TOPIC.partition('.')[2]}", lambda *_: None)(read, fact)
        if type(fact) in EDGES:
            before, after = EDGES[type(fact)]
            assert read.stage in before, f"{fact!r} happened in stage {read.stage}"
            if type(fact) is not community.CommunityRevived or read.stage is Stage.SUNSET:
                read.to_do = None
            read.enter(living=(read.stage in LIVING, after in LIVING), at=fact.provenance.recorded_at)
            read.stage = after
            if after not in LIVING:
                read.noticed.clear()
            read.ladder = []

    def _on_terms_revised(self, read: ReadCommunity, fact: community.TermsRevised) -> None:
        self._led_by(read, fact.terms.lead, fact.provenance.recorded_at)

    def _on_lead_named(self, read: ReadCommunity, fact: leading.LeadNamed) -> None:
        assert fact.lead != read.lead, "who leads it already is not named again"
        self._led_by(read, fact.lead, fact.provenance.recorded_at)

    def _led_by(self, read: ReadCommunity, lead: str, at: datetime) -> None:
        assert self.gone.get(lead, at) >= at, "somebody was named who has left"
        read.lead, read.vacant = lead, False
        read.noticed.clear()

    def _on_lead_left(self, read: ReadCommunity, fact: leading.LeadLeft) -> None:
        assert fact.lead == read.lead
        assert not read.vacant, "nobody leaves twice"
        if fact.provenance.actor.person == CLOCK:
            assert self.gone[fact.lead or ""] == fact.provenance.effective_at, "the clock dismisses nobody"
            assert self.gone[fact.lead or ""] <= fact.provenance.recorded_at
        read.lead, read.vacant = None, True

    def _on_concern_raised(self, read: ReadCommunity, fact: affairs.ConcernRaised) -> None:
        rule = self.rules_of(read).concern(fact.cause)
        if fact.provenance.actor.person == CLOCK and rule and rule.when_without_lead:
            assert read.vacant, "somebody leads it"
            assert fact.cause not in read.noticed, "once for each lead that is gone"
            read.noticed.add(fact.cause)

    def _on_policy_adopted(self, read: ReadCommunity, fact: community.PolicyAdopted) -> None:
        read.policy = fact.policy

    def _on_silence_exempted(self, read: ReadCommunity, fact: community.SilenceExempted) -> None:
        read.exempt_until = fact.until
        read.ladder = []

    def _on_exemption_revoked(self, read: ReadCommunity, _: community.ExemptionRevoked) -> None:
        read.exempt_until = None

    def _on_renewed_itself(self, read: ReadCommunity, fact: community.CommunityRenewedItself) -> None:
        assert read.stage is Stage.ACTIVE
        assert read.ladder == [], "what is silent is looked at by somebody"
        assert fact.anniversary > read.anniversary
        read.anniversary = fact.anniversary

    def _on_restored(self, read: ReadCommunity, fact: community.CommunityRestored) -> None:
        assert read.outcome is Outcome.SUNSET
        assert read.restorable_until is not None
        assert fact.provenance.recorded_at <= read.restorable_until
        read.outcome = read.announced = read.notice = None

    def _on_lead_nudged(self, read: ReadCommunity, fact: community.LeadNudged) -> None:
        at = fact.provenance.recorded_at
        assert read.stage is Stage.ACTIVE
        assert read.ladder == []
        assert read.exempt_until is None or at >= read.exempt_until, "nobody is asked about an exempt community"
        assert at >= self.rules_of(read).silence.should_after.after(fact.silent_since), "the lead was nudged too early"
        read.ladder = [(community.LeadNudged, Rung(fact.silent_since, at))]

    def _on_silence_reported(self, read: ReadCommunity, fact: community.SilenceReported) -> None:
        at = fact.provenance.recorded_at
        assert [kind for kind, _ in read.ladder] == [community.LeadNudged]
        _, nudged = read.ladder[-1]
        assert fact.silent_since == nudged.silent_since, "one silence"
        assert at >= self.rules_of(read).silence.tell_km_after.after(nudged.at), "the lead had no time to answer"
        read.ladder.append((community.SilenceReported, Rung(fact.silent_since, at)))

    def _on_silence_confirmed(self, read: ReadCommunity, fact: community.SilenceConfirmed) -> None:
        at = fact.provenance.recorded_at
        assert [kind for kind, _ in read.ladder] == [community.LeadNudged, community.SilenceReported]
        _, reported = read.ladder[-1]
        assert fact.silent_since == reported.silent_since, "one silence"
        assert at >= self.rules_of(read).silence.must_after.after(fact.silent_since), "Management was asked too early"
        assert at >= self.rules_of(read).silence.tell_km_after.after(reported.at), "the KM team had no time to find out"
        read.ladder.append((community.SilenceConfirmed, Rung(fact.silent_since, at, fact.task)))

    def _on_sunset_announced(self, read: ReadCommunity, fact: community.SunsetAnnounced) -> None:
        read.announced = fact
        if fact.cause is Sunsetting.DECIDED:
            return
        asked = self._what_nobody_answered(read, fact.originator_id.partition("/")[2])
        assert asked.terms.ballot or asked.terms.expiry, "the policy does not say that silence is consent"
        if asked.terms.expiry:
            assert fact.provenance.recorded_at >= asked.terms.expiry.at, "nobody had time to answer"

    def _what_nobody_answered(self, read: ReadCommunity, name: str) -> ReadTask:
        """Management's question on the last rung, or the lead's confirmation, of which the lead was reminded."""
        if read.stage is Stage.ANNUAL_REVIEW:
            asked = self.tasks[f"{name}.annual_review.{read.anniversary}"]
            assert asked.terms.confirmation, "only a confirmation ends without the ladder of silence"
            assert asked.reminded, "the lead was not reminded"
            return asked
        assert [kind for kind, _ in read.ladder] == [
            community.LeadNudged,
            community.SilenceReported,
            community.SilenceConfirmed,
        ]
        _, confirmed = read.ladder[-1]
        assert confirmed.task is not None
        return self.tasks[confirmed.task]

    def _on_checklist_opened(self, read: ReadCommunity, fact: community.ChecklistOpened) -> None:
        assert read.stage is fact.stage
        assert read.to_do is None
        read.to_do = set(fact.items)
        if read.announced is not None:
            read.notice = self.rules_of(read).sunset.notice.after(read.announced.provenance.recorded_at)

    def _on_checklist_item_done(self, read: ReadCommunity, fact: community.ChecklistItemDone) -> None:
        assert read.to_do is not None
        assert fact.item in read.to_do, "nothing is done twice"
        read.to_do.remove(fact.item)

    def _on_launched(self, read: ReadCommunity, fact: community.CommunityLaunched) -> None:
        assert read.to_do == set()

    def _on_annual_review_opened(self, read: ReadCommunity, fact: community.AnnualReviewOpened) -> None:
        assert fact.anniversary > read.anniversary
        opens = self.rules_of(read).annual_review.opens_before.before(fact.on)
        assert fact.provenance.recorded_at >= opens, "the review opened too early"
        read.anniversary = fact.anniversary

    def _on_closed(self, read: ReadCommunity, fact: community.CommunityClosed) -> None:
        read.outcome = fact.outcome
        read.restorable_until = fact.restorable_until
        if fact.provenance.actor.person != CLOCK:
            return  # it ended elsewhere, and a person took that over
        assert read.stage is Stage.SUNSET
        assert read.to_do == set(), "it was closed before everything was done"
        assert read.notice is not None
        assert fact.provenance.recorded_at >= read.notice, "it was closed before its notice had run"

    # -- tasks ------------------------------------------------------------------------------------------------------

    def _read_task(self, read: ReadTask, fact: Any) -> None:
        assert not read.ended, f"{fact!r} happened to a task that was over"
        at = fact.provenance.recorded_at
        if isinstance(fact, task.TaskReminded):
            assert fact.number == read.reminded + 1
            assert at >= read.terms.reminders[read.reminded]
            read.reminded += 1
        elif isinstance(fact, task.TaskEscalated):
            assert fact.level == read.escalated + 1
            assert at >= read.terms.escalations[read.escalated].at
            read.escalated += 1
        elif isinstance(fact, task.TaskVoted | task.TaskStopped):
            assert read.terms.ballot is not None
            assert fact.provenance.actor.person not in MEMBERS, "nobody decides on their own community"
            assert read.terms.ballot.closes is None or at < read.terms.ballot.closes or fact.TOPIC == "task.stopped"
            read.voted += 1
        elif isinstance(fact, task.TaskRestarted | task.TaskPostponed):
            assert fact.terms.due >= read.terms.due, "no date is moved to an earlier day"
            read.terms = fact.terms
            if isinstance(fact, task.TaskRestarted):
                read.reminded = read.escalated = read.voted = 0
                read.lacking = set(read.approvers)
        elif fact.TOPIC in HANDED_ON:
            self._read_handing(read, fact)
        else:
            self._read_ending(read, fact, at)
            read.ended = True

    def _read_handing(self, read: ReadTask, fact: Any) -> None:
        match fact:
            case handed.TaskClaimed():
                assert read.claimed is None, "two people claimed it"
                read.claimed = (fact.person, fact.role)
            case handed.TaskReleased() | handed.TaskAssigned():
                read.claimed = None
            case handed.TaskPassedOn():
                self._read_passed_on(read, fact)
            case handed.TaskDelegated():
                assert fact.provenance.actor.on_behalf_of is None, "a delegate handed it on"
                read.delegated.add((fact.principal, fact.delegate))
            case handed.ApproverAdded():
                read.approvers.add(fact.person)
                read.lacking.add(fact.person)
            case handed.TaskEndorsed():
                read.lacking.remove(fact.person)

    def _read_passed_on(self, read: ReadTask, fact: handed.TaskPassedOn) -> None:
        assert fact.provenance.actor.person == CLOCK
        assert fact.to is None or read.terms.assigned_to is Role.LEAD
        if read.claimed and read.claimed[0] == fact.person:
            read.claimed = None
        read.delegated = {pair for pair in read.delegated if fact.person not in pair}
        read.approvers.discard(fact.person or "")
        read.lacking.discard(fact.person or "")
        if fact.terms is not None:
            assert fact.terms.due >= read.terms.due, "no date is moved to an earlier day"
            read.terms = fact.terms
            read.reminded = read.escalated = 0

    def _read_decision(self, read: ReadTask, fact: task.TaskDecided) -> None:
        who = fact.provenance.actor
        assert read.terms.ballot is None, "one person decided what is put to the vote"
        assert who.on_behalf_of is None or (who.on_behalf_of, who.person) in read.delegated, "nobody had let them"
        if fact.choice in PLAIN_YES:
            assert read.lacking <= {who.principal}, "somebody who had to agree was not waited for"
        another = read.claimed and (who.role, who.principal) != (read.claimed[1], read.claimed[0])
        if read.claimed and another and who.role is read.claimed[1]:
            assert who.principal in read.approvers, "it was claimed by somebody else"

    def _read_ending(self, read: ReadTask, fact: Any, at: datetime) -> None:
        if isinstance(fact, task.TaskExpired):
            assert read.terms.expiry is not None
            assert at >= read.terms.expiry.at
            overdue = [moment for moment in read.terms.reminders[read.reminded :] if moment < read.terms.expiry.at]
            assert not overdue, "the policy answered before all reminders were sent"
        elif isinstance(fact, task.TaskDecided):
            self._read_decision(read, fact)
        elif isinstance(fact, handed.TaskOverridden):
            assert fact.provenance.actor.role is Role.ADMIN
            assert fact.reason
        elif isinstance(fact, task.TaskSettled):
            assert read.terms.ballot is not None
            assert at >= (read.terms.ballot.not_before or at), "it was settled before it was open long enough"
            assert fact.voted <= read.voted
            lazy = read.terms.ballot.rule is Rule.LAZY_CONSENSUS and fact.cast
            assert not lazy or (read.terms.ballot.closes and at >= read.terms.ballot.closes)


def _of(fact: Event) -> str:
    return fact.originator_id.partition("/")[2]
