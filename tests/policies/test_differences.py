"""What changes from one policy to another is said in sentences: all of it, and nothing else."""

from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from policies.difference import Difference, Where
from policies.differences import _in_section, differences
from policies.document import LifecycleRules
from policies.said import Said
from policies.section import Section, Wording
from tests.policies.random_rules import rules
from tests.policies.standings import STANDARD, catalog, changed
from vocabulary.people import Role
from vocabulary.span import Span

pytestmark = pytest.mark.slow

JSON = dict[str, Any]


def sentences(**sections: Any) -> list[str]:
    """What changes when sections of the standard policy, or parts of them, are written otherwise."""
    return [difference.sentence for difference in differences(STANDARD, changed(**sections))]


def checklist(*items: JSON) -> JSON:
    return {"checklist": STANDARD.launch.checklist.model_dump(mode="json") | {"items": items}}


KICK_OFF = {"item": "kick_off", "title": "Hold the kick-off meeting", "by": "lead"}
PLATFORM = {"item": "platform", "title": "Open the online platform and note its address", "by": "km"}
TRAINING = {"item": "training", "title": "Train the lead at the boot camp", "by": "km"}
ORDER = (
    "launch checklist: the order of items becomes “Train the lead at the boot camp”, “Hold the kick-off meeting”, "
    "“Open the online platform and note its address”"
)


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        (
            {"silence": {"must_after": "120 days"}},
            ["silence: must after 180 days becomes 120 days (counted from the last sign of life)"],
        ),
        (
            {"silence": {"tell_km_after": "7 days"}},
            ["silence: tell KM after 14 days becomes 7 days (counted from the question to the lead)"],
        ),
        ({"title": "Ours"}, [f"title “{STANDARD.title}” becomes “Ours”"]),
        ({"review": {"decided_by": "board"}}, ["review: decided by KM becomes board"]),
        ({"review": {"remind_after": ["5 days"]}}, ["review: a reminder after 9 days is taken out"]),
        ({"review": {"remind_after": ["5 days", "7 days", "9 days"]}}, ["review: a reminder after 7 days is added"]),
        ({"review": {"remind_after": ["5 days", "8 days"]}}, ["review: a reminder after 9 days becomes 8 days"]),
        (
            {"review": {"escalate": [{"after": "14 days", "to": "board"}]}},
            ["review escalation after 14 days, to management: to management becomes board"],
        ),
        (
            {"review": {"escalate": [{"after": "21 days", "to": "management"}]}},
            ["review: an escalation after 14 days, to management becomes after 21 days, to management"],
        ),
        ({"review": {"escalate": []}}, ["review: an escalation after 14 days, to management is taken out"]),
        (
            {"review": {"unanswered": {"after": "30 days", "answer": "return"}}},
            ["review: unanswered after 30 days, answer return is added"],
        ),
        (
            {"launch": checklist(KICK_OFF, PLATFORM)},
            ["launch checklist: “Train the lead at the boot camp” is no longer asked"],
        ),
        (
            {"launch": checklist(KICK_OFF, PLATFORM, TRAINING, {"item": "budget", "title": "Open it", "by": "km"})},
            ["launch checklist: “Open it” is asked too"],
        ),
        (
            {"launch": checklist(KICK_OFF, PLATFORM, TRAINING | {"by": "lead"})},
            ["launch checklist “Train the lead at the boot camp”: by KM becomes lead"],
        ),
        (
            {"launch": checklist(TRAINING, KICK_OFF, PLATFORM)},
            [ORDER],
        ),
        (
            {"review": {"due": "9 days"}, "sunset": {"notice": "7 days"}},
            [
                "review: due 10 days becomes 9 days",
                "sunset: notice 14 days becomes 7 days (at least this long between the announcement and the end)",
            ],
        ),
    ],
)
def test_a_change_is_said_as_people_say_it(sections: JSON, said: list[str]) -> None:
    assert sentences(**sections) == said


def test_a_difference_names_its_place_by_keys_and_what_stood_there() -> None:
    by_lead = changed(launch=checklist(TRAINING | {"by": "lead"}, PLATFORM))
    assert differences(STANDARD, by_lead) == (
        Difference(
            ("launch", "checklist", "items", "training", "by"),
            "launch checklist “Train the lead at the boot camp”: by KM becomes lead",
            "km",
            "lead",
        ),
        Difference(
            ("launch", "checklist", "items"),
            "launch checklist: “Hold the kick-off meeting” is no longer asked",
            KICK_OFF,
            None,
        ),
        Difference(
            ("launch", "checklist", "items"),
            "launch checklist: the order of items becomes “Train the lead at the boot camp”, "
            "“Open the online platform and note its address”",
            [KICK_OFF, PLATFORM, TRAINING],
            [TRAINING | {"by": "lead"}, PLATFORM],
        ),
    )


def test_one_meaning_written_in_two_ways_is_no_difference() -> None:
    assert sentences(annual_review={"every": "12 months"}, sunset={"notice": "2 weeks"}) == []


def test_from_one_policy_of_the_catalog_to_another_every_section_is_named() -> None:
    standard, quick = catalog("standard"), catalog("quick")
    found = differences(standard, quick)
    differ = {name for name in LifecycleRules.model_fields if getattr(standard, name) != getattr(quick, name)}
    assert {difference.path[0] for difference in found} == differ >= {"review", "silence", "sunset", "annual_review"}


# -- whatever changes -----------------------------------------------------------------------------------------------


def sections_that_differ(old: LifecycleRules, new: LifecycleRules) -> set[str]:
    return {name for name in LifecycleRules.model_fields if getattr(old, name) != getattr(new, name)}


@settings(derandomize=True, deadline=None, max_examples=50)
@given(rules(), rules())
def test_all_that_differs_is_said_and_nothing_else(old: LifecycleRules, new: LifecycleRules) -> None:
    found = differences(old, new)
    assert {difference.path[0] for difference in found} == sections_that_differ(old, new)
    assert all(difference.sentence.strip() and difference.before != difference.after for difference in found)
    assert differences(new, new) == ()


@settings(derandomize=True, deadline=None, max_examples=50)
@given(rules(), rules(), st.data())
def test_one_place_written_otherwise_is_said_at_that_place(
    rules: LifecycleRules, other: LifecycleRules, data: st.DataObject
) -> None:
    """Any part of one policy, however deep, taken over into another."""
    document, source = rules.model_dump(mode="json"), other.model_dump(mode="json")
    place = data.draw(st.sampled_from(places(document, source)))
    put(document, place, get(source, place))
    try:
        mutated = LifecycleRules.model_validate(document)
    except ValidationError:
        return
    found = differences(rules, mutated)
    assert bool(found) == (mutated.digest() != rules.digest())
    assert all(difference.path[: len(place)] == place for difference in found)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(rules(), rules())
def test_the_way_back_is_the_same_changes_the_other_way_round(old: LifecycleRules, new: LifecycleRules) -> None:
    there = [(change.path, change.before, change.after) for change in differences(old, new)]
    back = [(change.path, change.after, change.before) for change in differences(new, old)]
    assert sorted(there, key=repr) == sorted(back, key=repr)


def places(document: JSON, other: JSON, inside: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every key that both documents have, sections and what is in them."""
    found = []
    for key in document.keys() & other.keys():
        found.append((*inside, key))
        if isinstance(document[key], dict) and isinstance(other[key], dict):
            found += places(document[key], other[key], (*inside, key))
    return sorted(found)


def get(document: JSON, place: tuple[str, ...]) -> Any:
    for key in place:
        document = document[key]
    return document


def put(document: JSON, place: tuple[str, ...], value: Any) -> None:
    get(document, place[:-1])[place[-1]] = value


# -- sections that are not in the language yet ------------------------------------------------------------------------


class Weight(Section):
    points: int
    full_at: int | None = None


class Weekday(Section):
    on: Role
    """Who keeps it."""


class Level(Section):
    name: str
    title: Wording
    weights: dict[Role, Weight] = Field(default={})


class Future(Section):
    levels: tuple[Level, ...] = ()
    weights: dict[Role, Weight] = Field(default={})
    groups: dict[str, tuple[Span, ...]] = Field(default={})
    asked_by: tuple[Role, ...] = ()
    due: Span | Weekday = Span("1 day")
    strict: bool = False
    stop_after: Annotated[Span, Field(title="the stop window of")] = Span("3 days")
    sent_from: Annotated[str | None, Field(alias="from")] = None
    steps: tuple[Weight | Weekday, ...] = ()


A_LEVEL = {"name": "seed", "title": "Seed"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({}, {"levels": [A_LEVEL]}, ["level “Seed” is added: name “seed”"]),
        (
            {"levels": [A_LEVEL | {"weights": {"km": {"points": 3}}}]},
            {"levels": [A_LEVEL | {"weights": {"km": {"points": 4}, "lead": {"points": 1}}}]},
            ["level “Seed” weights KM: points 3 becomes 4", "level “Seed” weights: lead points 1 is added"],
        ),
        (
            {"weights": {"km": {"points": 3}, "lead": {"points": 1}}},
            {"weights": {"lead": {"points": 1}, "km": {"points": 3}}},
            ["weights: the order becomes lead, KM"],
        ),
        ({"weights": {"km": {"points": 3}}}, {}, ["weights: KM points 3 is taken out"]),
        ({"asked_by": ["km"]}, {"asked_by": ["lead", "km"]}, ["asked by lead is added"]),
        (
            {},
            {"levels": [A_LEVEL | {"weights": {"km": {"points": 3, "full_at": 9}, "lead": {"points": 1}}}]},
            ["level “Seed” is added: name “seed”, weights (KM (points 3, full at 9), lead points 1)"],
        ),
        (
            {"groups": {"north": ["1 day", "2 days"]}},
            {"groups": {"north": ["2 days", "3 days", "4 days"]}},
            ["groups: north 1 day is taken out", "groups: north 3 days is added", "groups: north 4 days is added"],
        ),
        ({"asked_by": ["km", "km"]}, {"asked_by": ["km"]}, ["asked by KM is taken out"]),
        ({"asked_by": ["km", "lead"]}, {"asked_by": ["lead", "km"]}, ["the order of asked by becomes lead, KM"]),
        ({"due": "2 days"}, {"due": {"on": "km"}}, ["due 2 days becomes on KM"]),
        ({"due": {"on": "lead"}}, {"due": {"on": "km"}}, ["due: on lead becomes KM (who keeps it)"]),
        ({}, {"strict": True}, ["strict no becomes yes"]),
        ({}, {"stop_after": "2 days"}, ["the stop window of 3 days becomes 2 days"]),
        ({}, {"from": "kim"}, ["from “kim” is added"]),
        ({"from": "kim"}, {}, ["from “kim” is taken out"]),
        ({"steps": [{"points": 1}]}, {"steps": [{"on": "km"}]}, ["step points 1 becomes on KM"]),
        ({"steps": [{"points": 1}]}, {"steps": [{"points": 1, "full_at": 9}]}, ["step points 1: full at 9 is added"]),
    ],
)
def test_sections_to_come_need_no_words_of_their_own(old: JSON, new: JSON, said: list[str]) -> None:
    before, after = (Said.whole(Future.model_validate(one)) for one in (old, new))
    assert [difference.sentence for difference in _in_section(before, after, Where())] == said


def test_a_path_is_written_as_the_file_is() -> None:
    before, after = (Said.whole(Future.model_validate(one)) for one in ({}, {"from": "kim"}))
    assert [difference.path for difference in _in_section(before, after, Where())] == [("from",)]
