"""The calendar of an organisation: its days off, its time zone, and the pauses in which clocks stand still."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Annotated, Any, Final

from dateutil.relativedelta import relativedelta
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from policies.each_once import each_once
from policies.local_time import beginning, counted, midnight, moment_of, wall_time
from policies.pause import Clock, Pause, paused_each_year, running, stretches
from policies.public_holidays import check_country, check_region, public_holidays, usual_weekend
from policies.section import Contradiction, Section
from policies.time_zone import check_time_zone, zone_named
from policies.year_day import Day, YearDay, day_order
from vocabulary.span import Span

__all__ = ["Calendar", "Clock", "Day", "Pause", "Weekday"]

_DAY: Final = timedelta(days=1)
_A_YEAR: Final = 2027
"""A common one, to count what is left of every year."""
RUNNING_AT_LEAST: Final = 30
"""Days of a year on which a clock must run, so that every deadline comes."""
FREE_AT_MOST: Final = 4
"""Days of a week."""


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_WEEK: Final = list(Weekday)
SATURDAY_AND_SUNDAY: Final = (Weekday.SATURDAY, Weekday.SUNDAY)
Weekend = Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=FREE_AT_MOST), each_once(_WEEK.index)]


class Calendar(Section):
    """Left out, it means: UTC, Saturday and Sunday free, no holidays, no pauses."""

    country: Annotated[str, AfterValidator(check_country)] | None = Field(default=None, examples=["CH"])
    """ISO code of two letters; its public holidays are days off."""
    region: str | None = Field(default=None, examples=["ZH"])
    """A part of the country with holidays of its own, by its code."""
    weekend: Weekend = Field(default=(), validate_default=True, json_schema_extra={"default": [*SATURDAY_AND_SUNDAY]})
    """Left out, Saturday and Sunday, as long as that is the weekend of the country."""
    time_zone: Annotated[str, AfterValidator(check_time_zone)] = Field(default="UTC", examples=["Europe/Zurich"])
    """IANA name."""
    holidays: Annotated[tuple[Day, ...], Field(max_length=100), each_once(day_order)] = ()
    """Days off of the organisation's own."""
    pauses: tuple[Pause, ...] = Field(default=(), max_length=20)

    @field_validator("weekend", mode="before")
    @classmethod
    def _weekend_if_left_out(cls, days: Any, info: ValidationInfo) -> Any:
        """Where a country's weekend is another than ours, the document says which is meant.

        What is read here is never the default, so that a document written out again says it too.
        """
        if days != ():
            return days
        country = info.data.get("country")
        there = tuple(_WEEK[number] for number in usual_weekend(country)) if country else SATURDAY_AND_SUNDAY
        if there != SATURDAY_AND_SUNDAY:
            msg = (
                f"the weekend of {country} is not Saturday and Sunday; "
                f"write weekend: [{', '.join(there)}], or the days that are free with you"
            )
            raise Contradiction(msg, at=("country",))
        return SATURDAY_AND_SUNDAY

    def contradictions(self) -> Iterator[Contradiction]:
        yield from self._of_the_region()
        yield from self._of_clocks_that_stand_still()

    def _of_the_region(self) -> Iterator[Contradiction]:
        if self.region is not None and self.country is None:
            msg = f"the region {self.region} needs its country; write country beside it, such as country: CH"
            yield Contradiction(msg, at=("region",))
        if self.region is not None and self.country is not None:
            try:
                check_region(self.country, self.region)
            except ValueError as error:
                yield Contradiction(str(error), at=("region",))

    def _of_clocks_that_stand_still(self) -> Iterator[Contradiction]:
        off = {day.in_year(_A_YEAR) for day in self.holidays if isinstance(day, YearDay)}
        for clock in Clock:
            left = 365 - len(off | paused_each_year(self.pauses, clock, _A_YEAR))
            if left < RUNNING_AT_LEAST:
                msg = (
                    f"pauses and holidays of every year leave {clock.value} {left} days to run; "
                    f"shorten them, so that at least {RUNNING_AT_LEAST} are left"
                )
                yield Contradiction(msg, at=("pauses",))

    @property
    def zone(self) -> tzinfo:
        return zone_named(self.time_zone)

    def is_working_day(self, day: date) -> bool:
        """Neither weekend nor holiday; a pause does not matter here."""
        if _WEEK[day.weekday()] in self.weekend:
            return False
        return day not in _days_off(self.country, self.region, self.holidays, day.year)

    def after(self, span: Span, moment: datetime, clock: Clock) -> datetime:
        """The moment at which `clock` has run for `span` since `moment` (aware), in UTC.

        Days, weeks, months and years keep the local time of day, hours and less are always as long. The time in
        which the clock is paused does not count: what begins in a pause begins when the pause is over, nothing
        falls due in one, and nothing falls due later than if it had begun after it. Working days are neither free
        nor paused; what begins on another day begins with the next of them. A span of nothing ends where it begins.

        Who begins later is not due earlier, with two exceptions of less than a day. Months end on one day for several:
        two months from 30 July 17:00 are 30 September 17:00, and from 31 July 9:00 they are 30 September 9:00. And in
        the hour that comes twice when clocks are put back, 2:50 may come before 2:10.
        """
        if span.working_days:
            return self._working_days_later(span.working_days, moment, clock)
        if self.pauses and any(clock in pause.stops for pause in self.pauses):
            return self._running_time_later(span, moment, clock)
        return counted(span, moment, self.zone)

    def before(self, span: Span, moment: datetime) -> datetime:
        """The moment `span` ahead of `moment` (aware), in UTC; pauses do not matter, for it is promised by its date."""
        if span.working_days:
            return self._working_days_earlier(span.working_days, moment)
        return counted(span, moment, self.zone, -1)

    def _running_time_later(self, span: Span, moment: datetime, clock: Clock) -> datetime:
        # Dates are counted on the wall, where days are days; hours as they pass.
        moment = moment.astimezone(UTC)
        if span.dates:
            wall = wall_time(moment, self.zone)
            wall = _past_pauses(wall, span.dates, self._paused_from(wall.date(), clock, midnight))
            moment = moment_of(wall, self.zone)
        if span.time:
            today = wall_time(moment, self.zone).date()
            paused = self._paused_from(today, clock, lambda day: beginning(day, self.zone))
            moment = _past_pauses(moment, span.time, paused)
        return moment

    def _paused_from(
        self, day: date, clock: Clock, begins: Callable[[date], datetime]
    ) -> Iterator[tuple[datetime, datetime]]:
        return ((begins(first), begins(over)) for first, over in stretches(self.pauses, clock, day))

    def _working_days_later(self, count: int, moment: datetime, clock: Clock) -> datetime:
        wall = wall_time(moment, self.zone)
        days = running(self._working_days(wall.date(), _DAY), stretches(self.pauses, clock, wall.date()))
        return moment_of(_nth_day(days, wall, count), self.zone)

    def _working_days_earlier(self, count: int, moment: datetime) -> datetime:
        wall = wall_time(moment, self.zone)
        if not self.is_working_day(wall.date()):  # like later ones, they are counted from the next working day
            wall = midnight(next(self._working_days(wall.date(), _DAY)))
        return moment_of(_nth_day(self._working_days(wall.date(), -_DAY), wall, count), self.zone)

    def _working_days(self, day: date, step: timedelta) -> Iterator[date]:
        """The working days from `day` on, or back."""
        weekend = {_WEEK.index(free) for free in self.weekend}
        while True:
            off = _days_off(self.country, self.region, self.holidays, year := day.year)
            while day.year == year:
                if day.weekday() not in weekend and day not in off:
                    yield day
                day += step


def _past_pauses(
    start: datetime, length: relativedelta | timedelta, paused: Iterable[tuple[datetime, datetime]]
) -> datetime:
    """`length` after `start`, and later by all that is paused in between."""
    end = start + length
    for begins, over in paused:
        if over <= start:
            continue
        if begins <= start:
            start, end = over, over + length
        elif begins <= end:
            # Months differ in length: a month of which 31 days were left may not outlast one begun after the pause.
            end = min(end + (over - begins), over + length)
        else:
            break
    return end


def _nth_day(days: Iterator[date], wall: datetime, count: int) -> datetime:
    """The `count`-th of `days` after the first, at the time of `wall`; at midnight where the first is another day."""
    first = next(days)
    at = wall.time() if first == wall.date() else time.min
    return datetime.combine(next(islice(days, count - 1, None)), at)


@lru_cache(maxsize=1024)
def _days_off(country: str | None, region: str | None, own: tuple[Day, ...], year: int) -> frozenset[date]:
    named = public_holidays(country, region, year) if country else frozenset()
    return named | {day.in_year(year) if isinstance(day, YearDay) else day for day in own}
