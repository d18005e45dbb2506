"""Lengths of time, as people write them and as the calendar counts them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from vocabulary.span import UNITS, Span

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)

parts = st.lists(st.tuples(st.integers(0, 99), st.sampled_from(UNITS)), min_size=1, max_size=4)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


class Holder(BaseModel):
    span: Span


def written(of: list[tuple[int, str]], joint: str = " ") -> str:
    return joint.join(f"{number} {unit}" for number, unit in of)


def span(of: list[tuple[int, str]]) -> Span | None:
    try:
        return Span(written(of))
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10 days", datetime(2026, 1, 11, tzinfo=UTC)),
        ("2 weeks", datetime(2026, 1, 15, tzinfo=UTC)),
        ("1 year 6 months", datetime(2027, 7, 1, tzinfo=UTC)),
        ("1 year, 6 months", datetime(2027, 7, 1, tzinfo=UTC)),
        ("1 hour and 30 minutes", datetime(2026, 1, 1, 1, 30, tzinfo=UTC)),
        ("30 seconds", datetime(2026, 1, 1, 0, 0, 30, tzinfo=UTC)),
        ("0 days", NEW_YEAR),
        (" 1day ", datetime(2026, 1, 2, tzinfo=UTC)),
        ("1 day 1 day", datetime(2026, 1, 3, tzinfo=UTC)),
    ],
)
def test_a_length_is_read_as_people_mean_it(text: str, meant: datetime) -> None:
    assert Span(text).after(NEW_YEAR) == meant


@pytest.mark.parametrize(
    "text",
    ["", "   ", "soon", "10", "days", "ten days", "-1 day", "1.5 days", "1 fortnight", "10 days ago", "1 day,", "P1D",
     "1234567 seconds", "1 day\x00", "and 1 day", 10, None, 1.5, ["1 day"]],
)  # fmt: skip
def test_what_is_no_length_is_refused_with_an_example(text: object) -> None:
    with pytest.raises(ValueError, match='such as "10 days"'):
        Span(text)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="such as"):
        Holder.model_validate({"span": text})


@pytest.mark.parametrize(
    "text",
    [
        "101 years",
        "9000 years",
        "999999 years",
        "999999 months",
        "999999 weeks",
        "999999 days",
        "100 years 999999 weeks",
    ],
)
def test_no_length_is_longer_than_a_century(text: str) -> None:
    with pytest.raises(ValueError, match="at most 100 years"):
        Span(text)


@pytest.mark.timeout(5)
def test_nonsense_of_any_length_is_refused_at_once() -> None:
    for nonsense in ("1 day" + " " * 20_000 + "x", "1 day," * 5_000, "9" * 100_000, "1 day " * 5_000 + "x"):
        with pytest.raises(ValueError, match="such as"):
            Span(nonsense)


@given(st.text())
def test_any_text_is_a_length_or_refused(text: str) -> None:
    try:
        read = Span(text)
    except ValueError:
        return
    assert Span(str(read)) == read


@given(parts)
def test_what_was_written_is_read_back(of: list[tuple[int, str]]) -> None:
    read = span(of)
    if read is not None:
        assert Span(str(read)) == read
        assert Holder.model_validate_json(Holder(span=read).model_dump_json()).span == read
        assert hash(Span(str(read))) == hash(read)


@given(parts, parts)
def test_equal_lengths_are_written_alike(one: list[tuple[int, str]], other: list[tuple[int, str]]) -> None:
    first, second = span(one), span(other)
    if first is not None and first == second:
        assert str(first) == str(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [("12 months", "1 year"), ("14 days", "2 weeks"), ("60 seconds", "1 minute"), ("24 hours", "1 day")],
)
def test_two_ways_to_write_one_length_mean_and_look_the_same(one: str, other: str) -> None:
    assert Span(one) == Span(other)
    assert str(Span(one)) == str(Span(other))


@given(parts, moments)
def test_time_goes_forward(of: list[tuple[int, str]], moment: datetime) -> None:
    read = span(of)
    if read is not None:
        assert read.before(moment) <= moment <= read.after(moment)
        assert read.after(moment) <= read.after(moment, 2)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2024, 1, 31, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 31, tzinfo=UTC)),
    ],
)
def test_a_month_is_a_month_of_the_calendar(start: datetime, end: datetime) -> None:
    assert Span("1 month").after(start) == end


def test_twelve_months_from_the_31st_are_a_year_and_not_twelve_shortened_months() -> None:
    assert Span("1 month").after(datetime(2026, 1, 31, tzinfo=UTC), 12) == datetime(2027, 1, 31, tzinfo=UTC)


def test_lengths_are_compared_by_how_long_they_are() -> None:
    lengths = ["1 second", "1 minute", "1 hour", "1 day", "1 week", "30 days", "1 month", "1 year", "366 days"]

    assert [str(one) for one in sorted(Span(text) for text in reversed(lengths))] == [str(Span(one)) for one in lengths]


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        ("2026-11-20 15:00", "1 working day", "2026-11-23 15:00"),
        ("2026-11-19 15:00", "1 working day", "2026-11-20 15:00"),
        ("2026-11-16 09:00", "10 working days", "2026-11-30 09:00"),
        ("2026-11-18 09:00", "260 working days", "2027-11-17 09:00"),
        ("2026-11-21 09:00", "1 working day", "2026-11-24 00:00"),
        ("2026-11-22 09:00", "5 working days", "2026-11-30 00:00"),
        ("2026-11-22 09:00", "0 working days", "2026-11-22 09:00"),
    ],
)
def test_working_days_are_counted_from_monday_to_friday(start: str, text: str, end: str) -> None:
    assert Span(text).after(datetime.fromisoformat(start)) == datetime.fromisoformat(end)


def test_working_days_back_are_as_many() -> None:
    assert Span("10 working days").before(datetime(2026, 11, 30, 9)) == datetime(2026, 11, 16, 9)
    assert Span("1 working day").before(datetime(2026, 11, 22, 9)) == datetime(2026, 11, 20)


@pytest.mark.parametrize("text", ["10 working days", "10working days", " 10  working   day ", "010 working days"])
def test_working_days_are_written_in_one_way(text: str) -> None:
    assert str(Span(text)) == "10 working days"
    assert Span(text) == Span("10 working days") != Span("10 days")
    assert Holder.model_validate_json(Holder(span=Span(text)).model_dump_json()).span == Span(text)


@pytest.mark.parametrize("text", ["1 week 2 working days", "2 working days, 3 hours", "1 working day 1 working day"])
def test_working_days_stand_alone(text: str) -> None:
    with pytest.raises(ValueError, match="write them alone"):
        Span(text)


def test_a_working_day_is_compared_as_seven_fifths_of_a_day() -> None:
    assert Span("5 working days").seconds() == Span("7 days").seconds()
    assert Span("4 days") < Span("3 working days") < Span("5 days")
    with pytest.raises(ValueError, match="at most 100 years"):
        Span("30000 working days")


@given(moments, moments, st.integers(0, 2_000))
def test_who_begins_later_is_done_no_earlier(one: datetime, other: datetime, count: int) -> None:
    span, (early, late) = Span(f"{count} working days"), sorted([one, other])

    assert span.after(early) <= span.after(late)
    assert span.before(early) <= span.before(late)
    assert span.before(early) <= early <= span.after(early)
