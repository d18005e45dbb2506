"""Lengths of time as people write them, counted by the calendar."""

import re
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Self

from dateutil.relativedelta import relativedelta

from vocabulary.moved import moved, shift
from vocabulary.spoken import Spoken

UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
_PART: Final = re.compile(r"(\d{1,6})\s*(year|month|week|day|hour|minute|second)s?")
_WHOLE: Final = re.compile(rf"\s*{_PART.pattern}(\s*(,|and)?\s*{_PART.pattern})*\s*")
_WORKING: Final = re.compile(r"\s*(\d{1,4})\s*working\s+days?\s*")
EXAMPLE: Final = 'a length of time such as "10 days", "10 working days", "2 weeks", "1 year 6 months" or "30 seconds"'
WEEKEND: Final = frozenset({5, 6})
"""Saturday and Sunday, where no calendar says otherwise."""
LONGEST_YEARS: Final = 100
LONGEST_TEXT: Final = 200
_DAYS_AT_MOST: Final = dict(zip(UNITS, (366, 30.5, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400), strict=True))


class Span(Spoken):
    """A length of time by the calendar: a month after 31 January is the last day of February.

    Working days stand alone; without a calendar they are the days from Monday to Friday.
    """

    __slots__ = ("_delta", "_shift", "_text", "working_days")

    SCHEMA: ClassVar[dict[str, Any]] = {
        "description": EXAMPLE,
        "pattern": f"^({_WHOLE.pattern}|{_WORKING.pattern})$",
        "maxLength": LONGEST_TEXT,
        "examples": ["10 days", "10 working days", "2 weeks", "1 year 6 months", "30 seconds"],
    }

    def __init__(self, text: str) -> None:
        working = _WORKING.fullmatch(text) if isinstance(text, str) and len(text) <= LONGEST_TEXT else None
        self.working_days = int(working[1]) if working else 0
        if working:
            self._delta = relativedelta()
            self._shift = shift(self._delta)
            self._text = f"{self.working_days} working day{'' if self.working_days == 1 else 's'}"
            return
        if isinstance(text, str) and "working" in text:
            msg = 'working days stand alone, for example "10 working days"'
            raise ValueError(msg)
        if not isinstance(text, str) or len(text) > LONGEST_TEXT or not _WHOLE.fullmatch(text):
            msg = f"expected {EXAMPLE}"
            raise ValueError(msg)
        parts = {f"{unit}s": 0 for unit in (unit.rstrip("s") for unit in UNITS)}
        for number, unit in _PART.findall(text):
            parts[f"{unit}s"] += int(number)
        if sum(number * _DAYS_AT_MOST[unit] for unit, number in parts.items()) > LONGEST_YEARS * 366:
            msg = f"at most {LONGEST_YEARS} years"
            raise ValueError(msg)
        self._delta = relativedelta(**parts)  # type: ignore[arg-type]
        self._shift = shift(self._delta)
        # Written from what it means, so that equal spans are written alike: "12 months" is "1 year".
        meant = [(unit, int(getattr(self._delta, unit))) for unit in UNITS if unit != "weeks"]
        self._text = ", ".join(f"{n} {unit if n != 1 else unit[:-1]}" for unit, n in meant if n) or "0 days"

    def after(self, moment: datetime, times: int = 1) -> datetime:
        """The moment `times` spans later."""
        if self.working_days:
            return _working(moment, self.working_days * times)
        return moved(moment, self._shift, times)

    def before(self, moment: datetime) -> datetime:
        """The moment a span earlier."""
        if self.working_days:
            return _working(moment, -self.working_days)
        return moved(moment, self._shift, -1)

    @property
    def is_of_days(self) -> bool:
        """Whether it is counted in days or longer: then the time of day stays what it is where the clocks change."""
        return not any((self._delta.hours, self._delta.minutes, self._delta.seconds))

    def seconds(self) -> float:
        """About how long it is, for comparing: months and years as they begin in January 2001."""
        if self.working_days:
            return self.working_days * 7 / 5 * 86_400
        start = datetime(2001, 1, 1)  # noqa: DTZ001  a yardstick, not a moment
        return ((start + self._delta) - start) / timedelta(seconds=1)

    def __str__(self) -> str:
        return self._text

    def __lt__(self, other: Self) -> bool:
        return self.seconds() < other.seconds()


def _working(moment: datetime, days: int) -> datetime:
    """So many days from Monday to Friday later (or earlier), at the same time of day."""
    step = timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        moment += step
        while moment.weekday() in WEEKEND:
            moment += step
    return moment
