"""Periods of a ranking, and which version of the rules counts in them."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocabulary.periods import GRID, Period, in_force
from vocabulary.span import Span

YEAR, QUARTER = Span("1 year"), Span("3 months")


class Published(NamedTuple):
    published_at: datetime
    period: Span | None
    withdrawn_at: datetime | None = None


def on(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "starts", "ends"),
    [
        ("1 year", on(2026), on(2027)),
        ("3 months", on(2026, 4), on(2026, 7)),
        ("1 month", on(2026, 5), on(2026, 6)),
        ("6 months", on(2026), on(2026, 7)),
    ],
)
def test_periods_follow_the_calendar(length: str, starts: datetime, ends: datetime) -> None:
    for moment in (on(2026, 5, 17), on(2026, 5)):
        assert Period.at(moment, Span(length)) == Period(starts, ends)
    assert Period.at(ends, Span(length)).starts == ends


@settings(derandomize=True, deadline=None)
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["1 year", "3 months", "5 weeks", "1 month", "2 years"]),
)
def test_each_moment_lies_in_one_period_and_the_one_before_ends_where_it_starts(moment: datetime, length: str) -> None:
    period = Period.at(moment, Span(length))
    assert period.covers(moment)
    before = period.before(Span(length))
    assert before.ends == period.starts
    if period.starts > GRID:
        assert before == Period.at(period.starts - timedelta(seconds=1), Span(length))


def test_two_stretches_share_what_lies_in_both() -> None:
    period = Period(on(2026), on(2027))
    assert period.shared_with(on(2026, 7), on(2027, 7)) == timedelta(days=184).total_seconds()
    assert period.shared_with(on(2027), on(2028)) == 0
    assert period.shared_with(on(2020), on(2030)) == timedelta(days=365).total_seconds()


def test_whoever_changes_the_criteria_changes_them_for_the_next_period() -> None:
    first, second = Published(on(2025, 3), YEAR), Published(on(2026, 5), YEAR)
    assert in_force([first, second], on(2026, 4)) is first
    assert in_force([first, second], on(2026, 12, 31)) is first
    assert in_force([first, second], on(2027)) is second


def test_the_first_version_counts_from_the_beginning() -> None:
    first = Published(on(2025, 3), YEAR)
    assert in_force([first], on(2025, 6)) is first
    assert in_force([first], on(2019)) is first
    assert in_force([], on(2025)) is None


def test_a_version_published_on_the_first_day_of_a_period_counts_in_it() -> None:
    first, second = Published(on(2025), YEAR), Published(on(2026), YEAR)
    assert in_force([first, second], on(2026)) is second
    assert in_force([first, second], on(2025, 12, 31)) is first


def test_a_new_length_counts_with_the_first_of_its_periods_that_begins_afterwards() -> None:
    yearly, quarterly = Published(on(2025), YEAR), Published(on(2026, 2), QUARTER)
    assert in_force([yearly, quarterly], on(2026, 3)) is yearly
    assert in_force([yearly, quarterly], on(2026, 4)) is quarterly


def test_a_version_that_was_withdrawn_before_a_period_begins_does_not_count_in_it() -> None:
    first, mistaken = Published(on(2025), YEAR), Published(on(2026, 11), YEAR, on(2026, 12))
    assert in_force([first, mistaken], on(2027, 6)) is first
    late = mistaken._replace(withdrawn_at=on(2027, 2))
    assert in_force([first, late], on(2027, 6)) is late, "a period that was begun by it is ended by it"
    assert in_force([first, late], on(2028)) is first


def test_a_version_without_a_ranking_ends_it_where_a_period_would_begin() -> None:
    ranked, unranked = Published(on(2025), YEAR), Published(on(2026, 2), None)
    assert in_force([ranked, unranked], on(2026, 12)) is ranked
    assert in_force([ranked, unranked], on(2027)) is unranked
    later = Published(on(2027, 6), YEAR)
    assert in_force([ranked, unranked, later], on(2027, 12)) is unranked
    assert in_force([ranked, unranked, later], on(2028)) is later
