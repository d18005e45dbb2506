"""What happens to a review task on its way to the right person: claimed, named, delegated, agreed to, talked about."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from aggregates.review_task.events import TaskEvent
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, Priority
from vocabulary.terms import Line, Reason

Link = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"'\x00-\x20\x7f]{1,500}$")]
"""Where something lies; never a script."""


class TaskClaimed(TaskEvent):
    """One of those who may answer has taken it on; the others in that role are free of it."""

    TOPIC: ClassVar[str] = "task.claimed"
    person: PersonId
    role: Role


class TaskReleased(TaskEvent):
    TOPIC: ClassVar[str] = "task.released"
    person: PersonId
    """Whose claim it was."""
    because: Reason | None


class TaskAssigned(TaskEvent):
    """From now on these people of the role are asked; nobody named means everybody who holds it."""

    TOPIC: ClassVar[str] = "task.assigned"
    people: tuple[PersonId, ...]
    because: Reason | None


class TaskDelegated(TaskEvent):
    """Somebody may answer this one for somebody else, and may not hand it on."""

    TOPIC: ClassVar[str] = "task.delegated"
    principal: PersonId
    role: Role
    delegate: PersonId
    because: Reason | None


class DelegationEnded(TaskEvent):
    TOPIC: ClassVar[str] = "task.delegation_ended"
    principal: PersonId
    delegate: PersonId


class TaskPassedOn(TaskEvent):
    """Somebody for whom it waited is gone; it comes to those above them, and where the lead was asked to a role."""

    TOPIC: ClassVar[str] = "task.passed_on"
    person: PersonId | None
    """Who is gone; None where nobody ever knew who led the community."""
    people: tuple[PersonId, ...]
    """Those above them who are there, by the directory."""
    to: Role | None
    """Who stands in while the community has no lead; None where it did not wait for its lead."""
    terms: TaskTerms | None
    """With dates that begin anew, where it waited for nobody else: nobody is late before they were asked."""


class ApproverAdded(TaskEvent):
    """A yes waits until this person has agreed as well."""

    TOPIC: ClassVar[str] = "task.approver_added"
    person: PersonId
    because: Reason | None


class TaskEndorsed(TaskEvent):
    """A further approver agrees; whoever was asked in the first place still decides."""

    TOPIC: ClassVar[str] = "task.endorsed"
    person: PersonId
    reason: Reason | None


class TaskOverridden(TaskEvent):
    """An administrator has answered in the place of those who were asked."""

    TOPIC: ClassVar[str] = "task.overridden"
    choice: Choice
    reason: Reason


class TaskPrioritised(TaskEvent):
    TOPIC: ClassVar[str] = "task.prioritised"
    priority: Priority


class FollowUpSet(TaskEvent):
    """Somebody wants to look at it again on a day, for themselves; no date of the task moves."""

    TOPIC: ClassVar[str] = "task.follow_up_set"
    person: PersonId
    on: Moment | None
    """None takes it back."""


class TaskCommented(TaskEvent):
    TOPIC: ClassVar[str] = "task.commented"
    text: Reason


class TaskLinked(TaskEvent):
    """Something to read beside it."""

    TOPIC: ClassVar[str] = "task.linked"
    url: Link
    title: Line
