"""A day of each year as people write it, and a day that is either of each year or of one."""

import re
from calendar import isleap
from datetime import date, datetime
from difflib import get_close_matches
from functools import total_ordering
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from vocabulary.spoken import Spoken

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LONGEST: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days that each month may have."""
_SHORTEST: Final = 3
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})\s+([A-Za-z]{3,12})")
_MONTH_FIRST: Final = re.compile(r"([A-Za-z]{3,12})\s+([0-9]{1,2})")
_NUMBERS: Final = re.compile(r"([0-9]{2})-([0-9]{2})")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_TEXT: Final = 50
YEARS: Final = range(1900, 2200)
"""Of the dates that a policy may name, or a scenario."""
EXAMPLE: Final = 'a day of the year such as "1 March" or "03-01"'
DAY_EXAMPLE: Final = "1 March for every year, or 2026-03-01 for that year only"


@total_ordering
class YearDay(Spoken):
    """A day of each year; 29 February is 28 February in the years that have none."""

    __slots__ = ("day", "month")

    SCHEMA: ClassVar[dict[str, Any]] = {"description": EXAMPLE, "examples": ["1 March"]}

    def __init__(self, text: str) -> None:
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            msg = f"expected {EXAMPLE}"
            raise ValueError(msg)
        self.month, self.day = _month_and_day(text.strip())
        name, longest = MONTHS[self.month - 1], LONGEST[self.month - 1]
        if not 1 <= self.day <= longest:
            nearest = max(1, min(self.day, longest))
            msg = f"{name} has the days 1 to {longest}; write one of them, such as {nearest} {name}"
            raise ValueError(msg)

    def in_year(self, year: int) -> date:
        """The day it falls on."""
        return date(year, self.month, 28 if (self.month, self.day) == (2, 29) and not isleap(year) else self.day)

    def __str__(self) -> str:
        return f"{self.day} {MONTHS[self.month - 1]}"

    def __lt__(self, other: Self) -> bool:
        return (self.month, self.day) < (other.month, other.day)


def _month_and_day(text: str) -> tuple[int, int]:
    if found := _NUMBERS.fullmatch(text):
        month, day = int(found[1]), int(found[2])
        if not 1 <= month <= len(MONTHS):
            msg = f"there is no month {month}; the month comes first, so 03-01 is 1 March"
            raise ValueError(msg)
        return month, day
    if found := _DAY_FIRST.fullmatch(text):
        return _month(found[2], found[1]), int(found[1])
    if found := _MONTH_FIRST.fullmatch(text):
        return _month(found[1], found[2]), int(found[2])
    msg = f"expected {EXAMPLE}"
    raise ValueError(msg)


def _month(word: str, day: str) -> int:
    """The number of a month from its name, or from its first letters."""
    name = word.capitalize()
    for number, month in enumerate(MONTHS, start=1):
        if len(name) >= _SHORTEST and month.startswith(name):
            return number
    close = get_close_matches(name, MONTHS, n=1, cutoff=0.5)
    hint = f"did you mean {int(day)} {close[0]}?" if close else "write it in English, such as 1 March"
    msg = f"there is no month {word!r}; {hint}"
    raise ValueError(msg)


def _day(value: object) -> YearDay | date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return _within_reach(value)
    if isinstance(value, YearDay):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        return _within_reach(_date(value.strip()))
    try:
        return YearDay(value)  # type: ignore[arg-type]
    except ValueError as error:
        problem = f"is no day; write {DAY_EXAMPLE}" if str(error).startswith("expected ") else str(error)
        raise ValueError(problem) from None


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"there is no such date; write {DAY_EXAMPLE}"
        raise ValueError(msg) from None


def _within_reach(day: date) -> date:
    if day.year not in YEARS:
        msg = f"lies outside the years {YEARS[0]} to {YEARS[-1]}; write a date within them"
        raise ValueError(msg)
    return day


Day = Annotated[
    YearDay | date,
    PlainValidator(_day),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": DAY_EXAMPLE, "examples": ["1 March", "2026-03-01"]}),
]
"""A day of each year ("1 March"), or of one year only (2026-03-01)."""


def day_order(day: YearDay | date) -> tuple[bool, int, int, int]:
    """Days of each year first, then dates."""
    return isinstance(day, date), day.year if isinstance(day, date) else 0, day.month, day.day
