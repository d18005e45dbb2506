"""Requirements: what is counted, what is said where something is missing, and what can't be asked."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from policies.reader import read_yaml
from vocabulary.refusals import Malformed
from vocabulary.requirements import MOST, Fact, Requirement, Requirements, Strength, Unmet, measures, unmet
from vocabulary.terms import TermsOfReference

exhaustive = settings(derandomize=True, deadline=None)
REQUIREMENTS: TypeAdapter[tuple[Requirement, ...]] = TypeAdapter(Requirements)

PLAIN = {
    "title": "Gardeners",
    "objectives": ["One way of pruning"],
    "scope": "Everybody with a garden.",
    "lead": "lee",
    "key_members": ["lee", "lin"],
    "initiatives": ["A monthly walk"],
}
FULL = PLAIN | {
    "objectives": ["One way of pruning", "Fewer slugs"],
    "key_members": ["lee", "lin", "lou", "lin"],
    "sponsor": "sam",
    "co_leads": ["lin", "lou"],
    "secretary": "lou",
    "mentors": ["mo", "mo"],
    "units": ["Parks", "Forests", "parks"],
    "kpis": ["Slugs a bed"],
    "business_objective": "Greener towns",
    "charter": "https://example.org/charter",
}


def needs(*wanted: dict[str, Any]) -> tuple[Requirement, ...]:
    return REQUIREMENTS.validate_python([{"sentence": "It needs more."} | one for one in wanted])


def terms(**changes: Any) -> TermsOfReference:
    return TermsOfReference.model_validate(PLAIN | changes)


def test_terms_of_reference_from_before_there_were_units_and_sponsors_are_still_read() -> None:
    old = TermsOfReference.model_validate(PLAIN)

    assert (old.sponsor, old.units, old.charter) == (None, (), None)
    assert TermsOfReference.model_validate_json(old.model_dump_json()) == old


def test_what_is_there_is_counted() -> None:
    found = {fact: number for fact, number in measures(terms()).items() if number}

    assert found == {Fact.PEOPLE: 2, Fact.LEAD: 1, Fact.OBJECTIVES: 1, Fact.INITIATIVES: 1}


def test_whoever_and_whatever_is_written_twice_counts_once() -> None:
    assert measures(TermsOfReference.model_validate(FULL)) == {
        Fact.PEOPLE: 3,
        Fact.UNITS: 2,
        Fact.INITIATIVES: 1,
        Fact.KPIS: 1,
        Fact.OBJECTIVES: 2,
        Fact.LEAD: 1,
        Fact.CO_LEADS: 2,
        Fact.SPONSOR: 1,
        Fact.SECRETARY: 1,
        Fact.MENTORS: 1,
        Fact.BUSINESS_OBJECTIVE: 1,
        Fact.CHARTER: 1,
    }


def test_a_lead_who_is_no_key_member_is_one_of_the_people() -> None:
    assert measures(terms(lead="lou"))[Fact.PEOPLE] == 3


def test_every_fact_is_measured() -> None:
    assert set(measures(terms())) == set(Fact)


def test_what_is_missing_is_said_in_the_words_of_the_policy() -> None:
    incubating = needs(
        {"fact": "people", "at_least": 5, "sentence": "Incubating takes {needed} people; you name {found}."},
        {"fact": "sponsor", "sentence": "Name a sponsor."},
        {"fact": "objectives", "sentence": "Say what it is for."},
        {"fact": "kpis", "strength": "should", "sentence": "How will you know that {{it}} works?"},
    )

    assert unmet(incubating, measures(terms())) == (
        Unmet(Fact.PEOPLE, Strength.MUST, 2, 5, "Incubating takes 5 people; you name 2."),
        Unmet(Fact.SPONSOR, Strength.MUST, 0, 1, "Name a sponsor."),
        Unmet(Fact.KPIS, Strength.SHOULD, 0, 1, "How will you know that {it} works?"),
    )


def test_must_insists_on_some_where_should_asks_for_more() -> None:
    both = needs({"fact": "units", "at_least": 2}, {"fact": "units", "at_least": 3, "strength": "should"})

    assert [one.strength for one in unmet(both, {Fact.UNITS: 1})] == [Strength.MUST, Strength.SHOULD]
    assert [one.strength for one in unmet(both, {Fact.UNITS: 2})] == [Strength.SHOULD]
    assert unmet(both, {Fact.UNITS: 3}) == ()


def test_what_was_not_measured_is_not_there() -> None:
    assert [one.found for one in unmet(needs({"fact": "charter"}), {})] == [0]


CONTRADICTIONS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "nothing": ([{"fact": "people", "at_least": 0}], "greater than or equal to 1"),
    "two sponsors": ([{"fact": "sponsor", "at_least": 2}], "hold 1 of sponsor at most; ask for no more"),
    "more objectives than can be written": ([{"fact": "objectives", "at_least": 21}], "hold 20 of objectives at most"),
    "the same twice": (
        [{"fact": "people", "at_least": 3}, {"fact": "people", "at_least": 5}],
        "people stands here 2 times as a MUST; keep the one that is meant",
    ),
    "should below must": (
        [{"fact": "people", "at_least": 3, "strength": "should"}, {"fact": "people", "at_least": 5}],
        "SHOULD asks for 3 of people where MUST insists on 5 already",
    ),
    "should as must": (
        [{"fact": "people", "at_least": 5, "strength": "should"}, {"fact": "people", "at_least": 5}],
        "ask for more, or leave it out",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_requirements_that_contradict_themselves_are_refused(case: str) -> None:
    wanted, why = CONTRADICTIONS[case]
    with pytest.raises(ValidationError) as refused:
        needs(*wanted)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "sentence",
    ["{people}", "{}", "{0}", "{found.__class__}", "{needed[0]}", "{found!r}", "{found:>99999999}", "{found", "}", "{"],
)
def test_a_sentence_holds_the_two_figures_and_nothing_else_in_braces(sentence: str) -> None:
    with pytest.raises(ValidationError, match=r"may hold \{found\} and \{needed\} in braces"):
        needs({"fact": "people", "sentence": sentence})


@given(st.text(st.sampled_from("ab {}[]!:.0") | st.characters(codec="ascii"), min_size=1, max_size=40))
@exhaustive
def test_every_sentence_is_refused_or_can_be_said(sentence: str) -> None:
    try:
        wanted = needs({"fact": "people", "sentence": sentence})
    except ValidationError:
        return
    assert len(unmet(wanted, {})) == 1


@given(st.sampled_from(Fact), st.integers(1, 100), st.integers(0, 120))
@exhaustive
def test_a_requirement_is_unmet_exactly_where_there_is_less(fact: Fact, at_least: int, found: int) -> None:
    wanted = needs({"fact": fact, "at_least": min(at_least, MOST.get(fact, 100))})

    assert bool(unmet(wanted, {fact: found})) == (found < wanted[0].at_least)


def test_nothing_is_asked_for_that_terms_of_reference_can_not_hold() -> None:
    most = {"objectives": 20, "key_members": 100, "initiatives": 100, "units": 100, "kpis": 100, "co_leads": 100}
    written = {name: [f"{name}-{number}".replace("_", "-") for number in range(many)] for name, many in most.items()}
    found = measures(TermsOfReference.model_validate(FULL | written))

    for fact, number in found.items():
        if fact is not Fact.MENTORS:
            assert number == MOST.get(fact, 100)
    for name, many in most.items():
        with pytest.raises(ValidationError, match=f"at most {many} items"):
            TermsOfReference.model_validate(FULL | {name: [*written[name], "one-more"]})


class Level(BaseModel):
    """A section of a policy that holds requirements."""

    requirements: Requirements = ()


def test_a_mistake_in_a_requirement_is_named_with_its_line() -> None:
    text = "requirements:\n- fact: peeple\n  sentence: Who?\n- fact: people\n  at_leest: 2\n  sentence: '{who}'\n"
    with pytest.raises(Malformed) as refused:
        read_yaml(text, Level, source="level.yaml")

    first, second, third = str(refused.value).splitlines()
    assert first.startswith(
        "level.yaml:2: requirements.1.fact: 'peeple' was given; did you mean 'people'? Write people or units"
    )
    assert second == "level.yaml:5: requirements.2.at_leest: is not known here; did you mean 'at_least'?"
    assert third.startswith("level.yaml:6: requirements.2.sentence: a sentence may hold {found} and {needed}")
