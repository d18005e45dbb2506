"""Outcomes and activity come together into lives, and whoever has no part in them is named."""

import pytest

from simulation.backtest.life import Fate, Watch, gather
from tests.backtest.lives import community, day, life, watch
from vocabulary.stages import Outcome


def test_a_life_is_known_from_its_beginning_to_its_end_where_it_was_looked_at_all_along() -> None:
    found = life("a", "2020-03-01", "2020-09-01", "2020-02-29", "2020-03-01", "2020-08-31", "2020-09-01")
    assert (found.since, found.until, found.fate) == (day("2020-03-01"), day("2020-09-01"), Fate.RETIRED)
    assert found.signs == (day("2020-03-01"), day("2020-08-31"))


def test_signs_before_the_beginning_and_after_the_end_are_counted_and_left_aside() -> None:
    gathered = gather(
        [community("a", "2020-03-01", "2020-09-01")],
        {"a": watch("2019-01-01", "2021-01-01", "2020-02-29", "2020-05-01", "2020-09-01", "2020-10-01")},
    )
    assert gathered.signs_outside == 3
    assert gathered.lives[0].signs == (day("2020-05-01"),)


def test_a_life_that_was_looked_at_late_is_known_from_then_on() -> None:
    (found,) = gather([community("a", "2014-01-01", "2020-09-01")], {"a": watch("2019-04-07", "2020-09-01")}).lives
    assert (found.since, found.years) == (day("2019-04-07"), pytest.approx(513 / 365.25))


@pytest.mark.parametrize(("last_look", "fate"), [("2020-08-01", Fate.GRADUATED), ("2020-07-31", Fate.LIVING)])
def test_an_end_within_a_month_of_the_last_look_was_seen_and_a_later_one_was_not(last_look: str, fate: Fate) -> None:
    ended = community("a", "2020-01-01", "2020-09-01", Outcome.GRADUATED)
    (found,) = gather([ended], {"a": watch("2020-01-01", last_look)}).lives
    assert found.fate is fate
    assert found.until == (day("2020-09-01") if fate is Fate.GRADUATED else day(last_look))


def test_who_has_not_ended_lives_until_the_last_look() -> None:
    found = life("a", "2020-03-01", None, until="2021-05-01")
    assert (found.fate, found.until) == (Fate.LIVING, day("2021-05-01"))


def test_whom_no_file_counts_is_left_out_since_that_is_not_silence() -> None:
    gathered = gather([community("a", "2020-01-01", "2021-01-01")], {})
    assert (gathered.lives, gathered.never_counted) == ([], ["a"])


def test_who_was_counted_and_never_active_is_a_life_of_silence() -> None:
    gathered = gather([community("a", "2020-01-01", "2021-01-01")], {"a": watch("2020-01-01", "2021-01-01")})
    assert ([found.signs for found in gathered.lives], gathered.never_counted) == ([()], [])


def test_who_was_looked_at_only_before_or_after_its_life_is_left_out() -> None:
    gathered = gather(
        [community("early", "2020-01-01", "2021-01-01"), community("late", "2023-01-01")],
        dict.fromkeys(("early", "late"), watch("2021-01-02", "2022-12-31")),
    )
    assert (gathered.lives, gathered.counted_elsewhen) == ([], ["early", "late"])


@pytest.mark.parametrize(("first_look", "lives"), [("2020-01-01", 1), ("2020-01-02", 0), ("2019-12-31", 1)])
def test_who_was_looked_at_late_is_a_life_if_that_was_for_a_year(first_look: str, lives: int) -> None:
    gathered = gather([community("a", "2014-01-01", "2020-12-31")], {"a": watch(first_look, "2021-06-01")})
    assert (len(gathered.lives), len(gathered.hardly_seen)) == (lives, 1 - lives)


def test_a_short_life_that_was_seen_from_its_beginning_is_a_life() -> None:
    gathered = gather([community("a", "2020-01-01", "2020-02-01")], {"a": watch("2020-01-01", "2021-06-01")})
    assert len(gathered.lives) == 1


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.REJECTED, Outcome.LAPSED])
def test_a_proposal_that_never_lived_is_left_out(outcome: Outcome) -> None:
    proposal = community("a", "2020-01-01", "2020-02-01", outcome)
    gathered = gather([proposal], {"a": watch("2020-01-01", "2021-01-01")})
    assert (gathered.lives, gathered.never_lived) == ([], ["a"])


def test_activity_of_unknown_communities_is_named() -> None:
    gathered = gather([community("a", "2020-01-01")], dict.fromkeys("cab", watch("2020-01-01", "2021-01-01")))
    assert (gathered.unknown, len(gathered.lives)) == (["b", "c"], 1)


def test_a_life_of_one_day_is_a_life() -> None:
    found = life("wadi", "2020-12-05", "2020-12-05")
    assert (found.since, found.until, found.years) == (day("2020-12-05"), day("2020-12-05"), 0)


def test_two_sources_that_meet_are_one() -> None:
    first, second = watch("2019-01-01", "2020-01-01", "2019-05-01"), watch("2020-02-01", "2021-01-01", "2020-06-01")
    both = watch("2019-01-01", "2021-01-01", "2019-05-01", "2020-06-01")
    assert first.joined(second) == second.joined(first) == both


def test_two_sources_see_a_day_once() -> None:
    one = watch("2019-01-01", "2020-01-01", "2019-05-01")
    assert one.joined(one) == one


def test_where_nobody_looked_in_between_the_longer_source_stands_alone() -> None:
    short, long = watch("2019-01-01", "2019-12-31"), watch("2020-02-01", "2022-01-01")
    assert short.joined(long) == long.joined(short) == Watch(day("2020-02-01"), day("2022-01-01"), ())
