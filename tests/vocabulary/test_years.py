"""A community's years follow one another from its launch, without a gap."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.span import Span
from vocabulary.years import year_at, year_of

LEAP_DAY = datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_years_begin_on_the_day_of_the_launch() -> None:
    first, fifth = year_of(1, LEAP_DAY, Span("1 year")), year_of(5, LEAP_DAY, Span("1 year"))
    assert (first.starts, first.ends) == (LEAP_DAY, datetime(2025, 2, 28, 12, tzinfo=UTC))
    assert fifth.starts == datetime(2028, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(("days", "number"), [(-400, 1), (0, 1), (364, 1), (366, 2), (-1, 1), (3660, 11)])
def test_a_moment_lies_in_one_of_them(days: int, number: int) -> None:
    assert year_at(LEAP_DAY + timedelta(days=days), LEAP_DAY, Span("1 year")).number == number


@given(
    hours=st.integers(0, 24 * 366 * 60),
    every=st.sampled_from(["1 year", "180 days", "6 months", "1 month", "8 seconds", "90 days"]).map(Span),
)
def test_every_moment_after_the_launch_is_covered_by_the_year_it_lies_in(hours: int, every: Span) -> None:
    moment = LEAP_DAY + timedelta(hours=hours if every.seconds() > 60 else 0, seconds=hours % 1000)
    year = year_at(moment, LEAP_DAY, every)
    assert year.covers(moment)
    assert year_of(year.number + 1, LEAP_DAY, every).starts == year.ends
