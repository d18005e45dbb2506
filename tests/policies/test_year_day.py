"""Days of each year, as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from policies.year_day import LONGEST, Day, YearDay

year_days = (
    st.integers(0, 365)
    .map(lambda number: date.fromordinal(date(2024, 1, 1).toordinal() + number))
    .map(lambda day: YearDay(f"{day:%m-%d}"))
)


class Holder(BaseModel):
    day: YearDay


class Holidays(BaseModel):
    days: tuple[Day, ...]


@pytest.mark.parametrize("text", ["1 March", "1 Mar", "March 1", "mar 1", "MARCH 1", "03-01", " 01  march ", "1 mar"])
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert str(YearDay(text)) == "1 March"
    assert YearDay(text) == YearDay("1 March")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("soon", 'expected a day of the year such as "1 March"'),
        ("", "expected a day"),
        ("1", "expected a day"),
        ("2026-03-01", "expected a day"),
        ("1 March 2026", "expected a day"),
        ("1.3.", "expected a day"),
        (301, "expected a day"),
        (None, "expected a day"),
        ("1 Marhc", "there is no month 'Marhc'; did you mean 1 March?"),
        ("Febuary 3", "there is no month 'Febuary'; did you mean 3 February?"),
        ("1 Xyz", "there is no month 'Xyz'; write it in English, such as 1 March"),
        ("31 April", "April has the days 1 to 30; write one of them, such as 30 April"),
        ("30 February", "February has the days 1 to 29"),
        ("0 May", "May has the days 1 to 31; write one of them, such as 1 May"),
        ("13-01", "there is no month 13; the month comes first, so 03-01 is 1 March"),
        ("00-10", "there is no month 0"),
        ("1 March" + " " * 100, "expected a day"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_write(text: object, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Holder.model_validate({"day": text})
    assert sentence in str(refused.value)


def test_the_29th_of_february_is_the_28th_in_other_years() -> None:
    assert YearDay("29 February").in_year(2028) == date(2028, 2, 29)
    assert YearDay("29 February").in_year(2026) == date(2026, 2, 28)


@given(year_days, st.integers(1900, 2200))
@settings(derandomize=True)
def test_a_day_survives_being_written_down(day: YearDay, year: int) -> None:
    holder = Holder(day=day)
    assert Holder.model_validate_json(holder.model_dump_json()) == holder
    assert YearDay(str(day)) == day
    assert hash(YearDay(str(day))) == hash(day)
    assert YearDay(f"{day.in_year(2024):%m-%d}") == day
    if (day.month, day.day) != (2, 29):
        assert (day.in_year(year).month, day.in_year(year).day) == (day.month, day.day)


@given(year_days, year_days)
@settings(derandomize=True)
def test_days_are_in_the_order_of_the_year(one: YearDay, other: YearDay) -> None:
    assert (one < other) == (one.in_year(2024) < other.in_year(2024))


@given(st.text() | st.from_regex(r"\A[0-9]{1,2}[ -][A-Za-z0-9]{2,9}\Z"))
@settings(derandomize=True, max_examples=500)
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        day = YearDay(text)
    except ValueError:
        return
    assert 1 <= day.day <= LONGEST[day.month - 1]


def test_a_day_of_each_year_and_a_day_of_one_year_stand_beside_each_other() -> None:
    holidays = Holidays.model_validate({"days": ["1 mar", "2026-05-01", date(2027, 1, 2), YearDay("2 May")]})

    assert holidays.days == (YearDay("1 March"), date(2026, 5, 1), date(2027, 1, 2), YearDay("2 May"))
    assert holidays.model_dump_json() == '{"days":["1 March","2026-05-01","2027-01-02","2 May"]}'
    assert Holidays.model_validate_json(holidays.model_dump_json()) == holidays


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("soon", "is no day; write 1 March for every year, or 2026-03-01 for that year only"),
        (5, "is no day"),
        (datetime(2026, 1, 1), "is no day"),
        ("2026-02-30", "there is no such date"),
        ("1 Marhc", "did you mean 1 March?"),
        ("2500-01-01", "lies outside the years 1900 to 2199"),
    ],
)
def test_what_is_neither_is_refused(value: object, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Holidays.model_validate({"days": [value]})
    assert sentence in str(refused.value)


def test_the_schema_shows_how_to_write_it() -> None:
    assert Holder.model_json_schema()["properties"]["day"]["examples"] == ["1 March"]
    assert Holidays.model_json_schema()["properties"]["days"]["items"]["examples"] == ["1 March", "2026-03-01"]
