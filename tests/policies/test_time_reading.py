"""What is wrong with a calendar or a schedule is said with its line, and with what to write instead."""

import re
from pathlib import Path
from typing import Final

import pytest

from policies.calendar import Calendar
from policies.reader import read_yaml
from policies.schedule import Schedule
from policies.section import Section
from vocabulary.refusals import Malformed
from vocabulary.span import Span

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "policies" / "time.md"
EXAMPLE: Final = re.compile(r"```yaml\n(.*?)```", re.DOTALL)


class Time(Section):
    calendar: Calendar = Calendar()
    schedule: Schedule | None = None
    due: Span = Span("10 days")


def refusal(text: str) -> str:
    with pytest.raises(Malformed) as refused:
        read_yaml(text, Time, source="p.yaml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("country: Swizerland", ":2: calendar.country: there is no country 'Swizerland'; write CH; 'Swizerland' was"),
        ("country: Switzerland", "there is no country 'Switzerland'; write CH"),
        ("country: uk", "there is no country 'uk'; write GB"),
        ("country: XX", "there is no country 'XX'; write its ISO code of two letters, such as CH"),
        ("country: CH\n  region: Zurich", "CH has no region 'Zurich'; write ZH"),
        ("country: GB\n  region: England", "GB has no region 'England'; write ENG"),
        ("country: VA\n  region: ZH", "VA has no region 'ZH'; its holidays are the same everywhere: take the region"),
        ("country: CH\n  region: QQ", "CH has no region 'QQ'; write one of AG, AI, AR,"),
        ("region: ZH", "the region ZH needs its country; write country beside it, such as country: CH"),
        (
            "country: SA",
            ":2: calendar.country: the weekend of SA is not Saturday and Sunday; write weekend: [friday, saturday]",
        ),
        ("time_zone: Zurich", ":2: calendar.time_zone: there is no time zone 'Zurich'; write Europe/Zurich"),
        ("time_zone: europe/zurich", "write Europe/Zurich"),
        ("time_zone: New York", "write America/New_York"),
        ("time_zone: CEST", "there is no time zone 'CEST'; write its IANA name, such as Europe/Zurich"),
        ("time_zone: localtime", "there is no time zone 'localtime'"),
        ("time_zone: ../UTC", "there is no time zone '../UTC'"),
        ("weekend: []", ":2: calendar.weekend: holds too little; at least 1 of them"),
        ("weekend: [sunday, monday, tuesday, friday, saturday]", "holds too much; at most 4 of them"),
        ("weekend: [sunday, sunday]", "sunday stands here twice; keep one"),
        ("weekend: [sonntag]", "'sonntag' was given; write monday or tuesday"),
        ("holidays: [1 May, May 1]", "1 May stands here twice; keep one"),
        (
            "holidays:\n  - 1 May\n  - soon",
            ":4: calendar.holidays.2: is no day; write 1 March for every year, or 2026-",
        ),
        ("holidays: [2026-02-30]", "there is no such date; write 1 March for every year, or 2026-03-01 for that year"),
        ("holidays: [2500-01-01]", "lies outside the years 1900 to 2199; write a date within them"),
    ],
)
def test_a_calendar_is_refused_with_what_to_write_instead(lines: str, sentence: str) -> None:
    assert sentence in refusal(f"calendar:\n  {lines}\n")


@pytest.mark.parametrize(
    ("first", "until", "more", "sentence"),
    [
        ("1 Marhc", "2 April", "", ":4: calendar.pauses.1.from: there is no month 'Marhc'; did you mean 1 March?"),
        ("1 March", "31 April", "", ":5: calendar.pauses.1.until: April has the days 1 to 30; write one of them"),
        ("2026-05-02", "2026-05-01", "", "a pause can't end (2026-05-01) before it begins (2026-05-02); exchange the"),
        ("1 May", "2026-05-01", "", "1 May and 2026-05-01 don't go together; write both as days of every year, or"),
        ("2026-05-02", "2036-05-01", "", "a pause lasts at most 5 years; write a nearer end, and move it when the"),
        ("1 May", "2 May", "stops: []", "a pause that stops nothing is none; write one or more of silence, questions"),
        ("1 May", "2 May", "stops: [clocks]", "'clocks' was given; write silence or questions or duties"),
        ("1 May", "2 May", "stops: [duties, duties]", "duties stands here twice; keep one"),
        ("1 January", "31 December", "", "leave silence 0 days to run; shorten them, so that at least 30 are left"),
        ("2 January", "1 January", "stops: [duties]", "leave duties 0 days to run"),
        ("1 May", "31 March", "", "leave silence 30 days to run"),
        ("1 May", "2 May", "ends: 3 May", "pauses.1.ends: is not known here"),
    ],
)
def test_a_pause_is_refused_with_what_to_write_instead(first: str, until: str, more: str, sentence: str) -> None:
    text = f"calendar:\n  pauses:\n  - name: A pause\n    from: {first}\n    until: {until}\n    {more}\n"
    if sentence.startswith("leave silence 30"):
        assert read_yaml(text, Time, source="p.yaml").calendar.pauses
    else:
        assert sentence in refusal(text)


def test_pauses_may_not_stop_a_clock_together_that_each_leaves_running() -> None:
    text = """calendar:
  holidays: [15 December]
  pauses:
  - {name: One half, from: 1 January, until: 30 June, stops: [duties]}
  - {name: The other, from: 15 June, until: 1 December, stops: [questions, duties]}
  - {name: And a little, from: 2 December, until: 3 December, stops: [duties]}
"""
    assert "pauses and holidays of every year leave duties 27 days to run" in refusal(text)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("first: {every: 1 month, lasts: 3 months}", "write exactly one of every, on and by_group; there is none"),
        ("every: 1 month\n  on: [1 May]", "write exactly one of every, on and by_group; there is every and on"),
        ("every: 10 working days", ":2: schedule.every: recurs by the calendar; write days, weeks, months or years"),
        ("every: 0 days", "recurs by the calendar; write days, weeks, months or years, such as 3 months"),
        ("every: monthly", "'monthly' was given; write a length of time such as"),
        ("on: [1 Marhc]", "schedule.on.1: there is no month 'Marhc'; did you mean 1 March?"),
        (
            "on:\n  - soon",
            ':3: schedule.on.1: \'soon\' was given; write a day of the year such as "1 March" or "03-01"',
        ),
        ("on: [1 May, 05-01]", "1 May stands here twice; keep one"),
        ("by_group: {1: []}", "group 1 is never due; give it a day of the year, or take it out"),
        ("by_group: {1: [31 June]}", "June has the days 1 to 30"),
        ("every: 1 year\n  first: {every: 2 months, lasts: 1 month}", "nothing is due every 2 months within 1 month"),
        ("every: 1 year\n  first: {every: 2 working days, lasts: 1 month}", "recurs by the calendar"),
    ],
)
def test_a_schedule_is_refused_with_what_to_write_instead(lines: str, sentence: str) -> None:
    assert sentence in refusal(f"schedule:\n  {lines}\n")


def test_working_days_stand_alone() -> None:
    assert "working days can't be added to anything; write them alone" in refusal("due: 1 week 2 working days\n")


def examples() -> list[str]:
    return EXAMPLE.findall(DOCUMENT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", examples())
def test_every_example_of_the_document_is_sound(example: str) -> None:
    assert read_yaml(example, Time, source="time.md")


def test_every_key_is_explained_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    keys = {*Calendar.model_fields, *Schedule.model_fields, "name", "from", "until", "stops", "lasts"}

    assert len(examples()) >= 8
    assert [key for key in sorted(keys) if f"`{key}" not in text] == []
