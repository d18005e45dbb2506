"""Signs of life: what shows that people work together."""

from enum import StrEnum
from operator import not_
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from vocabulary.people import PersonId
from vocabulary.provenance import Moment
from vocabulary.terms import PRINTABLE, Line


class SignKind(StrEnum):
    MEETING = "meeting"
    POST = "post"
    QUESTION = "question"
    ANSWER = "answer"
    PRODUCT = "product"
    EVENT = "event"
    MENTORING = "mentoring"
    ADVICE = "advice"
    """Expert advice to the organisation's strategy."""
    MEMBERSHIP = "membership"
    """Somebody joined or left: recorded, and no sign of life."""


ACTIVITY: Final = tuple(kind for kind in SignKind if kind is not SignKind.MEMBERSHIP)
"""Kinds that show people working together."""


class ProductKind(StrEnum):
    """What knowledge was written down as."""

    BEST_PRACTICE = "best_practice"
    GUIDELINE = "guideline"
    TIP = "tip"
    LESSON = "lesson"
    STRATEGIC_ASSESSMENT = "strategic_assessment"


class ProductState(StrEnum):
    """How far a knowledge product has come."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    REUSED = "reused"
    """Somewhere else, which is named."""


SourceId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
"""What a thing is called where it was recorded first: the id of a message, of an appointment, of a change."""

BELONGS_TO: Final[dict[str, frozenset[SignKind]]] = {
    "attendance": frozenset({SignKind.MEETING, SignKind.EVENT}),
    "answers": frozenset({SignKind.ANSWER}),
    "product": frozenset({SignKind.PRODUCT}),
    "state": frozenset({SignKind.PRODUCT}),
    "reused_in": frozenset({SignKind.PRODUCT}),
    "senior": frozenset({SignKind.MENTORING}),
    "junior": frozenset({SignKind.MENTORING}),
}
"""What only some kinds of signs tell."""
_OF_ALL: Final = frozenset({"source_id", "kind", "what", "happened_at", "people", "corrects"})
_ATTENDANCE: Final = {"attendance"}


def _told_where_known(default: Any = None, **limits: Any) -> Any:
    """A field that the record leaves out where nothing is known: there are millions of signs, and few tell it."""
    return Field(default=default, exclude_if=not_, **limits)


class SignOfLife(BaseModel):
    """One thing that the community did; `source_id` makes telling it twice harmless."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: SourceId
    kind: SignKind
    what: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=PRINTABLE)]
    happened_at: Moment
    people: Annotated[tuple[PersonId, ...], Field(max_length=1_000)] = ()
    attendance: int | None = _told_where_known(ge=1, le=1_000_000)
    """How many were there."""
    answers: SourceId | None = _told_where_known()
    """The question that it answers, by its source id; between the two lies the time to answer."""
    product: ProductKind | None = _told_where_known()
    state: ProductState | None = _told_where_known()
    reused_in: Line | None = _told_where_known()
    senior: PersonId | None = _told_where_known()
    """Who passed experience on."""
    junior: PersonId | None = _told_where_known()
    """To whom."""
    corrects: bool = _told_where_known(default=False)
    """It replaces what was told before under the same source id."""

    @model_validator(mode="after")
    def _tells_what_its_kind_can(self) -> Self:
        special = (
            self.__pydantic_fields_set__ - _OF_ALL
        )  # what `model_fields_set` is; this runs for every row of a file
        if not special:
            return self
        for name in special:
            if self.kind not in BELONGS_TO[name] and getattr(self, name) is not None:
                msg = f"a sign of the kind {self.kind.value} has no {name}"
                raise ValueError(msg)
        if special == _ATTENDANCE:
            return self
        if (self.state is ProductState.REUSED) != (self.reused_in is not None):
            msg = "state reused and reused_in come together or not at all"
            raise ValueError(msg)
        if (self.senior is None) != (self.junior is None) or (self.senior and self.senior == self.junior):
            msg = "senior and junior are two people, and come together or not at all"
            raise ValueError(msg)
        return self
