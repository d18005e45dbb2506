"""Signs of life: what shows that people work together."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from operator import not_
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

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
_set_fields, _set_told, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)
"""What a frozen model is made of, past its own `__setattr__`."""
_BY_KIND_ALONE: Final = frozenset({"attendance", "answers"})
"""What needs no second look, where the kind may tell it."""


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
        _refuse_contradictions(self)
        return self

    @classmethod
    def of_columns(cls, columns: Mapping[str, Sequence[Any]]) -> list[Self]:
        """Many signs that tell the same fields, by field; equal to what each would be if it were made alone.

        Each field is checked for all of them in one call, which takes a third of the time. Raises `ValueError` where
        any of them can't be made, or must be looked at alone; which one that is, is told by making each.
        """
        told = set(columns)
        if not _NEEDED <= told <= _NAMES:
            msg = "some field is needed, or unknown"
            raise ValueError(msg)
        checked = {name: _column(name)(values) for name, values in columns.items()}
        kinds = frozenset(checked["kind"])
        if not all(kinds <= BELONGS_TO[name] for name in told - _OF_ALL):
            msg = "some sign tells what its kind has not"
            raise ValueError(msg)
        signs = cls.of_checked(checked)
        if told - _OF_ALL - _BY_KIND_ALONE:
            for sign in signs:
                _refuse_contradictions(sign)
        return signs

    @classmethod
    def of_checked(cls, columns: Mapping[str, Sequence[Any]]) -> list[Self]:
        """The same of values that were checked before, as they came out of a sign; nothing is checked here."""
        # As `model_construct` does it, at a fifth of the cost. `told` is shared, since whoever copies a sign copies it.
        told, names, make = set(columns), tuple(columns), cls.__new__
        signs = []
        for row in zip(*columns.values(), strict=True):
            fields = _BLANK.copy()  # which keeps the order in which they are stored
            fields.update(zip(names, row, strict=True))
            sign = make(cls)
            _set_fields(sign, fields)
            _set_told(sign, told)
            _set_extra(sign, None)
            _set_private(sign, None)
            signs.append(sign)
        return signs


_NAMES: Final = frozenset(SignOfLife.model_fields)
_NEEDED: Final = frozenset(name for name, field in SignOfLife.model_fields.items() if field.is_required())
_BLANK: Final = {name: None if name in _NEEDED else field.default for name, field in SignOfLife.model_fields.items()}


@cache
def _column(name: str) -> Callable[[Sequence[Any]], list[Any]]:
    """Checks the values of one field, as the field itself does."""
    field = SignOfLife.model_fields[name]
    checked: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return TypeAdapter(list[checked]).validator.validate_python


def _refuse_contradictions(sign: SignOfLife) -> None:
    special = sign.__pydantic_fields_set__ - _OF_ALL  # what `model_fields_set` is; this runs for every row of a file
    if not special:
        return
    for name in special:
        if sign.kind not in BELONGS_TO[name] and getattr(sign, name) is not None:
            msg = f"a sign of the kind {sign.kind.value} has no {name}"
            raise ValueError(msg)
    if special == _ATTENDANCE:
        return
    if (sign.state is ProductState.REUSED) != (sign.reused_in is not None):
        msg = "state reused and reused_in come together or not at all"
        raise ValueError(msg)
    if (sign.senior is None) != (sign.junior is None) or (sign.senior and sign.senior == sign.junior):
        msg = "senior and junior are two people, and come together or not at all"
        raise ValueError(msg)
