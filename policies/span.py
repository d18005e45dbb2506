"""Lengths of time as people write them, counted by the calendar."""

import re
from datetime import datetime, timedelta
from typing import Any, Final, Self

from dateutil.relativedelta import relativedelta
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from policies.moved import moved, shift

UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
_PART: Final = re.compile(r"(\d{1,6})\s*(year|month|week|day|hour|minute|second)s?")
_WHOLE: Final = re.compile(rf"\s*{_PART.pattern}(\s*(,|and)?\s*{_PART.pattern})*\s*")
EXAMPLE: Final = 'a length of time such as "10 days", "2 weeks", "1 year 6 months" or "30 seconds"'
LONGEST_YEARS: Final = 100
LONGEST_TEXT: Final = 200
_DAYS_AT_MOST: Final = dict(zip(UNITS, (366, 30.5, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400), strict=True))


class Span:
    """A length of time by the calendar: a month after 31 January is the last day of February."""

    __slots__ = ("_delta", "_shift", "_text")

    def __init__(self, text: str) -> None:
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
        return moved(moment, self._shift, times)

    def before(self, moment: datetime) -> datetime:
        return moved(moment, self._shift, -1)

    def seconds(self) -> float:
        """About how long it is, for comparing: months and years as they begin in January 2001."""
        start = datetime(2001, 1, 1)  # noqa: DTZ001  a yardstick, not a moment
        return ((start + self._delta) - start) / timedelta(seconds=1)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Span({self._text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self._delta == other._delta

    def __hash__(self) -> int:
        return hash(self._delta)

    def __lt__(self, other: Self) -> bool:
        return self.seconds() < other.seconds()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_text = core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls(value)
        )
        return core_schema.json_or_python_schema(
            from_text, from_text, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "description": EXAMPLE}
