"""Lengths of time as people write them, counted by the calendar."""

import re
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Final, Self

from dateutil.relativedelta import relativedelta

from vocabulary.moved import moved, shift
from vocabulary.spoken import Spoken

UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
_PART: Final = re.compile(r"(\d{1,6})\s*(year|month|week|day|hour|minute|second|working\s+day)s?")
_WHOLE: Final = re.compile(rf"\s*{_PART.pattern}(\s*(,|and)?\s*{_PART.pattern})*\s*")
EXAMPLE: Final = 'a length of time such as "10 days", "10 working days", "2 weeks", "1 year 6 months" or "30 seconds"'
WORKING_WEEK: Final = 5
"""Working days from Monday to Friday, where no calendar says otherwise."""
LONGEST_YEARS: Final = 100
LONGEST_TEXT: Final = 200
_DAYS_AT_MOST: Final = dict(zip(UNITS, (366, 30.5, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400), strict=True))


class Span(Spoken):
    """A length of time by the calendar: a month after 31 January is the last day of February.

    Working days stand alone. Without a calendar they are the days from Monday to Friday: Monday 15:00 is one working
    day after Friday 15:00, and what begins on a free day begins with the next working day.
    """

    __slots__ = ("_delta", "_seconds", "_shift", "_text", "dates", "time", "working_days")

    SCHEMA: ClassVar[dict[str, Any]] = {
        "description": EXAMPLE,
        "pattern": f"^{_WHOLE.pattern}$",
        "maxLength": LONGEST_TEXT,
        "examples": ["10 days", "10 working days", "2 weeks", "1 year 6 months", "30 seconds"],
    }

    def __init__(self, text: str) -> None:
        if not isinstance(text, str) or len(text) > LONGEST_TEXT or not _WHOLE.fullmatch(text):
            msg = f"expected {EXAMPLE}"
            raise ValueError(msg)
        parts, self.working_days = _parts(text)
        days = (
            sum(number * _DAYS_AT_MOST[unit] for unit, number in parts.items()) + self.working_days * 7 / WORKING_WEEK
        )
        if days > LONGEST_YEARS * 366:
            msg = f"at most {LONGEST_YEARS} years"
            raise ValueError(msg)
        self._delta = relativedelta(**parts)  # type: ignore[arg-type]
        self._shift = shift(self._delta)
        self.dates = relativedelta(years=self._delta.years, months=self._delta.months, days=self._delta.days)
        """Its years, months and days, which keep the time of day; 24 hours are a day."""
        self.time = timedelta(hours=self._delta.hours, minutes=self._delta.minutes, seconds=self._delta.seconds)
        """Its hours, minutes and seconds: under a day, and always as long."""
        # Written from what it means, so that equal spans are written alike: "12 months" is "1 year".
        meant = [(unit, int(getattr(self._delta, unit))) for unit in UNITS if unit != "weeks"]
        meant.append(("working days", self.working_days))
        self._text = ", ".join(f"{n} {unit if n != 1 else unit[:-1]}" for unit, n in meant if n) or "0 days"

        start = datetime(2001, 1, 1)  # noqa: DTZ001  a yardstick, not a moment
        working = timedelta(days=self.working_days * 7) / WORKING_WEEK
        self._seconds = ((start + self._delta) - start + working) / timedelta(seconds=1)

    def after(self, moment: datetime, times: int = 1) -> datetime:
        """The moment `times` spans later."""
        if self.working_days:
            return _working_days_later(moment, self.working_days * times)
        return moved(moment, self._shift, times)

    def before(self, moment: datetime) -> datetime:
        """The moment a span earlier."""
        if self.working_days:
            return _working_days_later(moment, -self.working_days)
        return moved(moment, self._shift, -1)

    def seconds(self) -> float:
        """About how long it is, for comparing: months and years as they begin in January 2001.

        A working day is 7/5 of a day.
        """
        return self._seconds

    def __str__(self) -> str:
        return self._text

    def __lt__(self, other: Self) -> bool:
        return self.seconds() < other.seconds()


def _parts(text: str) -> tuple[dict[str, int], int]:
    """How much there is of each unit, and how many working days."""
    parts, found = dict.fromkeys(UNITS, 0), _PART.findall(text)
    for number, unit in found:
        if not unit.startswith("working"):
            parts[f"{unit}s"] += int(number)
        elif len(found) == 1:
            return parts, int(number)
        else:
            msg = 'working days can\'t be added to anything; write them alone, such as "10 working days"'
            raise ValueError(msg)
    return parts, 0


def _working_days_later(moment: datetime, count: int) -> datetime:
    """Monday to Friday, in one step however many; earlier for a negative count."""
    # From a free day on its time of day is not kept: else Saturday 9:00 would be due on Monday at 9:00, before
    # Friday 17:00, which is due on Monday at 17:00.
    if (weekday := moment.weekday()) >= WORKING_WEEK:
        moment = datetime.combine(moment.date() + timedelta(days=7 - weekday), time.min, moment.tzinfo)
        weekday = 0
    weeks, rest = divmod(count, WORKING_WEEK)
    over_the_weekend = 2 if weekday + rest >= WORKING_WEEK else 0
    return moment + timedelta(days=weeks * 7 + rest + over_the_weekend)
