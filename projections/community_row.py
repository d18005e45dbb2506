"""One community as its readers see it, and how each fact changes that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Final

from aggregates.community import affairs_events as affairs
from aggregates.community import events as community
from aggregates.community import leading_events as leading
from aggregates.event import Beginning, Event, taken_by
from aggregates.review_task import events as task
from aggregates.review_task import handing_events as handed
from projections.fact import moment
from projections.subjects import task_of
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment, PolicyRef
from vocabulary.signs import ACTIVITY
from vocabulary.stages import Outcome, SilenceRung, Stage
from vocabulary.tasks import TaskKind

MONTHS_KEPT: Final = 12
"""With signs of life; what is older is taken back by nobody who asks how alive a community is."""


_ACTIVITY: Final = frozenset(kind.value for kind in ACTIVITY)


@dataclass(slots=True)
class Waiting:
    """A person's answer that the community waits for."""

    task: TaskId
    kind: TaskKind
    item: str | None
    title: str
    role: Role
    further_roles: list[Role]
    """Those it was escalated or passed on to, in that order."""
    due: Moment
    stand_ins: list[Role] = field(default_factory=list)
    """Who stands in for a lead who is gone; they are among the further roles."""


@dataclass(slots=True)
class CommunityRow:
    """One community, as it stands."""

    id: CommunityId
    title: str
    stage: Stage
    since: Moment
    """When it entered the stage; for imports when it truly did."""
    policy_name: str
    policy_version: int
    lead: PersonId | None = None
    without_lead_since: Moment | None = None
    """When it lost its lead; None too where nobody ever knew who leads it."""
    proposer: PersonId | None = None
    sponsor: str | None = None
    outcome: Outcome | None = None
    launched_at: Moment | None = None
    """Anniversaries are counted from here."""
    anniversary: int = 0
    """The last one that was, or is being, reviewed; 0 before the first."""
    review_on: Moment | None = None
    """The day of that anniversary."""
    silence: SilenceRung | None = None
    silence_since: Moment | None = None
    at_risk: bool = False
    """On the ladder of silence, on probation, or its end is announced."""
    waiting_for: list[Waiting] = field(default_factory=list)
    """By due date."""
    last_sign_of_life: Moment | None = None
    heard: dict[str, Moment] = field(default_factory=dict)
    """The last sign of life of each month ("2026-05"), of the latest months in which there was one: one may be taken
    back."""
    level: str | None = None
    """None where it was never placed: then its policy's first level."""
    calendar_group: str | None = None
    exempt_until: Moment | None = None
    """Its silence is not followed up before."""
    restorable_until: Moment | None = None
    """Closed, and it may be brought back until then."""
    version: int = 1
    """Of the community's own stream; tasks and signs do not count."""

    @property
    def policy(self) -> str:
        return f"{self.policy_name}@{self.policy_version}"


_ENTERS: dict[type[Event], Stage] = {
    community.ProposalSubmitted: Stage.REVIEW,
    community.ProposalReturned: Stage.DRAFT,
    community.ProposalRecalled: Stage.DRAFT,
    community.ProposalPassedReview: Stage.APPROVAL,
    community.ProposalApproved: Stage.LAUNCH,
    community.CommunityRenewed: Stage.ACTIVE,
    community.CommunityPutOnProbation: Stage.PROBATION,
    community.SunsetAnnounced: Stage.SUNSET,
    community.ProposalWithdrawn: Stage.CLOSED,
    community.ProposalRejected: Stage.CLOSED,
    community.ProposalLapsed: Stage.CLOSED,
}
_ENDS: dict[type[Event], Outcome] = {
    community.ProposalWithdrawn: Outcome.WITHDRAWN,
    community.ProposalRejected: Outcome.REJECTED,
    community.ProposalLapsed: Outcome.LAPSED,
}


def begins(kind: type[Event]) -> bool:
    """Whether a community's record begins with an event of this class."""
    return issubclass(kind, Beginning) and issubclass(kind, community.CommunityEvent)


def begun(event: Event) -> CommunityRow:
    told = event.provenance
    if isinstance(event, community.CommunityImported):
        row = _new_row(event.community, event.title, Stage.ACTIVE, event.policy, told.true_since)
        row.sponsor = event.sponsor
        row.launched_at = told.true_since
        return row
    assert isinstance(event, community.CommunityProposed)
    row = _new_row(event.community, event.terms.title, Stage.DRAFT, event.policy, told.true_since)
    row.lead = event.terms.lead
    row.proposer = told.actor.person
    return row


def _new_row(community_id: CommunityId, title: str, stage: Stage, policy: PolicyRef, since: Moment) -> CommunityRow:
    return CommunityRow(
        id=community_id, title=title, stage=stage, since=since, policy_name=policy.name, policy_version=policy.version
    )


def settle(row: CommunityRow) -> None:
    """Draws the conclusions that hang on several facts."""
    row.at_risk = row.silence is not None or row.stage in {Stage.PROBATION, Stage.SUNSET}


def changes(kind: type[Event]) -> bool:
    """Whether an event of this class changes more of a community than its version."""
    return kind in _ENTERS or _remember.dispatch(kind) is not _remember.dispatch(Event)


def change(event: Event, row: CommunityRow) -> None:
    if isinstance(event, community.CommunityEvent):
        row.version = event.originator_version
    taken_by(_remember, type(event))(event, row)


@singledispatch
def _remember(event: Event, row: CommunityRow) -> None:
    """Of most facts this view shows no more than the stage that they lead to."""
    stage = _ENTERS.get(type(event))
    if stage is not None:
        _enter(stage, event, row)
        row.outcome = _ENDS.get(type(event))


def _enter(stage: Stage, event: Event, row: CommunityRow) -> None:
    row.stage, row.since = stage, event.provenance.true_since
    row.silence = row.silence_since = None


@_remember.register
def _launched(event: community.CommunityLaunched, row: CommunityRow) -> None:
    _enter(Stage.ACTIVE, event, row)
    row.launched_at = event.provenance.true_since


@_remember.register
def _review_opened(event: community.AnnualReviewOpened, row: CommunityRow) -> None:
    _enter(Stage.ANNUAL_REVIEW, event, row)
    row.anniversary, row.review_on = event.anniversary, event.on


@_remember.register
def _closed(event: community.CommunityClosed, row: CommunityRow) -> None:
    _enter(Stage.CLOSED, event, row)
    row.outcome = event.outcome
    row.restorable_until = event.restorable_until


@_remember.register
def _restored(event: community.CommunityRestored, row: CommunityRow) -> None:
    _enter(Stage.ACTIVE, event, row)
    row.outcome = row.restorable_until = None


@_remember.register
def _renewed_itself(event: community.CommunityRenewedItself, row: CommunityRow) -> None:
    row.anniversary, row.review_on = event.anniversary, event.on


@_remember.register
def _adopted(event: community.PolicyAdopted, row: CommunityRow) -> None:
    row.policy_name, row.policy_version = event.policy.name, event.policy.version


@_remember.register
def _placed(event: community.CommunityPlaced, row: CommunityRow) -> None:
    row.level, row.calendar_group = event.level, event.group


@_remember.register
def _exempted(event: community.SilenceExempted, row: CommunityRow) -> None:
    row.exempt_until = event.until
    row.silence = row.silence_since = None


@_remember.register
def _exemption_revoked(_: community.ExemptionRevoked, row: CommunityRow) -> None:
    row.exempt_until = None


@_remember.register
def _change_decided(event: affairs.ChangeDecided, row: CommunityRow) -> None:
    row.level = event.level or row.level


@_remember.register
def _revised(event: community.TermsRevised, row: CommunityRow) -> None:
    row.title = event.terms.title
    _led_by(event.terms.lead, row)


def _led_by(lead: PersonId, row: CommunityRow) -> None:
    row.lead, row.without_lead_since = lead, None


@_remember.register
def _lead_named(event: leading.LeadNamed, row: CommunityRow) -> None:
    _led_by(event.lead, row)


@_remember.register
def _lead_left(event: leading.LeadLeft, row: CommunityRow) -> None:
    row.lead, row.without_lead_since = None, event.provenance.recorded_at


def _climbed(rung: SilenceRung, event: Event, row: CommunityRow) -> None:
    row.silence, row.silence_since = rung, event.provenance.recorded_at


@_remember.register
def _lead_nudged(event: community.LeadNudged, row: CommunityRow) -> None:
    _climbed(SilenceRung.LEAD_NUDGED, event, row)


@_remember.register
def _silence_reported(event: community.SilenceReported, row: CommunityRow) -> None:
    _climbed(SilenceRung.KM_TOLD, event, row)


@_remember.register
def _silence_confirmed(event: community.SilenceConfirmed, row: CommunityRow) -> None:
    _climbed(SilenceRung.DECISION_ASKED, event, row)


@_remember.register
def _revived(event: community.CommunityRevived, row: CommunityRow) -> None:
    if row.stage is Stage.SUNSET:
        _enter(Stage.ACTIVE, event, row)
    row.silence = row.silence_since = None


def lived(month: str, latest_of: Mapping[str, str], row: CommunityRow) -> None:
    """Signs of a month were recorded, or taken back; when the latest of each kind was, as the record writes it."""
    heard = row.heard
    written = [told for kind, told in latest_of.items() if kind in _ACTIVITY]
    if written:
        heard[month] = _latest(written)
    else:
        heard.pop(month, None)
    if len(heard) > MONTHS_KEPT:
        del heard[min(heard)]
    row.last_sign_of_life = max(heard.values(), default=None)


def _latest(written: Sequence[str]) -> Moment:
    """Moments in UTC, written without their "Z", sort as text does: what is more exact only goes on."""
    if all(one[-1] == "Z" for one in written):
        return moment(max([one[:-1] for one in written]) + "Z")
    return max(map(moment, written))


@_remember.register
def _asked(event: task.TaskOpened, row: CommunityRow) -> None:
    terms = event.terms
    row.waiting_for.append(Waiting(terms.id, terms.kind, terms.item, terms.title, terms.assigned_to, [], terms.due))
    row.waiting_for.sort(key=lambda waiting: (waiting.due, waiting.task))


@_remember.register
def _escalated(event: task.TaskEscalated, row: CommunityRow) -> None:
    for waiting in row.waiting_for:
        if waiting.task == task_of(event.originator_id):
            waiting.further_roles.append(event.to)


@_remember.register
def _passed_on(event: handed.TaskPassedOn, row: CommunityRow) -> None:
    for waiting in row.waiting_for:
        if waiting.task == task_of(event.originator_id):
            if event.terms is not None:
                waiting.due, waiting.further_roles = event.terms.due, list(waiting.stand_ins)
            if event.to is not None and event.to is not waiting.role:
                waiting.stand_ins = list(dict.fromkeys([*waiting.stand_ins, event.to]))
                waiting.further_roles = list(dict.fromkeys([*waiting.further_roles, event.to]))
    row.waiting_for.sort(key=lambda waiting: (waiting.due, waiting.task))


@_remember.register(task.TaskRestarted)
@_remember.register(task.TaskPostponed)
def _moved(event: task.TaskRestarted | task.TaskPostponed, row: CommunityRow) -> None:
    for waiting in row.waiting_for:
        if waiting.task == task_of(event.originator_id):
            waiting.due = event.terms.due
            if isinstance(event, task.TaskRestarted):
                waiting.further_roles = list(waiting.stand_ins)
    row.waiting_for.sort(key=lambda waiting: (waiting.due, waiting.task))


@_remember.register(task.TaskDecided)
@_remember.register(handed.TaskOverridden)
@_remember.register(task.TaskSettled)
@_remember.register(task.TaskExpired)
@_remember.register(task.TaskCancelled)
def _answered(event: Event, row: CommunityRow) -> None:
    answered = task_of(event.originator_id)
    row.waiting_for = [waiting for waiting in row.waiting_for if waiting.task != answered]
