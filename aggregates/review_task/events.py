"""Everything that can happen to a review task."""

from collections.abc import Mapping
from typing import ClassVar

from aggregates.event import Beginning, Event, Upcast, as_it_is
from vocabulary.people import PersonId, Role
from vocabulary.shown import Shown
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice
from vocabulary.terms import Reason

REVIEW_TASK = "task"


class TaskEvent(Event):
    """Something that happened to one task."""


class TaskOpened(Beginning, TaskEvent):
    TOPIC: ClassVar[str] = "task.opened"
    VERSION: ClassVar[int] = 3
    # Version 2: terms may hold a ballot, wording, a date. Version 3: they may name people and a priority.
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is, 2: as_it_is}
    AGGREGATE: ClassVar[str] = REVIEW_TASK
    terms: TaskTerms


class TaskReminded(TaskEvent):
    TOPIC: ClassVar[str] = "task.reminded"
    number: int
    """Counted from 1."""


class TaskEscalated(TaskEvent):
    TOPIC: ClassVar[str] = "task.escalated"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}
    level: int
    """Counted from 1."""
    to: Role
    top: bool = False
    """There is nobody above; the KM team is told so. Since version 2."""
    people: tuple[PersonId, ...] = ()
    """Those above the people who were named or had claimed it, by the directory; since version 2."""


class TaskVoted(TaskEvent):
    """One of several people who decide together has voted; a later vote replaces an earlier one."""

    TOPIC: ClassVar[str] = "task.voted"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}
    choice: Choice | None
    """None is a blank vote: it counts to the quorum only."""
    reason: Reason | None
    shown: Shown | None = None
    """What lay before the voter; since version 2."""


class TaskStopped(TaskEvent):
    """What was carried is stopped before it took effect."""

    TOPIC: ClassVar[str] = "task.stopped"
    reason: Reason


class TaskSettled(TaskEvent):
    """The ballot is over, by the votes that were cast or because its time ran out."""

    TOPIC: ClassVar[str] = "task.settled"
    choice: Choice
    why: Reason
    voted: int
    """How many people voted, blanks included."""
    cast: int
    """How many were for something; none means that silence decided."""


class TaskRestarted(TaskEvent):
    """What is asked about was edited: all dates begin anew, and votes cast before no longer count."""

    TOPIC: ClassVar[str] = "task.restarted"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}  # terms may name people and a priority
    terms: TaskTerms
    because: Reason


class TaskPostponed(TaskEvent):
    """Its date moved for everybody, because the form for it came late."""

    TOPIC: ClassVar[str] = "task.postponed"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}
    terms: TaskTerms
    because: Reason


class TaskDecided(TaskEvent):
    TOPIC: ClassVar[str] = "task.decided"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}
    choice: Choice
    reason: Reason | None
    shown: Shown | None = None
    """What lay before the decider; since version 2."""


class TaskExpired(TaskEvent):
    """Nobody answered; the policy's answer holds."""

    TOPIC: ClassVar[str] = "task.expired"
    choice: Choice


class TaskCancelled(TaskEvent):
    """The question no longer stands."""

    TOPIC: ClassVar[str] = "task.cancelled"
    because: Reason
