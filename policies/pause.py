"""Pauses: days on which a clock stands still, each year or once."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from heapq import merge
from itertools import count
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from policies.each_once import each_once
from policies.section import Contradiction, Section, Wording
from policies.year_day import Day, YearDay

LONGEST_YEARS: Final = 5
"""Of a pause that happens once."""
_DAY: Final = timedelta(days=1)

Stretch = tuple[date, date]
"""The first day, and the first day after."""
NEVER: Final = (date.max, date.max)


class Clock(StrEnum):
    """What a pause can stop."""

    SILENCE = "silence"
    """The ladder of silence: how long nothing was heard, and who is told."""
    QUESTIONS = "questions"
    """Due dates, reminders, escalation and expiry of questions, and the times that stages have."""
    DUTIES = "duties"
    """Filing again, and telling people after a duty's date."""


Clocks = Annotated[tuple[Clock, ...], each_once(list(Clock).index)]


class Pause(Section):
    """Both days belong to it. A pause of every year may go over new year."""

    model_config = ConfigDict(serialize_by_alias=True)

    name: Wording
    first: Day = Field(alias="from")
    until: Day
    stops: Clocks = (Clock.SILENCE,)

    def contradictions(self) -> Iterator[Contradiction]:
        yield from self._of_what_it_stops()
        yield from self._of_its_end()

    def _of_what_it_stops(self) -> Iterator[Contradiction]:
        if not self.stops:
            msg = f"a pause that stops nothing is none; write one or more of {', '.join(Clock)}, or take the pause out"
            yield Contradiction(msg, at=("stops",))

    def _of_its_end(self) -> Iterator[Contradiction]:
        first, last = self.first, self.until
        if isinstance(first, YearDay) is not isinstance(last, YearDay):
            msg = f"{first} and {last} don't go together; write both as days of every year, or both as dates"
            yield Contradiction(msg, at=("until",))
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                msg = f"a pause can't end ({last}) before it begins ({first}); exchange the two"
                yield Contradiction(msg, at=("until",))
            if last.year - first.year > LONGEST_YEARS:
                msg = (
                    f"a pause lasts at most {LONGEST_YEARS} years; write a nearer end, and move it when the time comes"
                )
                yield Contradiction(msg, at=("until",))

    @property
    def yearly(self) -> bool:
        return isinstance(self.first, YearDay)

    def begun_in(self, year: int) -> Stretch:
        """The stretch that begins in `year`; of a pause that happens once, that one."""
        if isinstance(self.first, YearDay) and isinstance(self.until, YearDay):
            over_new_year = self.until < self.first
            return self.first.in_year(year), self.until.in_year(year + over_new_year) + _DAY
        assert isinstance(self.first, date)
        assert isinstance(self.until, date)
        return self.first, self.until + _DAY


def stretches(pauses: Iterable[Pause], clock: Clock, since: date) -> Iterator[Stretch]:
    """Where `clock` stands still from `since` on: in order, and joined where they touch. May go on for ever."""
    stopping = [pause for pause in pauses if clock in pause.stops]
    once = sorted(pause.begun_in(since.year) for pause in stopping if not pause.yearly)
    last: Stretch | None = None
    for first, over in merge(once, _each_year([pause for pause in stopping if pause.yearly], since.year - 1)):
        if over <= since:
            continue
        if last and first <= last[1]:
            last = last[0], max(last[1], over)
        else:
            if last:
                yield last
            last = first, over
    if last:
        yield last


def running(days: Iterator[date], paused: Iterator[Stretch]) -> Iterator[date]:
    """The days, which go forward, without those that lie in a pause."""
    first, over = next(paused, NEVER)
    for day in days:
        while day >= over:
            first, over = next(paused, NEVER)
        if day < first:
            yield day


def _each_year(yearly: list[Pause], year: int) -> Iterator[Stretch]:
    if yearly:
        for number in count(year):
            yield from sorted(pause.begun_in(number) for pause in yearly)


def paused_each_year(pauses: Iterable[Pause], clock: Clock, year: int) -> set[date]:
    """The days of `year` on which pauses of every year stop `clock`."""
    begun = (
        pause.begun_in(number)
        for pause in pauses
        for number in (year - 1, year)
        if pause.yearly and clock in pause.stops
    )
    days = (first + _DAY * number for first, over in begun for number in range((over - first).days))
    return {day for day in days if day.year == year}
