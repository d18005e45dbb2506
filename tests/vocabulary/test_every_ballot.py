"""What holds for every ballot and all votes, whatever the rule."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vocabulary.ballots import A_TICK, PEOPLE, ballots, hour, vote, voting
from vocabulary.ballot import Ballot, Ending, Result, Rule, Vote, reopened, result
from vocabulary.tasks import Choice

pytestmark = pytest.mark.slow

exhaustive = settings(derandomize=True, deadline=None, max_examples=150)

ABSENT = "absent"
EARLY = (Rule.AT_LEAST, Rule.MAJORITY, Rule.TWO_THIRDS, Rule.UNANIMOUS)
FAR = hour(1_000)
any_hour = st.integers(-3, 30).map(hour)
any_data = st.data()


def carried(found: Result) -> Choice | None:
    """What it came to, whether or not it may still be stopped."""
    return found.choice or found.pending


def seen(found: Result) -> tuple[Choice | None, Choice | None]:
    return found.choice, found.pending


@given(any_data, ballots())
@exhaustive
def test_the_order_of_votes_at_the_same_moment_does_not_matter(data: st.DataObject, on: Ballot) -> None:
    cast = data.draw(voting(on, once=True))
    shuffled = data.draw(st.permutations(cast))
    now = data.draw(any_hour)

    assert result(on, shuffled, now) == result(on, cast, now)


@given(any_data, ballots())
@exhaustive
def test_what_is_not_known_yet_changes_nothing(data: st.DataObject, on: Ballot) -> None:
    cast, now = data.draw(voting(on)), data.draw(any_hour)

    assert result(on, cast, now) == result(on, [one for one in cast if one.at <= now], now)


@given(any_data, ballots())
@exhaustive
def test_it_is_settled_once_and_for_ever(data: st.DataObject, on: Ballot) -> None:
    cast, now = data.draw(voting(on)), data.draw(any_hour)
    known = [one for one in cast if one.at <= now]
    more = [one for one in data.draw(voting(on)) if one.at > now]
    found, later = result(on, known, now), result(on, known + more, data.draw(any_hour.filter(lambda at: at >= now)))

    if found.choice:
        assert later == found
    if found.pending:
        assert carried(later) is found.pending


@given(any_data, ballots())
@exhaustive
def test_it_is_never_settled_before_the_minimum_time_or_after_closing(data: st.DataObject, on: Ballot) -> None:
    cast, now = data.draw(voting(on)), data.draw(any_hour)
    found = result(on, cast, now)

    if now < (on.not_before or on.opens):
        assert carried(found) is None
    if on.closes and now >= on.closes:
        assert carried(found)
    if on.closes and now >= on.closes + on.stop_window:
        assert found.choice


@given(any_data, ballots())
@exhaustive
def test_the_next_look_is_exactly_when_something_changes(data: st.DataObject, on: Ballot) -> None:
    cast, now = data.draw(voting(on)), data.draw(any_hour)
    known = [one for one in cast if one.at <= now]
    found = result(on, known, now)

    if found.settles_at is None:
        assert seen(result(on, known, FAR)) == seen(found)
    else:
        assert found.settles_at > now
        assert seen(result(on, known, found.settles_at - A_TICK)) == seen(found)
        assert seen(result(on, known, found.settles_at)) != seen(found)


@given(any_data, ballots(quorum=True))
@exhaustive
def test_nothing_is_carried_without_the_quorum(data: st.DataObject, on: Ballot) -> None:
    found = result(on, data.draw(voting(on)), FAR)

    assert on.quorum is not None
    if found.choice:
        assert (found.ending is Ending.FAILED_QUORUM) == (found.tally.voted < on.quorum)


@given(any_data, ballots())
@exhaustive
def test_blanks_alone_carry_nothing(data: st.DataObject, on: Ballot) -> None:
    blanks = [vote(person, None, data.draw(st.integers(0, 20))) for person in PEOPLE[: data.draw(st.integers(0, 5))]]
    found = result(on, blanks[: on.of], FAR)

    assert found.ending is not Ending.CARRIED or on.rule is Rule.LAZY_CONSENSUS


@given(any_data, ballots(quorum=False, closing=True))
@exhaustive
def test_where_no_quorum_is_asked_for_a_blank_is_as_good_as_no_vote(data: st.DataObject, on: Ballot) -> None:
    cast = data.draw(voting(on, once=True))
    without = [one for one in cast if one.choice is not None]

    assert result(on, cast, FAR).choice is result(on, without, FAR).choice


@given(any_data, ballots(rules=(Rule.AT_LEAST, Rule.MAJORITY, Rule.TWO_THIRDS), quorum=False))
@exhaustive
def test_a_further_vote_for_what_is_carried_never_makes_it_lose(data: st.DataObject, on: Ballot) -> None:
    """With a quorum it could, there as everywhere: the vote may be the one that makes the count valid too early."""
    cast = data.draw(voting(on, once=True, longest=4))
    found = result(on, cast, FAR)
    newcomers = sorted(set(PEOPLE[: on.of or len(PEOPLE)]) - {one.person for one in cast})

    if found.ending is Ending.CARRIED and newcomers:
        assert found.choice is not None
        more = vote(newcomers[0], found.choice.value, data.draw(st.integers(-2, 22)))
        assert result(on, [*cast, more], FAR).choice is found.choice


@given(any_data, ballots())
@exhaustive
def test_a_ballot_begun_anew_is_the_same_ballot_later(data: st.DataObject, on: Ballot) -> None:
    cast, now = data.draw(voting(on)), data.draw(any_hour)
    later = timedelta(hours=data.draw(st.integers(0, 50)))
    moved = [one.model_copy(update={"at": one.at + later}) for one in cast]
    before, after = result(on, cast, now), result(reopened(on, on.opens + later), moved, now + later)

    assert seen(after) == seen(before)
    assert after.tally == before.tally
    assert after.settled_at == (before.settled_at and before.settled_at + later)


@given(ballots())
@exhaustive
def test_a_ballot_comes_back_from_the_record(on: Ballot) -> None:
    assert Ballot.model_validate_json(on.model_dump_json()) == on


def _amounts_to(on: Ballot, cast: Sequence[Choice | None]) -> tuple[Ending, Choice | None]:
    """What votes amount to at closing, computed anew in the words of the rules."""
    counts = Counter(choice for choice in cast if choice is not None)
    if on.quorum is not None and len(cast) < on.quorum:
        return Ending.FAILED_QUORUM, (on.failed_quorum or on.not_carried) if on.closes else None
    if on.silence is not None and not counts:
        return Ending.SILENCE, on.silence
    for choice, number in counts.items():
        enough = {
            Rule.AT_LEAST: number >= (on.approvals or 0)
            and all(other < number for it, other in counts.items() if it is not choice),
            Rule.MAJORITY: Fraction(number, counts.total()) > Fraction(1, 2),
            Rule.TWO_THIRDS: Fraction(number, counts.total()) >= Fraction(2, 3),
            Rule.UNANIMOUS: number == on.of,
        }[on.rule]
        if enough and (number > 1 or not on.seconded):
            return Ending.CARRIED, choice
    return Ending.NOT_CARRIED, on.not_carried


@given(any_data, ballots(rules=EARLY).filter(lambda on: on.of is not None and on.not_before is None))
@settings(derandomize=True, deadline=None, max_examples=600)
def test_it_is_settled_early_exactly_if_every_way_to_go_on_ends_alike(data: st.DataObject, on: Ballot) -> None:
    assert on.of is not None
    said = data.draw(st.lists(st.sampled_from([*on.choices, None]), max_size=on.of))
    cast = [vote(person, choice and choice.value, 0) for person, choice in zip(PEOPLE, said, strict=False)]
    rest = combinations_with_replacement([*on.choices, None, ABSENT], on.of - len(said))
    ways = {_amounts_to(on, [*said, *(one for one in way if one != ABSENT)])[1] for way in rest}
    ending, stands = _amounts_to(on, said)

    expected = stands if len(ways) == 1 or (on.rule is Rule.AT_LEAST and ending is Ending.CARRIED) else None
    assert carried(result(on, cast, on.opens)) is expected


@given(any_data, ballots(rules=EARLY, closing=True).filter(lambda on: on.rule is not Rule.AT_LEAST))
@exhaustive
def test_at_closing_it_is_what_the_last_votes_amount_to_if_nobody_changed_their_mind(
    data: st.DataObject, on: Ballot
) -> None:
    cast = data.draw(voting(on, once=True))
    assert on.closes is not None
    counted: list[Vote] = [one for one in cast if on.opens <= one.at < on.closes]

    assert carried(result(on, cast, FAR)) is _amounts_to(on, [one.choice for one in counted])[1]
