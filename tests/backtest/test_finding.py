"""Every count of a finding, on a handful of lives whose answers are worked out by hand."""

import pytest

from simulation.backtest.figures import Share
from simulation.backtest.finding import A_MONTH, Finding, Tier, find
from simulation.backtest.life import Fate
from simulation.backtest.trial import live
from tests.backtest.lives import day, life
from tests.policies.standings import STANDARD
from vocabulary.people import Role
from vocabulary.stages import Outcome

GRADUATED = Outcome.GRADUATED
EVERY_MONTH = tuple(f"2020-{month:02d}-15" for month in range(1, 13))

LIVES = [
    # Retired: one silent to the end, one silent in between, one asked about by the lead alone, one busy to the end.
    life("faded", "2020-01-01", "2021-01-01", "2020-02-29"),
    life("paused", "2020-01-01", "2020-12-31", "2020-07-10", "2020-09-01", "2020-11-01"),
    life("brief", "2020-01-01", "2020-05-01"),
    life("busy", "2020-01-01", "2020-12-31", *EVERY_MONTH),
    # Graduated: one silent for long, one for a while, one never.
    life("sleeper", "2020-01-01", "2021-01-01", "2020-03-01", outcome=GRADUATED),
    life("slow", "2020-01-01", "2020-06-30", "2020-05-01", outcome=GRADUATED),
    life("bright", "2020-01-01", "2020-12-31", *EVERY_MONTH, outcome=GRADUATED),
    # Living when last looked at: one silent, one not.
    life("still", "2020-01-01", None, until="2020-12-31"),
    life("awake", "2020-01-01", None, *EVERY_MONTH, until="2020-12-31"),
]


@pytest.fixture(scope="module")
def finding() -> Finding:
    return find(live(STANDARD, LIVES))


def test_the_first_tier(finding: Finding) -> None:
    score = finding.score(Tier.SHOULD)
    assert score.caught == ("faded", "paused", "brief")
    assert score.missed == ("busy",)
    assert score.false_alarms == ("sleeper", "slow")
    assert score.undisturbed == ("bright",)
    assert (score.living_asked, score.living) == (("still",), 2)
    assert score.stood == ("faded", "brief")


def test_the_second_tier(finding: Finding) -> None:
    score = finding.score(Tier.MUST)
    assert score.caught == ("faded", "paused")
    assert score.missed == ("brief", "busy")
    assert score.false_alarms == ("sleeper",)
    assert score.undisturbed == ("slow", "bright")
    assert score.living_asked == ("still",)
    assert score.stood == ("faded",)


def test_shares_follow_from_the_counts(finding: Finding) -> None:
    should, must = finding.should, finding.must
    assert (should.recall, must.recall) == (Share(count=3, of=4), Share(count=2, of=4))
    assert (should.precision, must.precision) == (Share(count=3, of=5), Share(count=2, of=3))
    assert (should.disturbed, must.disturbed) == (Share(count=2, of=3), Share(count=1, of=3))
    assert (should.f1, must.f1) == (pytest.approx(6 / 9), pytest.approx(4 / 7))


def test_months_ahead_count_from_the_first_question_and_from_the_one_that_stood(finding: Finding) -> None:
    faded = (day("2021-01-01") - day("2020-05-29")) / A_MONTH
    paused = (day("2020-12-31") - day("2020-03-31")) / A_MONTH
    brief = (day("2020-05-01") - day("2020-03-31")) / A_MONTH
    assert finding.should.ahead is not None
    assert finding.should.ahead.median == pytest.approx(sorted((faded, paused, brief))[1])
    assert finding.should.ahead_stood is not None
    assert finding.should.ahead_stood.median == pytest.approx((faded + brief) / 2)
    assert finding.must.ahead_stood is not None
    assert finding.must.ahead_stood.median == pytest.approx((day("2021-01-01") - day("2020-08-27")) / A_MONTH)


def test_questions_and_those_after_which_somebody_was_heard_again(finding: Finding) -> None:
    # Leads: each once but faded (once), paused (once: then 53 and 61 days), sleeper and slow (once), still (once).
    assert (finding.should.questions, finding.should.heard_again) == (6, 2)  # paused and slow
    assert (finding.must.questions, finding.must.heard_again) == (4, 1)  # paused


def test_what_would_have_ended_where_nobody_answers(finding: Finding) -> None:
    assert finding.would_have_ended == {
        Fate.RETIRED: ("faded",),
        Fate.GRADUATED: ("sleeper",),
        Fate.LIVING: ("still",),
    }


def test_questions_are_counted_by_whom_they_are_put_to(finding: Finding) -> None:
    # The board hears of faded, sleeper and still, 21 days after Management; paused was heard of before.
    assert finding.asked == {Role.LEAD: 6, Role.KM: 6, Role.MANAGEMENT: 4, Role.BOARD: 3}
    years = sum(one.years for one in LIVES)
    assert finding.years == pytest.approx(years)
    assert finding.a_year(Role.MANAGEMENT) == pytest.approx(4 / years)


def test_of_no_lives_everything_is_nothing() -> None:
    nothing = find([])
    assert (nothing.must.recall.rate, nothing.must.ahead, nothing.must.f1) == (None, None, 0.0)
    assert (nothing.asked, nothing.a_year(Role.LEAD)) == ({}, None)
