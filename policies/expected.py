"""What may stand at a place of a document: in words, and as the spellings to choose from."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, PydanticSchemaGenerationError, TypeAdapter
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.fields import FieldInfo

from policies.yaml_text import SHOWN, Place
from vocabulary.span import UNITS, Span

_LISTS: Final = (tuple, list, set, frozenset)
_PLAIN_WORDS: Final[dict[Any, str]] = {
    str: "text, in quotes where it looks like a number",
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    bool: "true or false",
    date: "a day such as 2026-03-01",
    datetime: "a moment such as 2026-03-01T09:00:00Z",
}
_WORD: Final = re.compile(r"[A-Za-z]+")
_UNIT_WORDS: Final = [*UNITS, *(unit.removesuffix("s") for unit in UNITS), "working", "and"]


def expected_at(model: type[BaseModel], place: Place) -> tuple[Any, ...]:
    """The annotations of what may stand at a place, one for each kind; empty where nothing may."""
    here: tuple[Any, ...] = (model,)
    for part in place:
        here = tuple(kind for annotation in here for inner in _inside(annotation, part) for kind in _kinds(inner))
    return here


def keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that a section may have; empty where no section is expected, or any key will do."""
    keys: list[str] = []
    for annotation in map(_bare, expected_at(model, place)):
        if _is_model(annotation):
            keys += fields_of(annotation)
        elif get_origin(annotation) is dict:
            keys += [choice for kind in _kinds(get_args(annotation)[0]) for choice in _choices(kind)]
    return list(dict.fromkeys(keys))


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a section by the names under which they are written."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def in_words(annotations: Iterable[Any]) -> str:
    """What to write, as the end of a sentence: "text", "km or management", "a section with due, remind_after"."""
    words = [_in_words(annotation) for annotation in annotations if _bare(annotation) is not NoneType]
    return " or ".join(dict.fromkeys(words)) or "it"


def nearest(annotations: Sequence[Any], value: object) -> str | None:
    """The right spelling that is most like what was written; None when nothing is."""
    if not isinstance(value, str) or len(value) > SHOWN:
        return None
    if Span in map(_bare, annotations) and (mended := _mended_span(value)):
        return mended
    return closest(value, [choice for annotation in annotations for choice in _choices(annotation)])


def closest(value: str, choices: Iterable[str]) -> str | None:
    """Of the choices the one that is most like what was written, if any is."""
    if len(value) > SHOWN:
        return None
    by_spelling = {choice.casefold().replace("-", "_").replace(" ", "_"): choice for choice in choices}
    found = get_close_matches(value.casefold().replace("-", "_").replace(" ", "_"), by_spelling, n=1, cutoff=0.6)
    return by_spelling[found[0]] if found else None


def _mended_span(value: str) -> str | None:
    mended = _WORD.sub(lambda word: closest(word[0], _UNIT_WORDS) or word[0], value)
    try:
        Span(mended)
    except ValueError:
        return None
    return mended if mended != value else None


def _inside(annotation: Any, part: str | int) -> Iterable[Any]:
    bare = _bare(annotation)
    if _is_model(bare):
        field = fields_of(bare).get(str(part))
        return [field.rebuild_annotation()] if field else []
    if isinstance(part, int) and get_origin(bare) in _LISTS:
        return get_args(bare)[:1]
    return get_args(bare)[1:] if get_origin(bare) is dict else []


def _kinds(annotation: Any) -> Iterable[Any]:
    """The members of a union; anything else is the one kind that it is."""
    bare = _bare(annotation)
    if get_origin(bare) in {Union, UnionType}:
        return [kind for member in get_args(bare) for kind in _kinds(member)]
    return [annotation]


def _bare(annotation: Any) -> Any:
    """Without `Annotated`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _choices(annotation: Any) -> list[str]:
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, Enum):
        return [str(member.value) for member in bare]
    if get_origin(bare) is Literal:
        return [str(choice) for choice in get_args(bare)]
    return ["true", "false"] if bare is bool else []


def _in_words(annotation: Any) -> str:
    bare = _bare(annotation)
    if get_origin(bare) in _LISTS:
        return "a list, each item on a line that begins with '- '"
    if _is_model(bare):
        return f"a section with {', '.join(fields_of(bare))}"
    if get_origin(bare) is dict:
        keys = [choice for kind in _kinds(get_args(bare)[0]) for choice in _choices(kind)]
        return f"a section with keys out of {', '.join(keys)}" if keys else "a section with keys"
    return " or ".join(_choices(bare)) or _described(annotation) or _PLAIN_WORDS.get(bare, "it")


def _described(annotation: Any) -> str | None:
    """What a kind of value says of itself in its schema."""
    try:
        description = TypeAdapter(annotation).json_schema().get("description")
    except (PydanticSchemaGenerationError, PydanticInvalidForJsonSchema):
        return None
    return str(description) if description else None
