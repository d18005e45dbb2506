"""A day that comes back every year, as people write it."""

from calendar import isleap
from datetime import date
from difflib import get_close_matches
from re import compile as pattern
from typing import Any, ClassVar, Final

from vocabulary.spoken import Spoken

MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
EXAMPLE: Final = 'a day of the year such as "1 March"'
_WRITTEN: Final = pattern(r"\s*(?:(\d{1,2})\s+([A-Za-z]{3,9})|([A-Za-z]{3,9})\s+(\d{1,2})|(\d{2})-(\d{2}))\s*")
_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class YearDay(Spoken):
    """A month and a day; 29 February is the 28th in years that have none."""

    __slots__ = ("day", "month")

    SCHEMA: ClassVar[dict[str, Any]] = {"description": EXAMPLE, "examples": ["1 March"]}

    def __init__(self, text: str) -> None:
        written = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        if written is None:
            msg = f"expected {EXAMPLE}"
            raise ValueError(msg)
        day, month, month_first, day_last, number, day_number = written.groups()
        self.month = int(number) if number else _month(month or month_first)
        self.day = int(day or day_last or day_number)
        if not (1 <= self.month <= 12 and 1 <= self.day <= _LENGTHS[self.month - 1]):
            msg = f"there is no such day; expected {EXAMPLE}"
            raise ValueError(msg)

    def in_year(self, year: int) -> date:
        """The day in a year."""
        day = 28 if (self.month, self.day) == (2, 29) and not isleap(year) else self.day
        return date(year, self.month, day)

    def __str__(self) -> str:
        return f"{self.day} {MONTHS[self.month - 1]}"

    def __lt__(self, other: "YearDay") -> bool:
        return (self.month, self.day) < (other.month, other.day)


def _month(name: str) -> int:
    for number, month in enumerate(MONTHS, start=1):
        if month.lower() == name.lower() or month[:3].lower() == name.lower():
            return number
    close = get_close_matches(name.capitalize(), MONTHS, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]!r}?" if close else f"expected {EXAMPLE}"
    msg = f"{name!r} is no month; {hint}"
    raise ValueError(msg)
