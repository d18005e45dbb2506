"""Kinds of task that people are given, and the answers that each allows."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import Role
from vocabulary.provenance import Moment


class TaskKind(StrEnum):
    KM_REVIEW = "km_review"
    APPROVAL = "approval"
    LAUNCH_ITEM = "launch_item"
    ANNUAL_REVIEW = "annual_review"
    PROBATION_REVIEW = "probation_review"
    DORMANCY = "dormancy"
    SUNSET_ITEM = "sunset_item"


class Choice(StrEnum):
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    RENEW = "renew"
    PROBATION = "probation"
    SUNSET = "sunset"
    DONE = "done"


CHOICES: Final[dict[TaskKind, tuple[Choice, ...]]] = {
    TaskKind.KM_REVIEW: (Choice.APPROVE, Choice.RETURN, Choice.REJECT),
    TaskKind.APPROVAL: (Choice.APPROVE, Choice.RETURN, Choice.REJECT),
    TaskKind.LAUNCH_ITEM: (Choice.DONE,),
    TaskKind.ANNUAL_REVIEW: (Choice.RENEW, Choice.PROBATION, Choice.SUNSET),
    TaskKind.PROBATION_REVIEW: (Choice.RENEW, Choice.SUNSET),
    TaskKind.DORMANCY: (Choice.RENEW, Choice.PROBATION, Choice.SUNSET),
    TaskKind.SUNSET_ITEM: (Choice.DONE,),
}

PLAIN_YES: Final = frozenset({Choice.APPROVE, Choice.RENEW, Choice.DONE})
"""Answers that need no reason."""

ItemName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""One line of a checklist, for example `kick_off`."""


class Escalation(BaseModel):
    """At a moment, a task that still waits goes to somebody higher up as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Moment
    to: Role


class Expiry(BaseModel):
    """At a moment, a task that still waits is answered by the policy itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Moment
    choice: Choice


class TaskTerms(BaseModel):
    """Everything that is fixed when a task is opened; a policy published later changes none of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: TaskId
    community: CommunityId
    kind: TaskKind
    item: ItemName | None = None
    """The line of the checklist, for tasks that stand for one."""
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    assigned_to: Role
    due: Moment
    reminders: tuple[Moment, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    expiry: Expiry | None = None
