"""Working days, holidays, and times in which clocks stand still."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from policies.section import Contradiction, Section, Wording
from policies.year_day import YearDay
from vocabulary.span import Span

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_LOOK: Final = 50
"""Years ahead that pauses are looked for; longer spans than that are promised to nobody."""
_DAY: Final = timedelta(days=1)


class Clock(StrEnum):
    """Which clocks may stand still."""

    SILENCE = "silence"
    """The ladder of silence."""
    QUESTIONS = "questions"
    """Due dates, reminders, escalation and expiry of questions, and the times that stages have."""
    DUTIES = "duties"
    """Filing again, and telling people after a duty's date."""


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


def _day(value: Any) -> Any:
    if isinstance(value, date | YearDay):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return YearDay(value)


Day = Annotated[
    date | YearDay,
    BeforeValidator(_day),
    PlainSerializer(str, return_type=str),
]
"""One day (2026-05-01), or the same day of every year (1 November)."""


class Pause(Section):
    """A time in which clocks stand still: every year, or once."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    name: Wording
    first: Day = Field(alias="from")
    until: Day
    """The last day of it."""
    stops: tuple[Clock, ...] = Field(default=(Clock.SILENCE,), min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if isinstance(self.first, date) != isinstance(self.until, date):
            raise Contradiction("write both ends with the year (once), or both without (every year)", at=("until",))
        if isinstance(self.first, date) and isinstance(self.until, date) and self.until < self.first:
            raise Contradiction(f"ends on {self.until}, before it begins", at=("until",))
        if isinstance(self.first, YearDay) and len(list(self._days(2023))) > 300:
            raise Contradiction("stands still for almost the whole year; nothing would ever be due", at=("until",))
        return self

    def _days(self, year: int) -> Iterator[date]:
        for first, last in self.times(year, year):
            for number in range((last - first).days + 1):
                yield first + number * _DAY

    def times(self, first_year: int, last_year: int) -> Iterator[tuple[date, date]]:
        """First and last day of each time it happens that begins in these years."""
        if isinstance(self.first, date) and isinstance(self.until, date):
            yield self.first, self.until
        elif isinstance(self.first, YearDay) and isinstance(self.until, YearDay):
            for year in range(first_year, last_year + 1):
                first, last = self.first.in_year(year), self.until.in_year(year)
                yield first, last if first <= last else self.until.in_year(year + 1)


class Calendar(Section):
    """How an organisation counts time; left out, every day counts from midnight to midnight in UTC."""

    country: str | None = Field(default=None, examples=["CH"])
    """ISO 3166 code, for its public holidays."""
    region: str | None = Field(default=None, examples=["ZH"])
    """Its part (canton, state), where holidays differ."""
    weekend: tuple[Weekday, ...] = (Weekday.SATURDAY, Weekday.SUNDAY)
    time_zone: str = Field(default="UTC", examples=["Europe/Zurich"])
    holidays: tuple[Day, ...] = ()
    """The organisation's own, beside the country's."""
    pauses: tuple[Pause, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.time_zone not in _zones():
            raise Contradiction(_unknown(self.time_zone, "time zone", _zones()), at=("time_zone",))
        if len(set(self.weekend)) > 6:
            raise Contradiction("a week without a working day has no working days to count", at=("weekend",))
        if self.region and not self.country:
            raise Contradiction("a region needs its country", at=("region",))
        if self.country:
            regions = _countries().get(self.country)
            if regions is None:
                raise Contradiction(_unknown(self.country, "country", _countries()), at=("country",))
            if self.region and self.region not in regions:
                what = f"region of {self.country}"
                raise Contradiction(_unknown(self.region, what, regions or ["none"]), at=("region",))
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def after(self, span: Span, moment: datetime, clock: Clock) -> datetime:
        """The moment a span later on a clock (UTC), which stands still in its pauses."""
        pauses = self._pauses(clock)
        if span.working_days:
            return self._working(moment, span.working_days, pauses)
        end = self._plain(span, moment)
        return self._past_pauses(moment, end, pauses) if pauses else end

    def before(self, span: Span, moment: datetime) -> datetime:
        """The moment a span earlier (UTC): dates are promised ahead, whatever stands still."""
        if span.working_days:
            return self._working(moment, -span.working_days, ())
        if self.time_zone == "UTC" or not span.is_of_days:
            return span.before(moment)
        return span.before(moment.astimezone(self.zone)).astimezone(moment.tzinfo)

    def is_working_day(self, day: date) -> bool:
        if DAYS[day.weekday()] in self.weekend:
            return False
        if any(own == day if isinstance(own, date) else own.in_year(day.year) == day for own in self.holidays):
            return False
        return not (self.country and day in _holidays(self.country, self.region, day.year))

    def _plain(self, span: Span, moment: datetime) -> datetime:
        # Days keep the time of day across a change of the clocks; hours are as long as they are.
        if self.time_zone == "UTC" or not span.is_of_days:
            return span.after(moment)
        return span.after(moment.astimezone(self.zone)).astimezone(moment.tzinfo)

    def _pauses(self, clock: Clock) -> tuple[Pause, ...]:
        return tuple(pause for pause in self.pauses if clock in pause.stops)

    def _past_pauses(self, moment: datetime, end: datetime, pauses: tuple[Pause, ...]) -> datetime:
        """Later by as much as the clock stood still in between."""
        running_from = moment
        for first, last in self._stretches(moment, pauses):
            if first >= end:
                break
            if last > running_from:
                end += last - max(first, running_from)
                running_from = last
        return end

    def _stretches(self, moment: datetime, pauses: tuple[Pause, ...]) -> Iterator[tuple[datetime, datetime]]:
        """Times in which a clock stands still, in order and joined where they meet, from the one around a moment."""
        year = moment.astimezone(self.zone).year
        times = sorted(
            (self._midnight(first), self._midnight(last + _DAY))
            for pause in pauses
            for first, last in pause.times(year - 1, year + LONGEST_LOOK)
        )
        for first, last in times:
            if last > moment:
                yield first, last

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(ZoneInfo("UTC"))

    def _working(self, moment: datetime, days: int, pauses: tuple[Pause, ...]) -> datetime:
        local = moment.astimezone(self.zone)
        step = _DAY if days > 0 else -_DAY
        left = abs(days)
        while left:
            local += step
            day = local.date()
            if self.is_working_day(day) and not any(_lies_in(pause, day) for pause in pauses):
                left -= 1
        return local.astimezone(moment.tzinfo)


def _lies_in(pause: Pause, day: date) -> bool:
    return any(first <= day <= last for first, last in pause.times(day.year - 1, day.year))


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    import holidays  # only policies that name a country pay for loading it

    return holidays.list_supported_countries(include_aliases=True)


@lru_cache(maxsize=1_024)
def _holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays(country, subdiv=region, years=range(year - 1, year + 2)))


def _unknown(given: str, what: str, known: Any) -> str:
    close = get_close_matches(given, known, n=1, cutoff=0.5) or get_close_matches(given.upper(), known, n=1)
    return f"{given!r} is no {what} that is known here; " + (
        f"did you mean {close[0]!r}?" if close else "look its code up"
    )
