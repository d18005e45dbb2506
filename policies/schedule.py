"""When something recurs: by its own dates, which lateness never moves."""

from collections.abc import Iterator
from datetime import datetime, time, tzinfo
from typing import Self

from pydantic import Field, model_validator

from policies.section import Contradiction, Section
from policies.year_day import YearDay
from vocabulary.span import Span
from vocabulary.tasks import ItemName


class FirstPhase(Section):
    """More often at the beginning, for example monthly for the first three months."""

    every: Span
    lasts: Span

    @model_validator(mode="after")
    def _happens(self) -> Self:
        if self.lasts < self.every:
            raise Contradiction(f"nothing is due every {self.every} within {self.lasts}", at=("lasts",))
        return self


class Schedule(Section):
    """Either counted from the beginning (`every`), or on days of the year (`on`, or `by_group`)."""

    every: Span | None = None
    on: tuple[YearDay, ...] = ()
    by_group: dict[ItemName, tuple[YearDay, ...]] = Field(default={})
    """Spread over groups of communities, so that not all are due at once."""
    first: FirstPhase | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        ways = [bool(self.every), bool(self.on), bool(self.by_group)]
        if sum(ways) != 1:
            raise Contradiction("write one of `every`, `on` and `by_group`", at=())
        cadences = {"every": self.every, "first": self.first.every if self.first else None}
        for name, span in cadences.items():
            if span is not None and (span.working_days or not Span("0 days") < span):
                raise Contradiction("recurs by the calendar: write days, weeks, months or years", at=(name,))
        for group, days in self.by_group.items():
            if not days:
                raise Contradiction("a group needs at least one day of the year", at=("by_group", group))
        return self

    def next(self, *, began: datetime, after: datetime, group: str | None, zone: tzinfo) -> datetime | None:
        """The first date after a moment (UTC), at the beginning of that day in the zone.

        None where the dates depend on a group and the community is in none that is listed.
        """
        if self.first is not None:
            ends = self.first.lasts.after(began)
            early = next_multiple(self.first.every, anchor=began, after=max(after, began))[1]
            if early <= ends:
                return early
            after = max(after, ends)
        if self.every is not None:
            return next_multiple(self.every, anchor=began, after=max(after, began))[1]
        days = self.on or self.by_group.get(group or "", ())
        return next((at for at in _dates(days, after, zone) if at > after), None)


def _dates(days: tuple[YearDay, ...], after: datetime, zone: tzinfo) -> Iterator[datetime]:
    this_year = after.astimezone(zone).year
    for year in (this_year, this_year + 1):
        for day in sorted(days):
            yield datetime.combine(day.in_year(year), time(), zone).astimezone(after.tzinfo)


def next_multiple(every: Span, *, anchor: datetime, after: datetime, done: int = 0) -> tuple[int, datetime]:
    """The first multiple of a span, counted from an anchor, that comes after `after` and is not done: number, day."""
    # Found by doubling and halving: a community of twenty years under a cadence of seconds has millions behind it.
    number = done + 1
    if (on := every.after(anchor, number)) > after:
        return number, on
    ahead = number + 1
    while every.after(anchor, ahead) <= after:
        number, ahead = ahead, ahead * 2
    while ahead - number > 1:
        middle = (number + ahead) // 2
        if every.after(anchor, middle) <= after:
            number = middle
        else:
            ahead = middle
    return ahead, every.after(anchor, ahead)
