"""Everything that can happen to a review task."""

from typing import ClassVar

from aggregates.event import Beginning, Event
from vocabulary.people import Role
from vocabulary.tasks import Choice, TaskTerms
from vocabulary.terms import Reason

REVIEW_TASK = "task"


class TaskEvent(Event):
    """Something that happened to one task."""


class TaskOpened(Beginning, TaskEvent):
    TOPIC: ClassVar[str] = "task.opened"
    AGGREGATE: ClassVar[str] = REVIEW_TASK
    terms: TaskTerms


class TaskReminded(TaskEvent):
    TOPIC: ClassVar[str] = "task.reminded"
    number: int
    """Counted from 1."""


class TaskEscalated(TaskEvent):
    TOPIC: ClassVar[str] = "task.escalated"
    level: int
    """Counted from 1."""
    to: Role


class TaskDecided(TaskEvent):
    TOPIC: ClassVar[str] = "task.decided"
    choice: Choice
    reason: Reason | None


class TaskExpired(TaskEvent):
    """Nobody answered; the policy's answer holds."""

    TOPIC: ClassVar[str] = "task.expired"
    choice: Choice


class TaskCancelled(TaskEvent):
    """The question no longer stands."""

    TOPIC: ClassVar[str] = "task.cancelled"
    because: Reason
