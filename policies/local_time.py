"""What the clock on the wall shows, and when it shows it."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from vocabulary.span import Span

_TICK: Final = timedelta(seconds=1)
"""Clocks are put forward and back on whole seconds."""


def wall_time(moment: datetime, zone: tzinfo) -> datetime:
    """The local date and time at `moment` (aware), without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def moment_of(wall: datetime, zone: tzinfo) -> datetime:
    """When the clocks of `zone` show `wall` (without a zone), in UTC.

    Of a time that comes twice, the first; for a time that is skipped, the moment at which the clocks jump over it.
    """
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if wall_time(moment, zone) == wall:
        return moment
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment
    while after - before > _TICK:  # the jump lies between: whole seconds, halved a dozen times
        middle = before + (after - before) // _TICK // 2 * _TICK
        if wall_time(middle, zone) < wall:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def beginning(day: date, zone: tzinfo) -> datetime:
    """When `day` begins in `zone`, in UTC: midnight, or the first moment after it where midnight is skipped."""
    return moment_of(midnight(day), zone)


def midnight(day: date) -> datetime:
    """What the wall shows when `day` begins."""
    return datetime.combine(day, time.min)


def counted(span: Span, start: datetime, zone: tzinfo, times: int = 1) -> datetime:
    """`times` spans after `start` (aware), earlier for a negative number, in UTC; not for working days.

    Days, weeks, months and years keep the local time of day; hours and less are always as long.
    """
    moment = start if start.tzinfo is UTC else start.astimezone(UTC)
    if zone is UTC:
        return span.after(moment, times)
    if span.dates and times:
        moment = moment_of(wall_time(moment, zone) + span.dates * times, zone)
    return moment + span.time * times
