"""One task as its readers see it, and how each fact changes that."""

from dataclasses import dataclass, field
from functools import singledispatch
from typing import Literal

from aggregates.event import Event
from aggregates.review_task import events as task
from aggregates.review_task import handing_events as handed
from projections.telling import linked
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, Priority, TaskKind

TaskState = Literal["open", "decided", "expired", "cancelled"]


@dataclass(slots=True)
class Delegation:
    """Who may answer for whom."""

    principal: PersonId
    delegate: PersonId


@dataclass(slots=True)
class Remark:
    """A comment, or something to read."""

    by: PersonId
    at: Moment
    text: str
    url: str | None = None

    @property
    def said(self) -> str:
        return self.text if self.url is None else linked(self.text, self.url)


@dataclass(slots=True)
class TaskRow:
    """One question put to people, and its answer."""

    id: TaskId
    community: CommunityId
    kind: TaskKind
    item: str | None
    title: str
    assigned_to: Role
    due: Moment
    opened_at: Moment
    further_roles: list[Role] = field(default_factory=list)
    """Those it was escalated or passed on to, in that order; they may answer it too."""
    reminders: int = 0
    escalation: int = 0
    """How often it was escalated."""
    at_the_top: bool = False
    """There is nobody above any more."""
    candidates: list[PersonId] = field(default_factory=list)
    """Who of the role is asked; nobody named means everybody."""
    claimed_by: PersonId | None = None
    claimed_at: Moment | None = None
    above: list[PersonId] = field(default_factory=list)
    """Those over the named people, to whom it was escalated, and over whoever is gone."""
    heirs: list[PersonId] = field(default_factory=list)
    """Those of them to whom it came from somebody who is gone."""
    stand_ins: list[Role] = field(default_factory=list)
    """Who stands in for a lead who is gone; they are among the further roles."""
    delegations: list[Delegation] = field(default_factory=list)
    approvers: list[PersonId] = field(default_factory=list)
    """Who is asked to agree as well."""
    endorsed: list[PersonId] = field(default_factory=list)
    """Those of them who have agreed."""
    people: list[PersonId] = field(default_factory=list)
    """Everybody for whom it waits by name; what a person's own list is found by."""
    priority: Priority = Priority.NORMAL
    follow_ups: dict[PersonId, Moment] = field(default_factory=dict)
    """Who wants to look at it again, and when."""
    remarks: list[Remark] = field(default_factory=list)
    voters: list[PersonId] = field(default_factory=list)
    """Who has voted, where several decide together."""
    state: TaskState = "open"
    choice: Choice | None = None
    """The answer of a person, or of the policy when the task expired."""
    decided_by: PersonId | None = None
    decided_as: Role | None = None
    on_behalf_of: PersonId | None = None
    reason: str | None = None
    ended_at: Moment | None = None

    @property
    def deciders(self) -> list[Role]:
        """Whoever it was given to first, then everybody it was escalated or passed on to."""
        return list(dict.fromkeys((self.assigned_to, *self.further_roles)))

    def is_overdue(self, at: Moment) -> bool:
        return self.state == "open" and self.due < at


@dataclass(slots=True)
class InboxRow(TaskRow):
    """A task as its reader sees it."""

    community_title: str = ""


def opened(event: task.TaskOpened) -> TaskRow:
    terms = event.terms
    return TaskRow(
        id=terms.id,
        community=terms.community,
        kind=terms.kind,
        item=terms.item,
        title=terms.title,
        assigned_to=terms.assigned_to,
        due=terms.due,
        opened_at=event.provenance.true_since,
        candidates=list(terms.candidates),
        people=list(terms.candidates),
        priority=terms.priority,
    )


def settle(row: TaskRow) -> None:
    """Draws the conclusions that hang on several facts."""
    named = [*row.candidates, *row.above, *(one.delegate for one in row.delegations)]
    claimed = [row.claimed_by] if row.claimed_by else []
    lacking = [person for person in row.approvers if person not in row.endorsed]
    row.people = list(dict.fromkeys([*claimed, *named, *lacking]))


@singledispatch
def change(event: Event, row: TaskRow) -> None:
    """Changes the row of a task by one fact about it."""
    raise NotImplementedError(type(event).__name__)


@change.register
def _reminded(event: task.TaskReminded, row: TaskRow) -> None:
    row.reminders = event.number


@change.register
def _escalated(event: task.TaskEscalated, row: TaskRow) -> None:
    row.escalation = event.level
    row.further_roles.append(event.to)
    row.at_the_top = event.top
    row.above += [person for person in event.people if person not in row.above]


@change.register
def _decided(event: task.TaskDecided, row: TaskRow) -> None:
    actor = event.provenance.actor
    row.state, row.choice, row.reason, row.ended_at = "decided", event.choice, event.reason, event.provenance.true_since
    row.decided_by, row.decided_as, row.on_behalf_of = actor.person, actor.role, actor.on_behalf_of


@change.register
def _overridden(event: handed.TaskOverridden, row: TaskRow) -> None:
    row.state, row.choice, row.reason, row.ended_at = "decided", event.choice, event.reason, event.provenance.true_since
    row.decided_by, row.decided_as = event.provenance.actor.person, event.provenance.actor.role


@change.register
def _expired(event: task.TaskExpired, row: TaskRow) -> None:
    row.state, row.choice, row.ended_at = "expired", event.choice, event.provenance.true_since


@change.register
def _voted(event: task.TaskVoted, row: TaskRow) -> None:
    voter = event.provenance.actor.principal
    if voter not in row.voters:
        row.voters.append(voter)


@change.register
def _stopped(event: task.TaskStopped, row: TaskRow) -> None:
    row.reason = event.reason


@change.register
def _settled(event: task.TaskSettled, row: TaskRow) -> None:
    row.state, row.choice, row.reason, row.ended_at = "decided", event.choice, event.why, event.provenance.true_since


@change.register(task.TaskRestarted)
@change.register(task.TaskPostponed)
def _moved(event: task.TaskRestarted | task.TaskPostponed, row: TaskRow) -> None:
    if isinstance(event, task.TaskRestarted):
        _begin_anew(event.terms, event, row)
        row.voters, row.endorsed = [], []
    else:
        row.due = event.terms.due


def _begin_anew(terms: TaskTerms, event: Event, row: TaskRow) -> None:
    row.due = terms.due
    row.opened_at = event.provenance.true_since
    row.reminders = row.escalation = 0
    row.further_roles, row.above = list(row.stand_ins), list(row.heirs)
    row.at_the_top = False


@change.register
def _cancelled(event: task.TaskCancelled, row: TaskRow) -> None:
    row.state, row.reason, row.ended_at = "cancelled", event.because, event.provenance.true_since


# -- on its way to the right person ---------------------------------------------------------------------------------


@change.register
def _claimed(event: handed.TaskClaimed, row: TaskRow) -> None:
    row.claimed_by, row.claimed_at = event.person, event.provenance.true_since


@change.register
def _released(_: handed.TaskReleased, row: TaskRow) -> None:
    row.claimed_by = row.claimed_at = None


@change.register
def _assigned(event: handed.TaskAssigned, row: TaskRow) -> None:
    row.candidates = list(event.people)
    if event.people and row.claimed_by not in event.people:
        row.claimed_by = row.claimed_at = None


@change.register
def _passed_on(event: handed.TaskPassedOn, row: TaskRow) -> None:
    gone, people = event.person, event.people
    delegations = [one for one in row.delegations if gone not in (one.principal, one.delegate)]
    principals = {one.principal for one in row.delegations} - {one.principal for one in delegations}
    if event.to is not None or gone in (row.claimed_by, *row.candidates, *row.above, *principals):
        row.above = _replaced(gone, row.above, *people)
        row.heirs = _replaced(gone, row.heirs, *people)
    if gone in row.candidates:
        row.candidates = _replaced(gone, row.candidates, *people)
    if gone in row.approvers and gone not in row.endorsed:
        row.approvers = _replaced(gone, row.approvers, *people)
    if row.claimed_by == gone:
        row.claimed_by = row.claimed_at = None
    row.delegations = delegations
    if event.terms is not None:
        _begin_anew(event.terms, event, row)
    if event.to is not None and event.to is not row.assigned_to:
        row.stand_ins = list(dict.fromkeys([*row.stand_ins, event.to]))
        row.further_roles = list(dict.fromkeys([*row.further_roles, event.to]))


def _replaced(gone: PersonId | None, people: list[PersonId], *others: PersonId) -> list[PersonId]:
    return list(dict.fromkeys([*(person for person in people if person != gone), *others]))


@change.register
def _delegated(event: handed.TaskDelegated, row: TaskRow) -> None:
    row.delegations.append(Delegation(event.principal, event.delegate))


@change.register
def _delegation_ended(event: handed.DelegationEnded, row: TaskRow) -> None:
    ended = (event.principal, event.delegate)
    row.delegations = [one for one in row.delegations if (one.principal, one.delegate) != ended]


@change.register
def _approver_added(event: handed.ApproverAdded, row: TaskRow) -> None:
    row.approvers.append(event.person)


@change.register
def _endorsed(event: handed.TaskEndorsed, row: TaskRow) -> None:
    row.endorsed.append(event.person)


@change.register
def _prioritised(event: handed.TaskPrioritised, row: TaskRow) -> None:
    row.priority = event.priority


@change.register
def _follow_up_set(event: handed.FollowUpSet, row: TaskRow) -> None:
    if event.on is None:
        row.follow_ups.pop(event.person, None)
    else:
        row.follow_ups[event.person] = event.on


@change.register
def _commented(event: handed.TaskCommented, row: TaskRow) -> None:
    told = event.provenance
    row.remarks.append(Remark(told.actor.person, told.true_since, event.text))


@change.register
def _linked(event: handed.TaskLinked, row: TaskRow) -> None:
    told = event.provenance
    row.remarks.append(Remark(told.actor.person, told.true_since, event.title, event.url))
