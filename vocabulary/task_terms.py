"""A question to a person, with everything that is fixed when it is put."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from vocabulary.ballot import Ballot
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Moment
from vocabulary.tasks import Choice, ItemName, Priority, TaskKind
from vocabulary.terms import Line


class Escalation(BaseModel):
    """At a moment, a task that still waits goes to somebody higher up as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Moment
    to: Role
    words: Line | None = None
    """How it is put to them, where the policy says so."""


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
    reminder_words: Line | None = None
    """How a reminder is put, where the policy says so."""
    ballot: Ballot | None = None
    """How several people decide it together; without one, the first answer decides."""
    edit_resets_clock: bool = False
    """Whoever edits what is asked about makes all its dates begin anew."""
    confirmation: bool = False
    """The lead confirms a fact here (the community is still wanted); it is no judgement of one's own work."""
    yes_leads_to: int | None = None
    """In a chain of questions: the step (from 1) that is asked after a yes; None where a yes carries it."""
    no_leads_to: int | None = None
    """The step that is asked after anything else, where the policy lets somebody decide a dispute; else it ends."""
    on: Moment | None = None
    """The date that a duty is due for; its own calendar, which lateness never moves."""
    asks: tuple[Line, ...] = ()
    """What the policy asks for (SHOULD) and is not there; for the reader to weigh."""
    candidates: tuple[PersonId, ...] = ()
    """Who of those in the role is asked; nobody named means everybody."""
    priority: Priority = Priority.NORMAL
