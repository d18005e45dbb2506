"""Lives lived once more by the real process: each date worked out by hand, and held against plain counting."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.backtest.course import Course
from simulation.backtest.life import Fate, Life
from simulation.backtest.trial import live, silence_alone
from tests.backtest.lives import community, course, day, life, rules
from tests.policies.standings import STANDARD
from vocabulary.people import Role
from vocabulary.span import Span
from vocabulary.stages import Outcome
from vocabulary.tasks import Choice


def test_a_silence_is_asked_about_at_each_tier_on_its_day_and_would_have_ended_the_community() -> None:
    lived = course(life("a", "2020-01-01", "2021-01-01", "2020-01-31", "2020-02-29"))
    (silence,) = lived.silences
    assert silence.lead_asked == day("2020-05-29")  # 90 days after 29 February
    assert silence.management_asked == day("2020-08-27")  # 180 days after it
    assert silence.sunset_announced == day("2020-09-26")  # 30 days unanswered
    assert silence.notice_until == day("2020-10-10")  # 14 days of notice
    assert silence.stands
    assert lived.would_have_ended
    assert lived.asked == {Role.LEAD: 1, Role.KM: 1, Role.MANAGEMENT: 1, Role.BOARD: 1}


def test_silence_counts_from_the_day_since_which_a_life_is_known() -> None:
    (silence,) = course(life("a", "2020-01-01", "2020-06-01")).silences
    assert (silence.lead_asked, silence.management_asked) == (day("2020-03-31"), None)


@pytest.mark.parametrize(("sign", "asked"), [("2020-03-30", 0), ("2020-03-31", 0), ("2020-04-01", 1)])
def test_a_sign_on_the_very_day_is_in_time(sign: str, asked: int) -> None:
    lived = course(life("a", "2020-01-01", "2020-06-01", sign, "2020-05-31"))
    assert len(lived.silences) == asked


def test_a_question_on_the_day_of_the_end_comes_too_late() -> None:
    assert course(life("a", "2020-01-01", "2020-03-31")).silences == []
    assert len(course(life("a", "2020-01-01", "2020-04-01")).silences) == 1


def test_a_sign_ends_a_silence_and_the_next_is_another_question() -> None:
    lived = course(life("a", "2020-01-01", "2021-01-01", "2020-07-10", "2020-12-01"))
    first, second = lived.silences
    assert (first.management_asked, first.heard_again) == (day("2020-06-29"), day("2020-07-10"))
    assert (second.lead_asked, second.management_asked) == (day("2020-10-08"), None)
    assert second.heard_again == day("2020-12-01")
    assert lived.asked == {Role.LEAD: 2, Role.KM: 2, Role.MANAGEMENT: 1}
    assert not lived.would_have_ended


def test_a_sign_while_notice_runs_saves_a_community_and_one_after_it_comes_too_late() -> None:
    # Silent since 1 January: asked on 29 June, sunset announced on 29 July, notice until 12 August.
    saved = course(life("a", "2020-01-01", "2021-01-01", "2020-08-11"))
    late = course(life("a", "2020-01-01", "2021-01-01", "2020-08-13"))
    assert [one.silences[0].heard_again for one in (saved, late)] == [day("2020-08-11"), day("2020-08-13")]
    assert [one.would_have_ended for one in (saved, late)] == [False, True]


def test_an_end_before_the_notice_ran_out_is_not_the_rules_doing() -> None:
    assert not course(life("a", "2020-01-01", "2020-08-12")).would_have_ended
    assert course(life("a", "2020-01-01", "2020-08-13")).would_have_ended


def test_a_life_goes_on_to_its_real_end_after_a_sunset_by_consent() -> None:
    lived = course(life("a", "2020-01-01", "2021-12-01", "2020-10-01"), rules(items=False))
    assert [silence.lead_asked for silence in lived.silences] == [day("2020-03-31"), day("2020-12-30")]
    assert lived.would_have_ended


def test_annual_reviews_neither_ask_nor_begin_the_count_anew() -> None:
    # A review after one year, which nobody answers, would end all listening in the real process.
    lived = course(
        life(
            "a",
            "2018-01-01",
            "2020-12-01",
            *(f"{year}-{month:02d}-15" for year in (2018, 2019) for month in range(1, 13)),
        )
    )
    (silence,) = lived.silences
    assert silence.lead_asked == day("2020-03-14")
    assert silence_alone(STANDARD).silence == STANDARD.silence


def test_without_consent_by_silence_nothing_would_have_ended() -> None:
    lived = course(life("a", "2020-01-01", "2021-12-01"), rules(unanswered=None))
    assert lived.silences[0].management_asked == day("2020-06-29")
    assert not lived.would_have_ended


def test_the_policys_own_answer_is_not_a_sign_of_life() -> None:
    kept = course(life("a", "2020-01-01", "2020-12-01"), rules(unanswered=Choice.RENEW))
    assert kept.silences[0].answered_by_policy == day("2020-07-29")
    assert kept.silences[0].heard_again is None
    assert kept.silences[1].lead_asked == day("2020-10-27")  # 90 days after the policy kept it
    warned = course(life("a", "2020-01-01", "2020-12-01"), rules(unanswered=Choice.PROBATION))
    assert warned.silences[0].answered_by_policy == day("2020-07-29")
    assert warned.asked[Role.MANAGEMENT] == 2  # silence, and the end of probation after 90 days


def test_of_the_living_nothing_is_known_after_the_last_look() -> None:
    lived = course(life("a", "2020-01-01", None, until="2020-04-01"))
    assert (lived.life.fate, len(lived.silences), lived.silences[0].management_asked) == (Fate.LIVING, 1, None)


def test_lives_of_one_day_pass() -> None:
    wadi = life("wadi", "2020-12-05", "2020-12-05")
    merlin = life("merlin-developer", "2020-01-15", "2020-01-15", outcome=Outcome.GRADUATED)
    assert [one.silences for one in live(STANDARD, [wadi, merlin])] == [[], []]


def test_each_life_that_is_over_is_told_of() -> None:
    told: list[None] = []
    lives = [life("a", "2020-01-01", "2020-02-01"), life("b", "2020-01-01", None)]
    live(STANDARD, lives, lambda: told.append(None))
    assert len(told) == 2


def test_no_lives_are_lived_in_no_time() -> None:
    assert live(STANDARD, []) == ()


days = st.integers(min_value=0, max_value=1_500)


@st.composite
def some_life(draw: st.DrawFn, name: str = "a") -> Life:
    start = day("2015-01-01") + timedelta(days=draw(st.integers(0, 400)))
    length = draw(days)
    signs = sorted(draw(st.sets(days, max_size=12)))
    return Life(
        community=community(name, start.date().isoformat(), (start + timedelta(days=length)).date().isoformat()),
        fate=Fate.RETIRED,
        since=start,
        until=start + timedelta(days=length),
        signs=tuple(start + timedelta(days=number) for number in signs if number < length),
    )


def silent_since(one: Life, threshold: timedelta) -> list[datetime]:
    """The same by plain counting: after which days nothing was heard for longer than the threshold."""
    heard = [one.since, *one.signs, one.until]
    return [begin for begin, end in pairwise(heard) if end - begin > threshold]


@settings(derandomize=True, deadline=None, max_examples=150)
@given(some_life())
def test_the_process_asks_exactly_where_plain_counting_finds_silence(one: Life) -> None:
    lived = course(one)
    leads = [begin + timedelta(days=90) for begin in silent_since(one, timedelta(days=90))]
    managements = [begin + timedelta(days=180) for begin in silent_since(one, timedelta(days=180))]
    assert [silence.lead_asked for silence in lived.silences] == leads
    assert [silence.management_asked for silence in lived.silences if silence.management_asked] == managements


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.integers(), min_size=2, max_size=4), st.data())
def test_what_happens_in_one_life_does_not_depend_on_others(numbers: list[int], data: st.DataObject) -> None:
    lives = [data.draw(some_life(f"c{number}")) for number, _ in enumerate(numbers)]
    together = live(STANDARD, lives)
    assert list(map(told, together)) == [told(course(one)) for one in lives]


def told(lived: Course) -> tuple[object, ...]:
    return lived.life.id, lived.silences, lived.asked


@settings(derandomize=True, deadline=None, max_examples=50)
@given(some_life(), st.integers(150, 400), st.integers(0, 200))
def test_who_is_asked_about_after_a_long_silence_is_asked_about_after_a_shorter_one(
    one: Life, shorter: int, more: int
) -> None:
    short, long = (course(one, rules(must=str(Span(f"{n} days")))) for n in (shorter, shorter + more))
    assert sum(silence.management_asked is not None for silence in short.silences) >= sum(
        silence.management_asked is not None for silence in long.silences
    )
