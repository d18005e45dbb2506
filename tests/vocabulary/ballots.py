"""Ballots and votes as the tests write them, and as Hypothesis makes them up."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import ValidationError

from vocabulary.ballot import Ballot, Rule, Vote
from vocabulary.tasks import Choice

NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When ballots of the tests open."""
APPROVAL: Final = (Choice.APPROVE, Choice.RETURN, Choice.REJECT)
PEOPLE: Final = ("ann", "bob", "cid", "dee", "eve")
A_TICK: Final = timedelta(microseconds=1)


def hour(number: float) -> datetime:
    """So many hours after the opening."""
    return NOON + timedelta(hours=number)


def ballot(rule: str, **terms: Any) -> Ballot:
    """On an approval; it opens at noon and, if nothing else is said, is open for 72 hours."""
    given = {"choices": APPROVAL, "yes": "approve", "rule": rule, "opens": NOON, "closes": hour(72)}
    otherwise = {"on_objection": "reject"} if rule == "lazy_consensus" else {"not_carried": "reject"}
    return Ballot.model_validate(given | otherwise | terms)


def vote(person: str, choice: str | None, at: float = 1) -> Vote:
    return Vote.model_validate({"person": person, "choice": choice, "at": hour(at)})


def votes(**choices: str | None) -> list[Vote]:
    """One a person, one an hour, in the order in which they are given."""
    return [vote(person, choice, at) for at, (person, choice) in enumerate(choices.items(), start=1)]


@st.composite
def ballots(
    draw: st.DrawFn, *, rules: tuple[Rule, ...] = tuple(Rule), closing: bool | None = None, quorum: bool | None = None
) -> Ballot:
    """Any ballot for a body of up to five; `closing` and `quorum` ask for one with, or without."""
    rule = draw(st.sampled_from(rules))
    choices = draw(st.sampled_from([APPROVAL, APPROVAL[:2], (Choice.DONE,)]))
    of = draw(st.none() | st.integers(1, 5)) if rule is not Rule.UNANIMOUS else draw(st.integers(1, 5))
    closes = rule is Rule.LAZY_CONSENSUS or (of is None and rule is not Rule.AT_LEAST)
    closes = closes or (draw(st.booleans()) if closing is None else closing)
    meaning = st.none() | st.sampled_from(choices)
    wanted = draw(st.booleans()) if quorum is None else quorum
    opened_for = draw(st.integers(0, 10))
    window = draw(st.sampled_from([0, 0, 3]))
    terms = {
        "choices": choices,
        "yes": draw(st.sampled_from(choices)),
        "rule": rule,
        "approvals": draw(st.integers(1, of or 4)) if rule is Rule.AT_LEAST else None,
        "of": of,
        "quorum": draw(st.integers(1, of or 5)) if wanted else None,
        "seconded": draw(st.booleans()) and of != 1,
        "opens": NOON,
        "not_before": hour(opened_for) if draw(st.booleans()) else None,
        "closes": hour(opened_for + draw(st.integers(1, 10))) if closes else None,
        "silence": draw(meaning) if closes and not wanted else None,
        "failed_quorum": draw(meaning) if closes and wanted else None,
        "on_objection": draw(meaning) if rule is Rule.LAZY_CONSENSUS else None,
        "not_carried": draw(meaning if of and not closes else st.sampled_from(choices)) if of or closes else None,
        "stop_window": timedelta(hours=window),
        "on_stop": draw(st.sampled_from(choices)) if window else None,
    }
    try:
        return Ballot.model_validate(terms)
    except ValidationError:
        assume(False)
        raise


@st.composite
def voting(draw: st.DrawFn, on: Ballot, *, once: bool = False, longest: int = 8) -> list[Vote]:
    """Votes on a ballot by its body, some before it opens and some too late; `once` gives one a person."""
    body = PEOPLE[: on.of or len(PEOPLE)]
    people = draw(st.lists(st.sampled_from(body), max_size=longest, unique=once))
    choices = st.sampled_from([*on.choices, None])
    return [vote(person, draw(choices), draw(st.integers(-2, 22))) for person in people]
