"""When a recurring appointment came: the rules of RFC 5545, and no more work than one appointment is worth."""

from collections.abc import Collection, Sequence
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from typing import Any, Final, NamedTuple

from dateutil.rrule import rrulestr

from adapters.csv_lines import Wrong

OFTEN: Final = 5_000
"""Times that are told of one appointment, the latest; on each working day that is twenty years."""
BUSY: Final = 100_000
"""Times that are looked at: each day for 270 years, a tenth of a second. Who comes more often is no appointment."""
LONG: Final = 500
"""Characters of a rule, whose lists would be gone through for each day."""
_CYCLE: Final = 400
"""Years after which the calendar is the same again, days of the week and all."""
_FREQUENCIES: Final = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"}
_BY_DATE: Final = {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE", "BYSECOND", "BYEASTER"}


class Series(NamedTuple):
    """A recurring appointment."""

    rule: str
    """Without its end."""
    start: datetime
    """By the clock of the zone, and naive."""
    zone: tzinfo
    until: datetime
    """UTC."""
    excepted: frozenset[datetime]
    """UTC."""


class Came(NamedTuple):
    """When a recurring appointment came, in UTC."""

    latest: Sequence[datetime]
    """At most `OFTEN`."""
    before: int
    """How often it had come before these."""


def series_of(event: Any, now: datetime) -> Series:
    """Up to now; raises `Wrong` for a rule that can't be followed, and what the libraries raise."""
    rule = event["RRULE"]
    if isinstance(rule, list):
        raise Wrong("RRULE", "stands there twice; expected one rule")
    frequency = {str(one).upper() for one in rule.get("FREQ", [])}
    by = set(rule)
    if (
        len(frequency) != 1
        or not frequency <= _FREQUENCIES
        or "BYEASTER" in by
        or (frequency == {"DAILY"} and by & _BY_DATE)
    ):
        raise Wrong("RRULE", "is a rule that is not understood; expected YEARLY, MONTHLY, WEEKLY or plain DAILY")
    if any(int(step) < 1 for step in rule.get("INTERVAL", [])):
        raise Wrong("RRULE", "never gets to another day; expected INTERVAL=1 or more")
    written = event["DTSTART"].dt
    local = written if isinstance(written, datetime) else datetime.combine(written, time())
    zone = local.tzinfo or UTC
    text = type(rule)({key: value for key, value in rule.items() if key != "UNTIL"}).to_ical().decode()
    if len(text) > LONG:
        raise Wrong("RRULE", f"is longer than {LONG} characters; expected a rule of an appointment")
    until = min([now, *(in_utc(end, zone) for end in rule.get("UNTIL", []))])
    excepted = [in_utc(one.dt, zone) for dates in each(event.get("EXDATE")) for one in getattr(dates, "dts", ())]
    return Series(text, local.replace(tzinfo=None), zone, until, frozenset(excepted))


def came(series: Series, but: Collection[datetime] = (), ended: datetime | None = None) -> Came:
    """By the clock of the zone that it is written in, but for times which are told by themselves, and before it ended.

    All in UTC; raises `Wrong`, and what the libraries raise.
    """
    end = series.until if ended is None else min(series.until, ended - timedelta(seconds=1))
    until = end.astimezone(series.zone).replace(tzinfo=None)
    if series.start > until:
        return Came((), 0)
    # For a time that never comes (30 February) the library looks until the year 9999, whatever the end is: told of
    # the same years as near to that as can be, it looks at a twentieth.
    later = (MAXYEAR - until.year) // _CYCLE * _CYCLE
    last = _years_on(until, later)
    rule: Any = rrulestr(series.rule, dtstart=_years_on(series.start, later))
    times = list(islice(takewhile(lambda at: at <= last, rule), BUSY + 1))
    if len(times) > BUSY:
        raise Wrong("RRULE", f"came more than {BUSY:,} times; expected an appointment that people can keep")
    moments = [_years_on(at, -later).replace(tzinfo=series.zone).astimezone(UTC) for at in times]
    told = [at for at in moments if at not in series.excepted and at not in but]
    return Came(told[-OFTEN:], max(0, len(told) - OFTEN))


def _years_on(at: datetime, years: int) -> datetime:
    return at.replace(year=at.year + years)


def in_utc(at: date, zone: tzinfo) -> datetime:
    """A day is meant from its beginning; what has no zone, in this one."""
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def each(value: Any) -> list[Any]:
    """What may stand in an appointment once or more often."""
    return value if isinstance(value, list) else [value]
