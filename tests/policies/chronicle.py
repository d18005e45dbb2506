"""Reads the record fact by fact, with no help from the code that wrote it, and says what must never have happened."""

from datetime import datetime
from typing import Any, NamedTuple

from aggregates.community import events as community
from aggregates.event import Event
from aggregates.review_task import events as task
from policies.document import LifecycleRules
from vocabulary.people import CLOCK
from vocabulary.stages import LIVING, PROPOSED, Outcome, Stage, Sunsetting
from vocabulary.task_terms import TaskTerms

IN_REVIEW = {Stage.REVIEW, Stage.APPROVAL}

EDGES: dict[type[Event], tuple[set[Stage] | frozenset[Stage], Stage]] = {
    community.ProposalSubmitted: ({Stage.DRAFT}, Stage.REVIEW),
    community.ProposalWithdrawn: (PROPOSED, Stage.CLOSED),
    community.ProposalPassedReview: ({Stage.REVIEW}, Stage.APPROVAL),
    community.ProposalReturned: (IN_REVIEW, Stage.DRAFT),
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
}
"""From which stages each fact may lead, and to which. Every other fact leaves the stage as it is."""


class Rung(NamedTuple):
    silent_since: datetime
    at: datetime


class ReadTask:
    def __init__(self, terms: TaskTerms, opened_at: datetime) -> None:
        self.terms = terms
        self.opened_at = opened_at
        self.reminded = 0
        self.escalated = 0
        self.ended = False


class ReadCommunity:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.outcome: Outcome | None = None
        self.ladder: list[tuple[type[Event], Rung]] = []
        self.announced: community.SunsetAnnounced | None = None
        self.to_do: set[str] | None = None
        self.anniversary = 0


class Chronicle:
    """Fed with every fact, in the order of the record."""

    def __init__(self, rules: LifecycleRules) -> None:
        self._rules = rules
        self.communities: dict[str, ReadCommunity] = {}
        self.tasks: dict[str, ReadTask] = {}
        self._moment: datetime | None = None

    def read(self, fact: Event) -> None:
        at = fact.provenance.recorded_at
        assert self._moment is None or self._moment <= at, "the record goes forward in time"
        self._moment = at
        stream = fact.originator_id.partition("/")[2]
        if isinstance(fact, community.CommunityProposed):
            self.communities[stream] = ReadCommunity(Stage.DRAFT)
        elif isinstance(fact, community.CommunityImported):
            self.communities[stream] = ReadCommunity(Stage.ACTIVE)
        elif isinstance(fact, community.CommunityEvent):
            self._read_community(self.communities[stream], fact)
        elif isinstance(fact, task.TaskOpened):
            assert fact.terms.id not in self.tasks, "no question is asked twice under one id"
            self.tasks[fact.terms.id] = ReadTask(fact.terms, at)
        elif isinstance(fact, task.TaskEvent):
            self._read_task(self.tasks[stream], fact)

    def open_tasks(self, of: str) -> set[str]:
        return {name for name, read in self.tasks.items() if not read.ended and read.terms.community == of}

    # -- communities ------------------------------------------------------------------------------------------------

    def _read_community(self, read: ReadCommunity, fact: Any) -> None:
        assert read.stage is not Stage.CLOSED, f"{fact!r} happened to a closed community"
        getattr(self, f"_on_{fact.TOPIC.partition('.')[2]}", lambda *_: None)(read, fact)
        if type(fact) in EDGES:
            before, after = EDGES[type(fact)]
            assert read.stage in before, f"{fact!r} happened in stage {read.stage}"
            if type(fact) is not community.CommunityRevived or read.stage is Stage.SUNSET:
                read.to_do = None
            read.stage = after
            read.ladder = []

    def _on_lead_nudged(self, read: ReadCommunity, fact: community.LeadNudged) -> None:
        at = fact.provenance.recorded_at
        assert read.stage is Stage.ACTIVE
        assert read.ladder == []
        assert at >= self._rules.silence.should_after.after(fact.silent_since), "the lead was nudged too early"
        read.ladder = [(community.LeadNudged, Rung(fact.silent_since, at))]

    def _on_silence_reported(self, read: ReadCommunity, fact: community.SilenceReported) -> None:
        at = fact.provenance.recorded_at
        assert [kind for kind, _ in read.ladder] == [community.LeadNudged]
        _, nudged = read.ladder[-1]
        assert fact.silent_since == nudged.silent_since, "one silence"
        assert at >= self._rules.silence.tell_km_after.after(nudged.at), "the lead had no time to answer"
        read.ladder.append((community.SilenceReported, Rung(fact.silent_since, at)))

    def _on_silence_confirmed(self, read: ReadCommunity, fact: community.SilenceConfirmed) -> None:
        at = fact.provenance.recorded_at
        assert [kind for kind, _ in read.ladder] == [community.LeadNudged, community.SilenceReported]
        _, reported = read.ladder[-1]
        assert fact.silent_since == reported.silent_since, "one silence"
        assert at >= self._rules.silence.must_after.after(fact.silent_since), "Management was asked too early"
        assert at >= self._rules.silence.tell_km_after.after(reported.at), "the KM team had no time to find out"
        read.ladder.append((community.SilenceConfirmed, Rung(fact.silent_since, at)))

    def _on_sunset_announced(self, read: ReadCommunity, fact: community.SunsetAnnounced) -> None:
        read.announced = fact
        if fact.cause is Sunsetting.DECIDED:
            assert fact.provenance.actor.person != CLOCK, "the clock decides nothing"
            return
        assert [kind for kind, _ in read.ladder] == [
            community.LeadNudged,
            community.SilenceReported,
            community.SilenceConfirmed,
        ]
        unanswered = self._rules.silence.question.unanswered
        assert unanswered is not None, "the policy does not say that silence is consent"
        _, confirmed = read.ladder[-1]
        assert fact.provenance.recorded_at >= unanswered.after.after(confirmed.at), "Management had no time to answer"

    def _on_checklist_opened(self, read: ReadCommunity, fact: community.ChecklistOpened) -> None:
        assert read.stage is fact.stage
        assert read.to_do is None
        read.to_do = set(fact.items)

    def _on_checklist_item_done(self, read: ReadCommunity, fact: community.ChecklistItemDone) -> None:
        assert read.to_do is not None
        assert fact.item in read.to_do, "nothing is done twice"
        read.to_do.remove(fact.item)

    def _on_launched(self, read: ReadCommunity, fact: community.CommunityLaunched) -> None:
        assert read.to_do == set()

    def _on_annual_review_opened(self, read: ReadCommunity, fact: community.AnnualReviewOpened) -> None:
        assert fact.anniversary > read.anniversary
        opens = self._rules.annual_review.opens_before.before(fact.on)
        assert fact.provenance.recorded_at >= opens, "the review opened too early"
        read.anniversary = fact.anniversary

    def _on_closed(self, read: ReadCommunity, fact: community.CommunityClosed) -> None:
        read.outcome = fact.outcome
        if fact.provenance.actor.person != CLOCK:
            return  # it ended elsewhere, and a person took that over
        assert read.stage is Stage.SUNSET
        assert read.to_do == set(), "it was closed before everything was done"
        assert read.announced is not None
        notice = self._rules.sunset.notice.after(read.announced.provenance.recorded_at)
        assert fact.provenance.recorded_at >= notice, "it was closed before its notice had run"

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
        else:
            if isinstance(fact, task.TaskExpired):
                assert read.terms.expiry is not None
                assert at >= read.terms.expiry.at
                overdue = [moment for moment in read.terms.reminders[read.reminded :] if moment < read.terms.expiry.at]
                assert not overdue, "the policy answered before all reminders were sent"
            read.ended = True
