"""Policies and proposals as people write them, with every mistake named by line and how to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches
from enum import Enum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policies.document import LifecycleRules
from policies.span import EXAMPLE, Span
from policies.yaml_text import Document, Place, parse, read_text
from vocabulary.refusals import Malformed

M = TypeVar("M", bound=BaseModel)

MOST: Final = 50
"""Mistakes that are listed at once."""
_SHOWN: Final = 60
_UNIONS: Final = {Union, type(int | str)}


def read_policy(path: Path) -> LifecycleRules:
    """Reads a lifecycle policy; refuses with every mistake in it."""
    return read_yaml(path, LifecycleRules)


def catalog_policy(name: str) -> LifecycleRules | None:
    """A policy that comes with Perennial; None when there is none of that name."""
    for file in (files("policies") / "catalog").iterdir():
        if file.name == f"{name}.yaml":
            return read_yaml(file.read_text(encoding="utf-8"), LifecycleRules, source=f"catalog/{file.name}")
    return None


def read_yaml(content: Path | str, model: type[M], *, source: str | None = None) -> M:
    """Reads one document into `model`. A `Path` is read from disk, a `str` is the text itself, named by `source`.

    Raises `Malformed`, one line a mistake: `file:line: path: what is wrong, what was given, what to write instead`.
    """
    name = source or (str(content) if isinstance(content, Path) else "text")
    document = parse(read_text(content) if isinstance(content, Path) else content, name)
    if not isinstance(document.value, dict):
        raise Malformed(f"{name}:1: holds no keys; it needs {_names(model.model_fields)}")
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        mistakes = _apart(error.errors(include_url=False))
        lines = [_line(name, document, model, mistake) for mistake in _in_order(document, mistakes)[:MOST]]
        if len(mistakes) > MOST:
            lines.append(f"{name}: and {len(mistakes) - MOST} more mistakes")
        raise Malformed("\n".join(lines)) from None


def _apart(mistakes: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the lists that only look too short because of what is wrong with their items."""
    deeper = {mistake["loc"][:depth] for mistake in mistakes for depth in range(len(mistake["loc"]))}
    return [mistake for mistake in mistakes if mistake["type"] != "too_short" or mistake["loc"] not in deeper]


def _in_order(document: Document, mistakes: Iterable[ErrorDetails]) -> list[ErrorDetails]:
    return sorted(mistakes, key=lambda mistake: document.line(mistake["loc"]))


def _line(source: str, document: Document, model: type[BaseModel], mistake: ErrorDetails) -> str:
    place = mistake["loc"]
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
    where = f"{source}:{document.line(place)}"
    return f"{where}: {f'{path}: ' if path else ''}{_what(model, place, mistake)}"


def _what(model: type[BaseModel], place: Place, mistake: ErrorDetails) -> str:
    expected = _expected(_annotation(model, place))
    if mistake["type"] == "missing":
        return f"is missing; write {expected}"
    if mistake["type"] == "extra_forbidden":
        return f"is not known here; {_nearest(model, place)}"
    problem = complaint(mistake)
    if problem.startswith("expected ") or mistake["type"] in _SAYS_NOTHING:
        return f"{given(mistake['input'])} was given; write {expected}"
    if isinstance(mistake["input"], dict):
        return problem
    return f"{problem}; {given(mistake['input'])} was given"


_SAYS_NOTHING: Final = frozenset(
    {"enum", "string_type", "tuple_type", "model_type", "model_attributes_type", "int_type", "bool_type", "dict_type"}
)
"""Kinds of mistake that are said better by what to write."""


def complaint(mistake: ErrorDetails) -> str:
    """What is wrong with a value, in words for whoever wrote it."""
    context = mistake.get("ctx", {})
    match mistake["type"]:
        case "value_error":
            return str(context["error"])
        case "string_too_long":
            return f"is too long: {len(mistake['input']):,} characters, at most {context['max_length']:,}"
        case "string_too_short":
            return "is empty; write something"
        case "too_short":
            return f"holds too little; at least {context['min_length']} of them"
        case "too_long":
            return f"holds too much; at most {context['max_length']} of them"
        case "string_pattern_mismatch":
            return "is not an id: lower-case letters and digits, and hyphens within"
        case _:
            return mistake["msg"][:1].lower() + mistake["msg"][1:]


def given(value: object) -> str:
    """What was written, short enough for a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a section with keys"
    if isinstance(value, list):
        return "a list"
    text = repr(value) if isinstance(value, str) else str(value).lower()
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _nearest(model: type[BaseModel], place: Place) -> str:
    around = _annotation(model, place[:-1])
    known = list(around.model_fields) if isinstance(around, type) and issubclass(around, BaseModel) else []
    close = get_close_matches(str(place[-1]), known, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"write one of {_names(known)}, or take it out"


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)


def _annotation(model: type[BaseModel], place: Place) -> Any:
    """The type that is expected at a place; None when nothing is known of it."""
    here: Any = model
    for part in place:
        here = _plain(here)
        if isinstance(part, int):
            here = (get_args(here) or (None,))[0]
        elif isinstance(here, type) and issubclass(here, BaseModel) and part in here.model_fields:
            here = here.model_fields[part].annotation
        else:
            return None
    return _plain(here)


def _plain(annotation: Any) -> Any:
    """Without `Annotated`, and without the `None` of what may be left out."""
    while get_origin(annotation) is Annotated or get_origin(annotation) in _UNIONS:
        annotation = next(kind for kind in get_args(annotation) if kind is not type(None))
    return annotation


def _expected(annotation: Any) -> str:
    if annotation is Span:
        return EXAMPLE
    if get_origin(annotation) in {tuple, list}:
        return "a list, each item on a line that begins with '- '"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(str(member.value) for member in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"a section with {_names(annotation.model_fields)}"
    return {str: "text, in quotes where it looks like a number", int: "a whole number", bool: "true or false"}.get(
        annotation, "it"
    )
