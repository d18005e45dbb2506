"""An invented organisation: who its communities are, how often they are heard of, and how its people answer."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from policies.section import Contradiction, Section, Wording
from policies.year_day import YEARS
from simulation.habits import Answering, Authors
from simulation.heard import Signs, Silence
from simulation.yearly import Year
from vocabulary.ids import CommunityId, PolicyName, slug
from vocabulary.people import PersonId, Role
from vocabulary.signs import SignKind
from vocabulary.span import Span
from vocabulary.terms import Lines

__all__ = ["Entry", "Group", "Scenario", "Signs", "Silence"]

FirstName = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,30}$")]


class Entry(StrEnum):
    """How a group of communities begins."""

    PROPOSED = "proposed"
    """With a proposal, submitted at once."""
    LIVING = "living"
    """They are brought in as they live."""


class Group(Section):
    """Communities that are alike."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Wording
    count: Annotated[int, Field(ge=1, le=100_000)]
    """Left out where `titles` are given."""
    titles: tuple[Wording, ...] = Field(default=(), max_length=1_000)
    """What each is called, and its id made from; left out, they are numbered."""
    enters: Entry = Entry.PROPOSED
    after: Span = Span("0 days")
    """When the first may enter, counted from the beginning of the scenario."""
    over: Span = Span("0 days")
    """The time over which they enter, evenly spread."""
    signs: Signs | None = None
    """Nothing is ever heard of them without."""
    answers: tuple[Answering, ...] = Field(default=(), max_length=100)
    """How they are answered, where it is otherwise than in the rest of the scenario."""

    # What only a recorded history tells:
    also: tuple[Signs, ...] = Field(default=(), max_length=30)
    """What else is heard of them."""
    year: Year | None = None
    core: Annotated[int, Field(ge=1, le=50)] = 1
    """Key members, the lead among them."""
    members: Annotated[int, Field(ge=1, le=1_000)] = 1
    """All, the core among them."""
    units: Lines = ()

    @model_validator(mode="before")
    @classmethod
    def _as_many_as_there_are_titles(cls, written: Any) -> Any:
        if isinstance(written, Mapping) and "count" not in written and isinstance(written.get("titles"), list | tuple):
            return {**written, "count": len(written["titles"])}
        return written

    def contradictions(self) -> Iterator[Contradiction]:
        if self.titles and len(self.titles) != self.count:
            msg = f"there are {len(self.titles)} titles for {self.count} communities; leave `count` out"
            yield Contradiction(msg, at=("count",))
        for number, title in enumerate(self.titles):
            if not slug(title):
                yield Contradiction(f"no id can be made from {title!r}; use letters or digits", at=("titles", number))
        if self.enters is Entry.LIVING and self.year is not None:
            msg = "nobody is known to lead a community that is brought in; write `enters: proposed`, or leave this out"
            yield Contradiction(msg, at=("year",))
        if self.members < self.core:
            msg = f"the core ({self.core}) is part of the members; write at least as many"
            yield Contradiction(msg, at=("members",))
        for number, signs in enumerate(self.also):
            if signs.kind is SignKind.MENTORING and self.members == self.core:
                msg = "juniors are found among the members beside the core; write more `members` than `core`"
                yield Contradiction(msg, at=("also", number, "kind"))
            if max(signs.attendance, default=0) > self.members:
                yield Contradiction(f"no more can come than there are members ({self.members})", at=("also", number))
        if self.signs is not None and max(self.signs.attendance, default=0) > self.members:
            yield Contradiction(f"no more can come than there are members ({self.members})", at=("signs",))

    def called(self, number: int) -> tuple[CommunityId, str]:
        """Id and title of one of them, counted from 1."""
        if self.titles:
            return slug(self.titles[number - 1]), self.titles[number - 1]
        return f"{self.name}-{number}", f"{self.title} {number}"


class Scenario(Section):
    """Everything that is invented; the policy is not part of it."""

    title: Wording
    begins: date
    """At midnight, UTC."""
    years: Annotated[int, Field(ge=1, le=100)]
    seed: Annotated[int, Field(ge=0, le=2**63)] = 1
    """Equal seeds give equal lives."""
    policy: PolicyName | None = None
    """Under which its history is recorded, where no other is named."""
    communities: tuple[Group, ...] = Field(min_length=1, max_length=100)
    answers: tuple[Answering, ...] = Field(default=(), max_length=100)
    """Whatever is not said here is answered yes within 1 to 5 days."""
    authors: Authors = Authors()
    offices: dict[Role, tuple[PersonId, ...]] = Field(default={})
    """Who answers in which role, in a recorded history; left out, `the-km` and so on."""
    names: tuple[FirstName, ...] = Field(default=(), max_length=500)
    """What leads and members are called there; with a letter behind, once all are taken."""

    def contradictions(self) -> Iterator[Contradiction]:
        if self.begins.year not in YEARS:
            msg = f"{self.begins} lies outside the years {YEARS[0]} to {YEARS[-1]}; write a day within them"
            yield Contradiction(msg, at=("begins",))
        names = [group.name for group in self.communities]
        if len(names) != len(set(names)):
            yield Contradiction("each group has a name of its own", at=("communities",))
        for where, answers in self._all_answers():
            habits = [(habit.task, habit.role) for habit in answers]
            if len(habits) != len(set(habits)):
                yield Contradiction("each kind of question is answered in one way only for one role", at=where)
        ids = [group.called(number)[0] for group in self.communities if group.titles for number in _numbers(group)]
        for one in sorted({one for one in ids if ids.count(one) > 1}):
            yield Contradiction(f"two communities would be called {one}; change a title", at=("communities",))
        for role, people in self.offices.items():
            if not people:
                yield Contradiction("name somebody, or leave the role out", at=("offices", role.value))

    @property
    def ids(self) -> list[CommunityId]:
        """What its communities are called, group by group."""
        return [group.called(number)[0] for group in self.communities for number in _numbers(group)]

    def _all_answers(self) -> Iterator[tuple[tuple[str | int, ...], tuple[Answering, ...]]]:
        yield ("answers",), self.answers
        for number, group in enumerate(self.communities):
            yield ("communities", number, "answers"), group.answers


def _numbers(group: Group) -> range:
    return range(1, group.count + 1)
