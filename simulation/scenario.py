"""An invented organisation: who its communities are, how often they are heard of, and how its people answer."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from policies.section import Section, Wording
from simulation.habits import Answering, Authors, Share
from vocabulary.signs import SignKind
from vocabulary.span import Span


class Entry(StrEnum):
    """How a group of communities begins."""

    PROPOSED = "proposed"
    """With a proposal, submitted at once."""
    LIVING = "living"
    """They are brought in as they live."""


class Silence(Section):
    """A stretch of a life in which nothing is heard."""

    after: Span
    """Counted from when the community enters."""
    lasts: Span
    share: Share = 1.0
    """How many of the group it befalls."""


class Signs(Section):
    """The rhythm in which a community of a group is heard of; each has its own day of it."""

    every: Span
    kind: SignKind = SignKind.MEETING
    silent: tuple[Silence, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _some_rhythm(self) -> Self:
        if not Span("0 days") < self.every:
            msg = "a rhythm of 0 days is none; say how often, or leave `signs` out"
            raise ValueError(msg)
        begins = [silence.after for silence in self.silent]
        if begins != sorted(begins):
            msg = "silent stretches go forward in time; put the earliest first"
            raise ValueError(msg)
        return self


class Group(Section):
    """Communities that are alike."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Wording
    count: Annotated[int, Field(ge=1, le=100_000)]
    enters: Entry = Entry.PROPOSED
    after: Span = Span("0 days")
    """When the first may enter, counted from the beginning of the scenario."""
    over: Span = Span("0 days")
    """The time over which they enter, evenly spread."""
    signs: Signs | None = None
    """Nothing is ever heard of them without."""


class Scenario(Section):
    """Everything that is invented; the policy is not part of it."""

    title: Wording
    begins: date
    """At midnight, UTC."""
    years: Annotated[int, Field(ge=1, le=100)]
    seed: Annotated[int, Field(ge=0, le=2**63)] = 1
    """Equal seeds give equal lives."""
    communities: tuple[Group, ...] = Field(min_length=1, max_length=100)
    answers: tuple[Answering, ...] = Field(default=(), max_length=100)
    """Whatever is not said here is answered yes within 1 to 5 days."""
    authors: Authors = Authors()

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = [group.name for group in self.communities]
        if len(names) != len(set(names)):
            msg = "each group has a name of its own"
            raise ValueError(msg)
        habits = [(habit.task, habit.role) for habit in self.answers]
        if len(habits) != len(set(habits)):
            msg = "each kind of question is answered in one way only for one role"
            raise ValueError(msg)
        return self
