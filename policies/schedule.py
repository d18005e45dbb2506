"""When something recurs: by its own dates, which lateness never moves."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from policies.each_once import each_once
from policies.local_time import beginning, counted, wall_time
from policies.section import Contradiction, Section
from policies.year_day import YearDay
from vocabulary.span import Span
from vocabulary.tasks import ItemName

_NOTHING: Final = Span("0 days")


def _recurs(every: Span) -> Span:
    if every.working_days or not every > _NOTHING:
        msg = "recurs by the calendar; write days, weeks, months or years, such as 3 months"
        raise ValueError(msg)
    return every


def _in_one_order(by_group: "dict[ItemName, YearDays]") -> "dict[ItemName, YearDays]":
    return dict(sorted(by_group.items()))


Cadence = Annotated[Span, AfterValidator(_recurs)]
YearDays = Annotated[tuple[YearDay, ...], each_once(lambda day: day)]


class FirstPhase(Section):
    """More often at the beginning, for example monthly for the first three months."""

    every: Cadence
    lasts: Cadence
    """Counted from the beginning; what falls on its last moment belongs to it."""

    def contradictions(self) -> Iterator[Contradiction]:
        if self.lasts < self.every:
            msg = f"nothing is due every {self.every} within {self.lasts}; write a longer time, or take it out"
            yield Contradiction(msg, at=("lasts",))


class Schedule(Section):
    """Either counted from the beginning (`every`), or on days of the year (`on`, or `by_group`)."""

    every: Cadence | None = None
    """Counted from the beginning: the n-th date is n times as far from it, however late the ones before were done."""
    on: YearDays = Field(default=(), max_length=366)
    by_group: Annotated[dict[ItemName, YearDays], AfterValidator(_in_one_order)] = Field(default={}, max_length=100)
    """Spread over groups of communities, so that not all are due at once."""
    first: FirstPhase | None = None

    def contradictions(self) -> Iterator[Contradiction]:
        ways = [name for name in ("every", "on", "by_group") if getattr(self, name)]
        if len(ways) != 1:
            msg = f"write exactly one of every, on and by_group; there is {' and '.join(ways) or 'none'}"
            yield Contradiction(msg, at=(ways[-1],) if ways else ())
        for group, days in self.by_group.items():
            if not days:
                msg = f"group {group} is never due; give it a day of the year, or take it out"
                yield Contradiction(msg, at=("by_group", group))

    def next(self, *, began: datetime, after: datetime, group: str | None, zone: tzinfo) -> datetime | None:
        """The first date (UTC) later than `after` and than `began` (both aware); days of the year begin in `zone`.

        None where dates go by group and `group` is none of those listed; the first phase comes all the same.
        """
        after = max(after, began).astimezone(UTC)
        if self.first is not None:
            ends = counted(self.first.lasts, began, zone)
            early = next_multiple(self.first.every, anchor=began, after=after, zone=zone)[1]
            if early <= ends:
                return early
            after = max(after, ends)
        if self.every is not None:
            return next_multiple(self.every, anchor=began, after=after, zone=zone)[1]
        days = self.on or self.by_group.get(group or "", ())
        year = wall_time(after, zone).year
        dates = (beginning(date, zone) for of in (year, year + 1) for date in sorted(day.in_year(of) for day in days))
        return next((date for date in dates if date > after), None)


def next_multiple(
    every: Span, *, anchor: datetime, after: datetime, done: int = 0, zone: tzinfo = UTC
) -> tuple[int, datetime]:
    """The first multiple of a span, counted from an anchor, that comes after `after` and is not done: number, day.

    The day is in UTC; days and longer are counted in `zone`.
    """
    # Found by doubling and halving: a community of twenty years under a cadence of seconds has millions behind it.
    number = done + 1
    if (on := counted(every, anchor, zone, number)) > after:
        return number, on
    ahead = number + 1
    while counted(every, anchor, zone, ahead) <= after:
        number, ahead = ahead, ahead * 2
    while ahead - number > 1:
        middle = (number + ahead) // 2
        if counted(every, anchor, zone, middle) <= after:
            number = middle
        else:
            ahead = middle
    return ahead, counted(every, anchor, zone, ahead)
