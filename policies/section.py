"""What every part of a policy document is made of."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from vocabulary.terms import PRINTABLE

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150, pattern=PRINTABLE)]
"""A few words for people, as the KM team wants them said."""


class Contradiction(ValueError):  # noqa: N818  named for what is wrong
    """Two things in a section that cannot both hold; `at` says where, from the section inwards."""

    def __init__(self, message: str, *, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.at = at


class Contradictions(ValueError):  # noqa: N818  likewise
    """All of them that one section holds."""

    def __init__(self, found: Sequence[Contradiction]) -> None:
        super().__init__("; ".join(map(str, found)))
        self.found = tuple(found)


class Section(BaseModel):
    """A part of a policy: a value, in which nothing stands that is not known, and nothing that cannot be meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def contradictions(self) -> Iterator[Contradiction]:
        """Everything in it that cannot hold together; a section says so by its own version of this."""
        yield from ()

    @classmethod
    def contradictions_of_the_rest(cls, written: Mapping[str, Any], wrong: Collection[str]) -> Iterator[Contradiction]:
        """What the keys that were `written` well contradict each other in, while others are `wrong`."""
        del written, wrong
        yield from ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        found = list(self.contradictions())
        if found:
            raise Contradictions(found)
        return self
