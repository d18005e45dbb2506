"""What every part of a policy document is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from vocabulary.terms import PRINTABLE

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150, pattern=PRINTABLE)]
"""A few words for people, as the KM team wants them said."""


class Contradiction(ValueError):  # noqa: N818  named for what is wrong
    """Two things in a section that cannot both hold; `at` says where, from the section inwards."""

    def __init__(self, message: str, *, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.at = at


class Section(BaseModel):
    """A part of a policy: a value, in which nothing stands that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")
