"""Kinds of change to a community, and the chain that decides on each."""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from policies.question import Question
from policies.section import Contradiction, Section, Wording
from vocabulary.people import Role
from vocabulary.tasks import Choice, ItemName


class ChangeStep(Question):
    """One step of the chain; a change that everybody before agrees to never comes to a step for disputes."""

    only_if_disputed: bool = False


class Effect(StrEnum):
    """What a change does by itself when it is carried, beyond being recorded."""

    NONE = "none"
    SUNSET = "sunset"
    """The community's end is announced; notice and checklist follow."""


class ChangeRules(Section):
    """A change is asked for by somebody, and decided step by step; the last step carries it."""

    kind: ItemName
    title: Wording
    asked_by: tuple[Role, ...] = Field(default=(Role.LEAD, Role.KM), min_length=1)
    effect: Effect = Effect.NONE
    steps: tuple[ChangeStep, ...] = Field(min_length=1, max_length=5)

    def contradictions(self) -> Iterator[Contradiction]:
        for number, step in enumerate(self.steps):
            if not step.own_answers <= {Choice.APPROVE, Choice.RETURN, Choice.REJECT}:
                yield Contradiction("a change is answered approve, return or reject", at=("steps", number))
        if self.steps[0].only_if_disputed:
            yield Contradiction("nothing is disputed before the first step", at=("steps", 0, "only_if_disputed"))

    def after_yes(self, step: int) -> int | None:
        """The step (from 1) that is asked after a yes to a step; None where that carries it."""
        later = range(step, len(self.steps))
        return next((number + 1 for number in later if not self.steps[number].only_if_disputed), None)

    def after_no(self, step: int) -> int | None:
        """The step that decides a dispute about a step; None where there is none."""
        return step + 1 if step < len(self.steps) and self.steps[step].only_if_disputed else None
