"""Working days and deadlines by the calendar of an organisation."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.calendar import Calendar, Clock
from policies.reader import read_yaml
from policies.yaml_writing import as_yaml
from tests.policies.calendars import (
    CHANGING_ZONES,
    FIXED_ZONES,
    calendar,
    calendars,
    clocks,
    later,
    moments,
    month_spans,
    spans,
    steady_spans,
    working_spans,
)
from vocabulary.span import Span

pytestmark = pytest.mark.slow

ZURICH = calendar(country="CH", region="ZH", time_zone="Europe/Zurich")
ENGLAND = calendar(country="GB", region="ENG", time_zone="Europe/London")
STATES = calendar(country="US")
RIYADH = calendar(country="SA", weekend=["friday", "saturday"], time_zone="Asia/Riyadh")

exhaustive = settings(derandomize=True, deadline=None, max_examples=300)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("where", "day", "works"),
    [
        (ZURICH, "2026-08-01", False),
        (ZURICH, "2026-04-03", False),
        (ZURICH, "2026-04-07", True),
        (calendar(country="CH"), "2026-12-26", False),
        (ENGLAND, "2026-08-31", False),
        (calendar(country="GB", region="SCT"), "2026-08-31", True),
        (calendar(country="GB", region="SCT"), "2026-11-30", False),
        (STATES, "2026-11-26", False),
        (STATES, "2026-11-27", True),
        (RIYADH, "2026-09-23", False),
        (RIYADH, "2026-09-25", False),
        (RIYADH, "2026-09-27", True),
        (Calendar(), "2026-12-25", True),
        (calendar(holidays=["24 December", "2026-05-15"]), "2026-05-15", False),
        (calendar(holidays=["24 December", "2026-05-15"]), "2027-05-14", True),
        (calendar(holidays=["24 December"]), "2029-12-24", False),
    ],
)  # fmt: skip
def test_a_working_day_is_neither_weekend_nor_holiday(where: Calendar, day: str, works: bool) -> None:
    assert where.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("where", "start", "span", "end"),
    [
        (Calendar(), "2026-11-20 15:00", "1 working day", "2026-11-23 15:00"),
        (Calendar(), "2026-11-21 15:00", "1 working day", "2026-11-24 00:00"),
        (Calendar(), "2026-11-20 15:00", "0 working days", "2026-11-20 15:00"),
        # Good Friday and Easter Monday lie between, and the clocks were put forward a week before.
        (ZURICH, "2026-04-01 13:00", "2 working days", "2026-04-07 13:00"),
        (ENGLAND, "2026-12-24 09:00", "1 working day", "2026-12-29 09:00"),
        (STATES, "2026-11-25 12:00", "1 working day", "2026-11-27 12:00"),
        # Thursday's next working day is Sunday.
        (RIYADH, "2026-10-01 06:00", "1 working day", "2026-10-04 06:00"),
        # Sunday 22:30 in UTC is Monday in Zurich already.
        (ZURICH, "2026-07-05 22:30", "1 working day", "2026-07-06 22:30"),
        (calendar(holidays=["24 December"]), "2026-12-23 12:00", "1 working day", "2026-12-25 12:00"),
    ],
)  # fmt: skip
def test_working_days_go_over_weekends_and_holidays(where: Calendar, start: str, span: str, end: str) -> None:
    assert where.after(Span(span), at(start), Clock.QUESTIONS) == at(end)


@pytest.mark.parametrize(
    ("where", "end", "span", "start"),
    [
        (Calendar(), "2026-11-23 15:00", "1 working day", "2026-11-20 15:00"),
        (Calendar(), "2026-11-22 15:00", "1 working day", "2026-11-20 00:00"),
        (ZURICH, "2026-04-07 13:00", "2 working days", "2026-04-01 13:00"),
        (ZURICH, "2026-04-02 13:00", "30 days", "2026-03-03 14:00"),
        (Calendar(), "2026-03-31 08:00", "1 month", "2026-02-28 08:00"),
    ],
)
def test_a_date_is_announced_ahead_of_it(where: Calendar, end: str, span: str, start: str) -> None:
    assert where.before(Span(span), at(end)) == at(start)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        # On 29 March 2026 the clocks of Zurich go from 2:00 to 3:00, on 25 October from 3:00 back to 2:00.
        ("2026-03-28 08:00", "1 day", "2026-03-29 07:00"),
        ("2026-03-28 08:00", "24 hours", "2026-03-29 07:00"),
        ("2026-03-28 08:00", "23 hours", "2026-03-29 07:00"),
        ("2026-03-27 08:00", "1 working day", "2026-03-30 07:00"),
        ("2026-03-28 08:00", "1 day 2 hours", "2026-03-29 09:00"),
        ("2026-10-24 07:00", "1 day", "2026-10-25 08:00"),
        ("2026-10-24 07:00", "23 hours", "2026-10-25 06:00"),
        # 2:30 is skipped on that day, and comes twice on the other.
        ("2026-03-28 01:30", "1 day", "2026-03-29 01:00"),
        ("2026-10-24 00:30", "1 day", "2026-10-25 00:30"),
    ],
)
def test_days_keep_the_time_of_day_when_clocks_change_and_hours_stay_hours(start: str, span: str, end: str) -> None:
    assert ZURICH.after(Span(span), at(start), Clock.DUTIES) == at(end)


def test_what_begins_in_the_second_of_two_equal_hours_may_be_due_before_what_began_in_the_first() -> None:
    first, second = at("2026-10-25 00:50"), at("2026-10-25 01:10")  # 2:50, and 2:10 again

    due = [ZURICH.after(Span("1 day"), moment, Clock.QUESTIONS) for moment in (first, second)]

    assert due == [at("2026-10-26 01:50"), at("2026-10-26 01:10")]


@given(moments, spans, clocks)
@exhaustive
def test_left_out_a_calendar_counts_as_lengths_count_by_themselves(moment: datetime, span: Span, clock: Clock) -> None:
    assert Calendar().after(span, moment, clock) == span.after(moment)
    assert Calendar().before(span, moment) == span.before(moment)


@given(calendars(), moments, later, steady_spans, clocks)
@exhaustive
def test_who_begins_later_is_not_due_earlier(
    where: Calendar, moment: datetime, by: timedelta, span: Span, clock: Clock
) -> None:
    assert where.after(span, moment, clock) <= where.after(span, moment + by, clock)
    assert where.before(span, moment) <= where.before(span, moment + by)


@given(calendars(), moments, later, month_spans, clocks)
@exhaustive
def test_who_begins_later_by_months_is_not_due_on_an_earlier_day(
    where: Calendar, moment: datetime, by: timedelta, span: Span, clock: Clock
) -> None:
    def day(start: datetime) -> date:
        return where.after(span, start, clock).astimezone(where.zone).date()

    assert day(moment) <= day(moment + by)


def test_at_the_end_of_a_month_who_begins_on_the_next_morning_may_be_due_on_the_same_day_in_the_morning() -> None:
    first, second = at("2026-07-30 17:00"), at("2026-07-31 09:00")

    due = [Calendar().after(Span("2 months"), moment, Clock.QUESTIONS) for moment in (first, second)]

    assert due == [at("2026-09-30 17:00"), at("2026-09-30 09:00")]


@given(calendars(zones=CHANGING_ZONES), moments, later, working_spans, clocks)
@exhaustive
def test_changing_clocks_make_no_more_than_their_hour_of_difference(
    where: Calendar, moment: datetime, by: timedelta, span: Span, clock: Clock
) -> None:
    due = where.after(span, moment, clock), where.after(span, moment + by, clock)

    assert due[1] >= due[0] - timedelta(hours=1)


@given(calendars(zones=FIXED_ZONES + CHANGING_ZONES), moments, spans, clocks)
@exhaustive
def test_a_deadline_lies_ahead_and_an_opening_behind(
    where: Calendar, moment: datetime, span: Span, clock: Clock
) -> None:
    assert where.before(span, moment) <= moment <= where.after(span, moment, clock)


@given(calendars(), moments, st.integers(1, 30), st.integers(1, 30))
@exhaustive
def test_working_days_one_after_the_other_are_as_many_at_once(
    where: Calendar, moment: datetime, some: int, more: int
) -> None:
    def later(start: datetime, count: int) -> datetime:
        return where.after(Span(f"{count} working days"), start, Clock.DUTIES)

    assert later(later(moment, some), more) == later(moment, some + more)


@given(calendars(), moments, st.integers(1, 40))
@exhaustive
def test_working_days_back_undo_working_days_ahead_where_nothing_is_paused(
    where: Calendar, moment: datetime, count: int
) -> None:
    where = where.model_copy(update={"pauses": ()})
    span = Span(f"{count} working days")

    due = where.after(span, moment, Clock.DUTIES)

    assert where.is_working_day(due.astimezone(where.zone).date())
    start = where.before(span, due)
    assert start >= moment
    if where.is_working_day(moment.astimezone(where.zone).date()):
        assert start == moment


@given(calendars(zones=FIXED_ZONES + CHANGING_ZONES))
@exhaustive
def test_a_calendar_survives_being_written_down_and_is_written_in_one_way(where: Calendar) -> None:
    text = where.model_dump_json()
    again = Calendar.model_validate_json(text)

    assert again == where
    assert again.model_dump_json() == text
    assert hash(again) == hash(where)
    assert read_yaml(as_yaml(where), Calendar) == where


@pytest.mark.parametrize("country", ["SA", "HK", "IR"])
def test_where_others_are_free_on_other_days_our_weekend_may_be_written_and_stays_written(country: str) -> None:
    as_with_us = calendar(country=country, weekend=["saturday", "sunday"])

    assert read_yaml(as_yaml(as_with_us), Calendar) == as_with_us
    assert Calendar.model_validate_json(as_with_us.model_dump_json()) == as_with_us


def test_the_order_of_what_has_none_does_not_matter() -> None:
    one = calendar(weekend=["saturday", "friday"], holidays=["2 May", "2026-01-02", "1 May"])
    other = calendar(weekend=["friday", "saturday"], holidays=["1 May", "2 May", "2026-01-02"])

    assert one.model_dump_json() == other.model_dump_json()


def test_every_working_day_of_a_year_is_reached_in_order() -> None:
    year = [date(2026, 1, 5) + timedelta(days=number) for number in range(361)]
    working = [day for day in year if ZURICH.is_working_day(day)]

    reached = [ZURICH.after(Span(f"{n} working days"), at("2026-01-05 12:00"), Clock.DUTIES) for n in range(1, 253)]

    assert [day.date() for day in reached] == working[1:253]
    assert len(working) == 253
