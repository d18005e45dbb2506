"""Signs of life: what shows that people work together."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from vocabulary.people import PersonId
from vocabulary.provenance import Moment
from vocabulary.terms import PRINTABLE


class SignKind(StrEnum):
    MEETING = "meeting"
    POST = "post"
    PRODUCT = "product"
    EVENT = "event"
    MENTORING = "mentoring"
    ADVICE = "advice"
    MEMBERSHIP = "membership"
    """Somebody joined or left: recorded, and no sign of life."""


ACTIVITY: Final = tuple(kind for kind in SignKind if kind is not SignKind.MEMBERSHIP)
"""Kinds that show people working together."""


class SignOfLife(BaseModel):
    """One thing that the community did; `source_id` makes telling it twice harmless."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
    kind: SignKind
    what: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=PRINTABLE)]
    happened_at: Moment
    people: tuple[PersonId, ...] = ()
