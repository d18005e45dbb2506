"""A community's years: from its launch from one anniversary to the next, whatever the calendar on the wall says."""

from datetime import datetime
from typing import NamedTuple

from vocabulary.span import Span


class YearSpan(NamedTuple):
    """One year of a community, as its policy counts years (`annual_review.every`)."""

    number: int
    """Counted from 1."""
    starts: datetime
    ends: datetime
    """The anniversary; the first moment of the next year."""

    def covers(self, moment: datetime) -> bool:
        return self.starts <= moment < self.ends


def year_of(number: int, anchor: datetime, every: Span) -> YearSpan:
    """The year of this number; `anchor` is the launch."""
    return YearSpan(number, every.after(anchor, number - 1), every.after(anchor, number))


def year_at(moment: datetime, anchor: datetime, every: Span) -> YearSpan:
    """The year that a moment lies in; the first for whatever was before the launch."""
    number = max(1, int((moment - anchor).total_seconds() // every.seconds()))  # near it, months differ in length
    while number > 1 and year_of(number, anchor, every).starts > moment:
        number -= 1
    while year_of(number, anchor, every).ends <= moment:
        number += 1
    return year_of(number, anchor, every)
