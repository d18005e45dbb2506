"""How questions get answered: after how long, with which choice, and how often not at all."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Annotated, NamedTuple, Protocol, Self

from pydantic import Field, model_validator

from policies.section import Section
from vocabulary.ids import CommunityId
from vocabulary.people import Role
from vocabulary.span import Span
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice, TaskKind
from vocabulary.terms import Reason

Share = Annotated[float, Field(ge=0, le=1)]
"""How many out of all, from 0 to 1."""


class Reply(NamedTuple):
    """What somebody will answer, and when (UTC)."""

    at: datetime
    choice: Choice
    reason: str | None = None
    """In words of their own."""


class Habits(Protocol):
    """What is known of how people answer; draws from `chance` alone, so that equal seeds give equal lives."""

    def reply(self, terms: TaskTerms, asked: datetime, chance: Random) -> Reply | None:
        """The answer to a question; None when nobody gives one."""

    def resubmission(self, returned: datetime, chance: Random) -> datetime | None:
        """When the authors hand in what was returned; None when they let it be."""


class Answering(Section):
    """One habit: of whoever is asked one kind of question, or of one role only."""

    task: TaskKind
    role: Role | None = None
    """Of this role; everybody's, where it is left out."""
    after: Span = Span("1 day")
    within: Span = Span("5 days")
    """Answers come evenly spread from `after` until `within`, both counted from the question."""
    never: Share = 0.0
    choices: dict[Choice, Annotated[int, Field(ge=0, le=1_000_000)]] = Field(default={}, max_length=10)
    """How often each answer is given, compared with the others; the plain yes where it is left out."""
    reason: Reason | None = None
    """Said with every answer but a plain yes."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.within < self.after:
            msg = f"answers can't come within {self.within} and after {self.after}; put the longer one second"
            raise ValueError(msg)
        allowed = CHOICES[self.task]
        for choice in self.choices:
            if choice not in allowed:
                words = " or ".join(one.value for one in allowed)
                msg = f"{self.task.value} can't be answered {choice.value!r}; choose {words}"
                raise ValueError(msg)
        if self.choices and not sum(self.choices.values()):
            msg = "some answer has to be given; leave `choices` out, or say `never: 1`"
            raise ValueError(msg)
        return self


class Authors(Section):
    """What authors do with a proposal that came back."""

    after: Span = Span("7 days")
    within: Span = Span("30 days")
    never: Share = 0.0


class DeclaredHabits:
    """Habits as a scenario declares them; whatever it leaves out is answered yes within 1 to 5 days."""

    def __init__(self, answering: Sequence[Answering], authors: Authors) -> None:
        self._by_kind: Mapping[tuple[TaskKind, Role | None], Answering] = {
            (habit.task, habit.role): habit for habit in answering
        }
        self._authors = authors

    def reply(self, terms: TaskTerms, asked: datetime, chance: Random) -> Reply | None:
        habit = (
            self._by_kind.get((terms.kind, terms.assigned_to))
            or self._by_kind.get((terms.kind, None))
            or Answering(task=terms.kind)
        )
        if chance.random() < habit.never:
            return None
        choices = habit.choices or {CHOICES[terms.kind][0]: 1}
        (choice,) = chance.choices(list(choices), list(choices.values()))
        reason = None if choice in PLAIN_YES else habit.reason
        return Reply(between(habit.after, habit.within, asked, chance), choice, reason)

    def resubmission(self, returned: datetime, chance: Random) -> datetime | None:
        if chance.random() < self._authors.never:
            return None
        return between(self._authors.after, self._authors.within, returned, chance)


class HabitsByGroup:
    """Some communities meet people who answer otherwise."""

    def __init__(self, own: Mapping[CommunityId, Habits], otherwise: Habits) -> None:
        self._own = own
        self._otherwise = otherwise

    def reply(self, terms: TaskTerms, asked: datetime, chance: Random) -> Reply | None:
        return self._own.get(terms.community, self._otherwise).reply(terms, asked, chance)

    def resubmission(self, returned: datetime, chance: Random) -> datetime | None:
        return self._otherwise.resubmission(returned, chance)


def between(after: Span, within: Span, start: datetime, chance: Random) -> datetime:
    """Some moment between the two, to the second."""
    earliest, latest = after.after(start), within.after(start)
    return earliest + timedelta(seconds=int((latest - earliest).total_seconds() * chance.random()))
