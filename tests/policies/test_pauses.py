"""Pauses: the clock that they stop stands still, the others run on."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.calendar import Calendar, Clock
from policies.pause import stretches
from tests.policies.calendars import calendar, calendars, clocks, moments, pause, spans, whole_spans
from vocabulary.span import Span

YEAR_END = pause("1 November", "31 December")
OVER_NEW_YEAR = pause("20 December", "6 January", "questions")
FREEZE = pause("2026-05-01", "2026-05-31", "silence", "questions", "duties")

exhaustive = settings(derandomize=True, deadline=None, max_examples=300)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(where: Calendar, span: str, start: str, clock: Clock = Clock.SILENCE) -> datetime:
    return where.after(Span(span), at(start), clock)


@pytest.mark.parametrize(
    ("pauses", "start", "span", "end"),
    [
        ([YEAR_END], "2026-10-20 08:00", "10 days", "2026-10-30 08:00"),
        ([YEAR_END], "2026-10-20 08:00", "30 days", "2027-01-19 08:00"),
        ([YEAR_END], "2026-11-20 08:00", "30 days", "2027-01-31 00:00"),
        ([YEAR_END], "2027-01-01 00:00", "30 days", "2027-01-31 00:00"),
        ([YEAR_END], "2026-10-31 00:00", "1 day", "2027-01-01 00:00"),
        ([YEAR_END], "2026-10-31 23:00", "3 hours", "2027-01-01 02:00"),
        ([YEAR_END], "2026-10-30 12:00", "1 day 14 hours", "2027-01-01 02:00"),
        ([YEAR_END], "2026-10-01 08:00", "2 years", "2029-04-02 08:00"),
        ([YEAR_END], "2026-10-29 08:00", "3 working days", "2027-01-04 08:00"),
        ([YEAR_END], "2026-11-20 08:00", "1 working day", "2027-01-04 00:00"),
        ([YEAR_END], "2026-11-20 08:00", "0 days", "2026-11-20 08:00"),
        ([YEAR_END], "2026-11-20 08:00", "0 working days", "2026-11-20 08:00"),
        ([FREEZE], "2026-04-20 08:00", "30 days", "2026-06-20 08:00"),
        ([FREEZE], "2027-04-20 08:00", "30 days", "2027-05-20 08:00"),
        ([FREEZE, pause("2026-05-20", "2026-06-10")], "2026-04-20 08:00", "30 days", "2026-06-30 08:00"),
        ([FREEZE, pause("2026-06-01", "2026-06-10")], "2026-05-07 08:00", "2 days", "2026-06-13 00:00"),
        ([pause("1 March", "3 March"), pause("6 March", "7 March")], "2026-02-27 12:00", "3 days", "2026-03-05 12:00"),
        ([pause("1 March", "3 March"), pause("6 March", "7 March")], "2026-02-27 12:00", "4 days", "2026-03-08 12:00"),
    ],
)
def test_a_deadline_moves_by_the_time_in_which_its_clock_stood_still(
    pauses: list[dict[str, Any]], start: str, span: str, end: str
) -> None:
    assert due(calendar(pauses=pauses), span, start) == at(end)


def test_a_pause_stops_the_clocks_that_it_names_and_no_other() -> None:
    where = calendar(pauses=[pause("1 May", "31 May", "questions", "duties")])

    assert due(where, "30 days", "2026-04-20 08:00", Clock.SILENCE) == at("2026-05-20 08:00")
    for clock in (Clock.QUESTIONS, Clock.DUTIES):
        assert due(where, "30 days", "2026-04-20 08:00", clock) == at("2026-06-20 08:00")


def test_a_pause_goes_over_new_year() -> None:
    where = calendar(pauses=[OVER_NEW_YEAR])

    assert due(where, "10 days", "2026-12-15 08:00", Clock.QUESTIONS) == at("2027-01-12 08:00")
    assert due(where, "1 day", "2027-01-03 08:00", Clock.QUESTIONS) == at("2027-01-08 00:00")


def test_a_pause_begins_and_ends_at_midnight_where_the_organisation_is() -> None:
    where = calendar(time_zone="Europe/Zurich", pauses=[pause("2026-03-29", "2026-03-29")])

    # Saturday 23:00 and half an hour before the pause, which lasts 23 hours; half an hour is left after it.
    assert due(where, "1 hour", "2026-03-28 22:30") == at("2026-03-29 22:30")
    assert due(where, "1 day", "2026-03-28 22:30") == at("2026-03-30 21:30")


def test_an_opening_is_promised_by_its_date_whatever_stands_still() -> None:
    where = calendar(pauses=[pause("1 November", "31 December", *Clock)])

    assert where.before(Span("30 days"), at("2027-01-15 08:00")) == at("2026-12-16 08:00")
    assert where.before(Span("1 working day"), at("2026-12-15 08:00")) == at("2026-12-14 08:00")


def test_a_pause_makes_nobody_wait_longer_than_who_begins_after_it() -> None:
    where = calendar(pauses=[pause("16 January", "15 February")])

    # Of a month from 15 January on, 30 days were left; a month from 16 February on has only 28.
    assert due(where, "1 month", "2026-01-15 00:00") == due(where, "1 month", "2026-02-16 00:00") == at("2026-03-16")


@given(calendars(), moments, spans, clocks)
@exhaustive
def test_nothing_falls_due_while_its_clock_stands_still(
    where: Calendar, moment: datetime, span: Span, clock: Clock
) -> None:
    end = where.after(span, moment, clock)
    if span.seconds():
        day = end.astimezone(where.zone).date()
        first = next(stretches(where.pauses, clock, day), (date.max, date.max))[0]
        assert day < first


@given(calendars(zones=("UTC",)), moments, st.integers(1, 24 * 400), clocks)
@exhaustive
def test_exactly_as_much_time_runs_as_the_span_is_long(
    where: Calendar, moment: datetime, hours: int, clock: Clock
) -> None:
    end = where.after(Span(f"{hours} hours"), moment, clock)
    paused = timedelta()
    for first, over in takewhile(lambda one: one[0] <= end.date(), stretches(where.pauses, clock, moment.date())):
        begins, resumes = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, over))
        paused += max(timedelta(), min(resumes, end) - max(begins, moment))
    assert end - moment - paused == timedelta(hours=hours)


@given(calendars(), moments, whole_spans, clocks)
@exhaustive
def test_a_pause_never_brings_a_deadline_forward(where: Calendar, moment: datetime, span: Span, clock: Clock) -> None:
    without = where.model_copy(update={"pauses": ()})

    assert where.after(span, moment, clock) >= without.after(span, moment, clock)


@given(calendars(), st.dates(date(2000, 1, 1), date(2090, 1, 1)), clocks)
@exhaustive
def test_stretches_are_in_order_and_apart(where: Calendar, since: date, clock: Clock) -> None:
    found = list(takewhile(lambda one: one[0].year < 2100, stretches(where.pauses, clock, since)))

    assert all(first < over for first, over in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))
