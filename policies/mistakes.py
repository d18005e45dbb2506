"""Every mistake in a document: its line, the offending value, what is allowed, and the nearest right spelling."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from policies.complaints import complaint, given
from policies.expected import closest, expected_at, in_words, keys_at, nearest
from policies.section import Contradiction, Contradictions, Section
from policies.yaml_text import Document, Place, Slip, shortened

_KEY: Final = "[key]"
_SAYS_NOTHING: Final = frozenset({"enum", "literal_error", "model_attributes_type", "tuple_type"})
"""Kinds of mistake that are said better by what to write; so are all that end in `_type` or `_parsing`."""


class Fault(NamedTuple):
    """Something that the model found wrong; `place` is where it stands in the document."""

    place: Place
    value: Any
    found: ErrorDetails
    branch: tuple[Place, str] | None
    """Where several kinds of value are allowed: at which place, and as which of them this was read."""


def mistakes_in(model: type[BaseModel], document: Document, errors: Iterable[ErrorDetails]) -> list[Slip]:
    """All that is wrong, spelling and meaning, in the order of the lines; each place is complained of once."""
    slips = {slip.place for slip in document.slips}
    errors = list(errors)
    found_wrong = [fault for error in errors for fault in _faults(document.value, error)]
    faults = [*_likeliest(found_wrong), *_beside(model, document.value, errors)]
    named = [fault for fault in _apart(faults) if not _within(fault.place, slips)]
    found = [Slip(fault.place, document.line(fault.place), _sentence(model, fault)) for fault in named]
    return sorted([*document.slips, *found], key=lambda mistake: mistake.line)


def _faults(root: Any, error: ErrorDetails) -> Iterator[Fault]:
    """One for each thing that an error tells of: a section may contradict itself in several."""
    place, value, label = _located(root, error)
    branch = (place[: label[0]], label[1]) if label else None
    why = error.get("ctx", {}).get("error")
    if isinstance(why, Contradictions):
        for one in why.found:
            yield _contradiction(place, value, one)._replace(branch=branch)
    elif isinstance(why, Contradiction):
        yield _contradiction(place, value, why)._replace(branch=branch)
    else:
        yield Fault(place, value, error, branch)


def _contradiction(place: Place, value: Any, one: Contradiction) -> Fault:
    for part in one.at:
        place = (*place, part)
        value = _get(value, part)
    found = ErrorDetails(type="value_error", loc=place, msg=str(one), input=value, ctx={"error": one})
    return Fault(place, value, found, None)


def _beside(model: type[BaseModel], root: Any, errors: Sequence[ErrorDetails]) -> Iterator[Fault]:
    """What the rest of a document contradicts itself in, which pydantic does not look at while anything is wrong."""
    wrong = {str(error["loc"][0]) for error in errors if error["loc"]}
    if wrong and issubclass(model, Section):
        for one in model.contradictions_of_the_rest(root, wrong):
            yield _contradiction((), root, one)


def _located(root: Any, error: ErrorDetails) -> tuple[Place, Any, tuple[int, str] | None]:
    """The place of an error without pydantic's labels for the members of a union, and the first such label."""
    place: Place = ()
    value = root
    label = None
    parts = [part for part in error["loc"] if part != _KEY]
    for number, part in enumerate(parts):
        missing = error["type"] == "missing" and number == len(parts) - 1
        if missing or _has(value, part):
            place = (*place, part)
            value = _get(value, part)
        elif label is None:
            label = (len(place), str(part))
    return place, value, label


def _has(value: Any, part: str | int) -> bool:
    return part in value if isinstance(value, dict) else isinstance(value, list) and isinstance(part, int)


def _get(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(part))
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _likeliest(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Of a value that fits no kind that is allowed, only what is wrong with it as the kind it comes closest to."""
    as_kind: defaultdict[Place, defaultdict[str, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        if fault.branch is None:
            yield fault
        else:
            as_kind[fault.branch[0]][fault.branch[1]].append(fault)
    for place, kinds in as_kind.items():
        deep = [found for found in kinds.values() if any(fault.place != place for fault in found)]
        telling = [found for found in kinds.values() if not _says_nothing(found[0].found)]
        yield from min(deep or telling or kinds.values(), key=len)


def _apart(faults: Iterable[Fault]) -> list[Fault]:
    """Without the lists that only look too short because of what is wrong in their items, however deep."""
    kept = list(faults)
    around = {fault.place[:length] for fault in kept for length in range(len(fault.place))}
    return [fault for fault in kept if fault.found["type"] != "too_short" or fault.place not in around]


def _within(place: Place, places: Iterable[Place]) -> bool:
    return any(place[: len(outer)] == outer for outer in places)


def _says_nothing(error: ErrorDetails) -> bool:
    kind = error["type"]
    return kind in _SAYS_NOTHING or kind.endswith(("_type", "_parsing")) or complaint(error).startswith("expected ")


def _sentence(model: type[BaseModel], fault: Fault) -> str:
    path = ".".join(str(part + 1) if isinstance(part, int) else shortened(part) for part in fault.place)
    return f"{path}: {_what(model, fault)}" if path else _what(model, fault)


def _what(model: type[BaseModel], fault: Fault) -> str:
    kind = fault.found["type"]
    if kind == "extra_forbidden" or fault.found["loc"][-1:] == (_KEY,):
        return f"is not known here; {_known_instead(model, fault.place)}"
    expected = expected_at(model, fault.place)
    if kind == "missing":
        return f"is missing; write {in_words(expected)}"
    if kind == "union_tag_invalid":
        return _other_kind(fault.found)
    if _says_nothing(fault.found):
        near = nearest(expected, fault.value)
        meant = f"did you mean {near!r}? Write" if near else "write"
        return f"{given(fault.value)} was given; {meant} {in_words(expected)}"
    problem = complaint(fault.found)
    return problem if isinstance(fault.value, dict | None) else f"{problem}; {given(fault.value)} was given"


def _known_instead(model: type[BaseModel], place: Place) -> str:
    known = keys_at(model, place[:-1])
    near = closest(str(place[-1]), known)
    if near:
        return f"did you mean {near!r}?"
    return f"write one of {', '.join(known)}, or take it out" if known else "take it out"


def _other_kind(error: ErrorDetails) -> str:
    """Of sections that say of themselves what they are, one said something else."""
    context = error["ctx"]
    allowed = [tag.strip("' ") for tag in context["expected_tags"].split(",")]
    near = closest(context["tag"], allowed)
    meant = f"did you mean {near!r}? Write" if near else "write"
    return f"{context['discriminator'].strip(chr(39))}: {context['tag']!r} was given; {meant} {' or '.join(allowed)}"
