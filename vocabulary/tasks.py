"""Kinds of task that people are given, and the answers that each allows."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import StringConstraints


class TaskKind(StrEnum):
    KM_REVIEW = "km_review"
    APPROVAL = "approval"
    LAUNCH_ITEM = "launch_item"
    ANNUAL_REVIEW = "annual_review"
    PROBATION_REVIEW = "probation_review"
    DORMANCY = "dormancy"
    SUNSET_ITEM = "sunset_item"
    CONCERN = "concern"
    """Something has been wrong for longer than its grace; what becomes of the community?"""
    DUTY = "duty"
    """Something that recurs: a report, a plan, an assessment."""
    SIGN_OFF = "sign_off"
    """Somebody else looks at what was filed."""
    CHANGE = "change"
    """One step of the chain that decides on a change."""
    SPENDING = "spending"
    """Money is asked for; whoever approves that much decides."""


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
    TaskKind.CONCERN: (Choice.RENEW, Choice.PROBATION, Choice.SUNSET),
    TaskKind.DUTY: (Choice.DONE,),
    TaskKind.SIGN_OFF: (Choice.APPROVE, Choice.RETURN),
    TaskKind.CHANGE: (Choice.APPROVE, Choice.RETURN, Choice.REJECT),
    TaskKind.SPENDING: (Choice.APPROVE, Choice.RETURN, Choice.REJECT),
}


class Priority(StrEnum):
    """How much a question matters beside others that are due at the same time."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


BESIDE_THE_STAGE: Final = frozenset(
    {TaskKind.CONCERN, TaskKind.DUTY, TaskKind.SIGN_OFF, TaskKind.CHANGE, TaskKind.SPENDING}
)
"""Questions that a living community has beside its stage's; they stay open when the stage changes."""

PLAIN_YES: Final = frozenset({Choice.APPROVE, Choice.RENEW, Choice.DONE})
"""Answers that need no reason."""

ItemName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""One line of a checklist, for example `kick_off`."""
