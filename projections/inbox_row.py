"""One task as its readers see it, and how each fact changes that."""

from dataclasses import dataclass, field
from functools import singledispatch
from typing import Literal

from aggregates.event import Event
from aggregates.review_task import events as task
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment
from vocabulary.tasks import Choice, TaskKind

TaskState = Literal["open", "decided", "expired", "cancelled"]


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
    """Those it was escalated to, lowest first; they may answer it too."""
    reminders: int = 0
    escalation: int = 0
    """How often it was escalated."""
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
    )


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


@change.register
def _decided(event: task.TaskDecided, row: TaskRow) -> None:
    actor = event.provenance.actor
    row.state, row.choice, row.reason, row.ended_at = "decided", event.choice, event.reason, event.provenance.true_since
    row.decided_by, row.decided_as, row.on_behalf_of = actor.person, actor.role, actor.on_behalf_of


@change.register
def _expired(event: task.TaskExpired, row: TaskRow) -> None:
    row.state, row.choice, row.ended_at = "expired", event.choice, event.provenance.true_since


@change.register
def _voted(event: task.TaskVoted, row: TaskRow) -> None:
    voter = event.provenance.actor.on_behalf_of or event.provenance.actor.person
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
    row.due = event.terms.due
    if isinstance(event, task.TaskRestarted):
        row.opened_at = event.provenance.true_since
        row.reminders = row.escalation = 0
        row.further_roles, row.voters = [], []


@change.register
def _cancelled(event: task.TaskCancelled, row: TaskRow) -> None:
    row.state, row.reason, row.ended_at = "cancelled", event.because, event.provenance.true_since
