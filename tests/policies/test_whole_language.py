"""A policy that uses the whole language: whatever is changed in it is said, with words that nobody wrote for it."""

import copy
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from policies.differences import differences
from policies.document import LifecycleRules
from tests.policies.standings import STANDARD, WHOLE


def test_every_key_of_the_language_is_in_the_policy_that_uses_it_all() -> None:
    """Add to `whole_language.yaml` what the language learns, so that everything below is tried on it."""
    assert unused_keys(WHOLE) == set()


def test_against_a_policy_that_uses_the_whole_language_every_section_that_differs_is_named() -> None:
    found = differences(STANDARD, WHOLE)
    assert {difference.path[0] for difference in found} == {
        name for name in LifecycleRules.model_fields if getattr(STANDARD, name) != getattr(WHOLE, name)
    }
    assert {
        "calendar: pause “Year end” is added: from 1 November, until 31 December, stops (silence, duties)",
        "roles: KM “Knowledge team” is added: people 3",
        "review: due 10 days becomes 10 working days",
        "duty “The summit” is added: name “summit”, whose programme, by KM, schedule on 1 March",
        "annual review: verdict suggest renew, when (KPI attainment 80%, active share 50%) is added",
    } <= {difference.sentence for difference in found}


def test_whatever_is_taken_out_of_the_whole_language_or_turned_round_is_said_where_it_is() -> None:
    tried = set()
    for place, document in mutations(WHOLE.model_dump(mode="json", by_alias=True)):
        try:
            mutated = LifecycleRules.model_validate(document)
        except ValidationError:
            continue
        if mutated == WHOLE and mutated.digest() == WHOLE.digest():
            continue
        tried.add(place[0])
        found = differences(WHOLE, mutated)
        assert found, place
        before_a_list = tuple(itertools.takewhile(lambda part: isinstance(part, str), place))
        for change in found:
            assert change.path[: len(before_a_list)] == before_a_list, place
            assert orjson.dumps(change.before) != orjson.dumps(change.after), place
            left, becomes, right = change.sentence.partition(" becomes ")
            assert not (becomes and left.endswith(f" {right}")), change.sentence
    assert tried == set(LifecycleRules.model_fields) - {"name", "title", "proposal"}


def unused_keys(document: BaseModel) -> set[str]:
    """Keys that no section of their kind writes."""
    known, used = set(), set()
    for section in sections(document):
        for kind in type(section).__mro__:
            names = set(vars(kind).get("__annotations__", ())) & set(type(section).model_fields)
            known |= {f"{kind.__name__}.{name}" for name in names}
            used |= {f"{kind.__name__}.{name}" for name in names & section.model_fields_set}
    return known - used


def sections(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        value = [getattr(value, name) for name in type(value).model_fields]
    if isinstance(value, Mapping):
        value = list(value.values())
    for item in value if isinstance(value, list | tuple) else ():
        yield from sections(item)


def mutations(document: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The document without each thing in it, and with each list and mapping the other way round."""
    for place in everywhere(document):
        without = copy.deepcopy(document)
        del around(without, place)[place[-1]]
        yield place, without
        turned = copy.deepcopy(document)
        value = around(turned, place)[place[-1]]
        if isinstance(value, dict | list):
            around(turned, place)[place[-1]] = (
                value[::-1] if isinstance(value, list) else dict(reversed(list(value.items())))
            )
            yield place, turned


def everywhere(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    entries: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*place, key)
        yield from everywhere(inner, (*place, key))


def around(document: Any, place: tuple[str | int, ...]) -> Any:
    for part in place[:-1]:
        document = document[part]
    return document
