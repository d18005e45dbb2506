"""What people do in a demonstration: acts, each waiting for a fact."""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from vocabulary.ids import CommunityId, PolicyName
from vocabulary.people import Actor
from vocabulary.span import Span
from vocabulary.stages import SilenceRung, Stage
from vocabulary.tasks import Choice, ItemName, TaskKind
from vocabulary.terms import Line, Reason, TermsOfReference


def _actor(said: object) -> object:
    if not isinstance(said, str):
        return said
    role, separator, person = said.partition(":")
    if not separator:
        msg = 'expected role and person, such as "km:kim"'
        raise ValueError(msg)
    return {"role": role, "person": person}


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(Section):
    """Waits for a task, a stage or a silence; then a person does one thing, or many until the next act begins."""

    task: TaskKind | None = None
    item: ItemName | None = None
    stage: Stage | None = None
    silence: SilenceRung | None = None
    pause: Span = Span("0 seconds")
    """How long the person thinks, from the fact or from the last act, whichever is later."""

    by: Annotated[Actor, BeforeValidator(_actor)] | None = None
    answer: Choice | None = None
    reason: Reason | None = None
    resubmits: Line | None = None
    """With this initiative added."""
    withdraws: Reason | None = None
    meets: Line | None = None
    every: Span | None = None
    """Does it again and again, until what the next act waits for has come."""

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if sum(wait is not None for wait in (self.task, self.stage, self.silence)) != 1:
            msg = "an act waits for one thing: task, stage or silence"
            raise ValueError(msg)
        does = [self.answer, self.resubmits, self.withdraws, self.meets]
        if sum(deed is not None for deed in does) > 1:
            msg = "an act is one thing: answer, resubmits, withdraws or meets"
            raise ValueError(msg)
        if any(deed is not None for deed in does) and self.by is None:
            msg = 'somebody acts: add by, such as "km:kim"'
            raise ValueError(msg)
        if self.answer and not self.task:
            msg = "an answer is given to a task"
            raise ValueError(msg)
        return self


class Life(Section):
    """One proposal, and what people do about it."""

    shows: Line
    id: CommunityId
    proposal: TermsOfReference
    acts: tuple[Act, ...] = Field(max_length=50)


class Script(Section):
    """A demonstration."""

    policy: PolicyName
    lives: tuple[Life, ...] = Field(min_length=1, max_length=20)
