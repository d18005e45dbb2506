"""Maturity of a community in one dimension: levels, what each needs, what was shown, and what is missing."""

from collections.abc import Collection, Sequence

from pydantic import BaseModel, ConfigDict

from vocabulary.tasks import ItemName
from vocabulary.terms import Line


class Evidence(BaseModel):
    """Something that a level needs, and what shows that it is so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    need: Line
    shown_by: Line
    """A document, a link, a figure with its date."""


class LevelNeeds(BaseModel):
    """One level of a dimension, as a policy has it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: Line
    needs: tuple[Line, ...]


class Dimension(BaseModel):
    """One dimension of a maturity model, as a policy has it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: ItemName
    title: Line
    levels: tuple[LevelNeeds, ...]
    """From level 1 up; 0 is below the first."""

    @property
    def needs(self) -> tuple[str, ...]:
        """All needs of all levels."""
        return tuple(need for level in self.levels for need in level.needs)

    def missing_after(self, level: int, shown: Collection[str]) -> tuple[str, ...]:
        """What is to be shown for the next level, and is not; at the highest, nothing."""
        below = self.levels[: level + 1]
        return tuple(need for one in below for need in one.needs if need not in shown)


def reached(levels: Sequence[Collection[str]], shown: Collection[str]) -> int:
    """The highest level whose needs, and all below, were shown; `levels` are the needs of each, from level 1 up."""
    for number, needs in enumerate(levels):
        if not set(needs) <= set(shown):
            return number
    return len(levels)
