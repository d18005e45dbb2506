"""What a community's own people were asked, and whether they answered in time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from aggregates.event import Event
from aggregates.review_task import events as task
from aggregates.review_task.handing_events import TaskOverridden
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import Role
from vocabulary.provenance import Moment
from vocabulary.task_terms import TaskTerms

OWN: Final = frozenset({Role.LEAD, Role.MEMBER})
"""Roles in which a community answers for itself."""
HANDLED: Final = (
    task.TaskOpened,
    task.TaskRestarted,
    task.TaskPostponed,
    task.TaskEscalated,
    task.TaskDecided,
    task.TaskSettled,
    task.TaskExpired,
    task.TaskCancelled,
    TaskOverridden,
)


class Answered(StrEnum):
    OPEN = "open"
    IN_TIME = "in_time"
    LATE = "late"
    """Answered late, or by others since nobody answered, or not yet although somebody above was told."""
    DROPPED = "dropped"
    """Nobody had to answer it any more before it was due."""


@dataclass(slots=True)
class AnswerRow:
    id: TaskId
    community: CommunityId
    title: str
    due: Moment
    state: Answered
    period: str | None = None
    """That of its due date, as `Period` writes itself; None where nothing is ranked then."""


def asked(terms: TaskTerms) -> AnswerRow:
    return AnswerRow(terms.id, terms.community, terms.title, terms.due, Answered.OPEN)


def change(event: Event, row: AnswerRow) -> None:
    """Brings one more fact into the row; what was late once stays late."""
    if row.state is not Answered.OPEN:
        return
    if isinstance(event, task.TaskRestarted | task.TaskPostponed):
        row.due, row.title = event.terms.due, event.terms.title
        return
    row.state = _state(event, row.due, event.provenance.recorded_at)


def _state(event: Event, due: datetime, at: datetime) -> Answered:
    match event:
        case task.TaskDecided() | task.TaskSettled():
            return Answered.IN_TIME if at <= due else Answered.LATE
        case task.TaskExpired():
            return Answered.LATE
        case task.TaskCancelled() | TaskOverridden():
            return Answered.DROPPED if at <= due else Answered.LATE
        case _:
            return Answered.OPEN if at <= due else Answered.LATE
