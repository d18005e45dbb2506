"""What one row of a file says of a community's activity, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

from adapters.community_row import EARLIEST, day_of, id_of
from adapters.csv_lines import Wrong, short
from vocabulary.ids import CommunityId

_MONTH: Final = re.compile(r"\d{4}-\d{2}")
_COUNT: Final = re.compile(r"\d{1,12}")


class Sight(NamedTuple):
    """A look at a community."""

    community: CommunityId
    on: datetime
    """The day of the look, or the first day of the month that was counted (UTC)."""
    active: datetime | None
    """The latest day on which it was active as far as this look tells; None where there was none."""
    column: str
    said: str
    """The day or month as the file spells it, and its column."""


def month_counted(community: str, count: str) -> Callable[[Mapping[str, str], datetime], Sight]:
    """How rows of counts by month are understood, given the names of two columns.

    A month with activity counts as its last day. The true day is unknown, and this is the latest that it can have
    been: a rule tried on such counts asks up to thirty days too late, and never too early.
    """

    def understand(row: Mapping[str, str], now: datetime) -> Sight:
        month = _month(row, now)
        if not _COUNT.fullmatch(row[count]):
            raise Wrong(count, f"{short(row[count])} was given; expected a number such as 0 or 12")
        last = month + relativedelta(months=1, days=-1)
        return Sight(id_of(row, community), month, last if int(row[count]) else None, "month", row["month"])

    return understand


def week_seen(row: Mapping[str, str], now: datetime) -> Sight:
    """A weekly look, which tells the day of the last change."""
    day = day_of(row, "snapshot_date", now)
    last = day_of(row, "repo_last_update", now) if row["repo_last_update"] else None
    if last and last > day:
        expected = f"expected {row['snapshot_date']} or earlier, since it was looked at then"
        raise Wrong("repo_last_update", f"{row['repo_last_update']} was given; {expected}")
    return Sight(id_of(row, "podling"), day, last, "snapshot_date", row["snapshot_date"])


def _month(row: Mapping[str, str], now: datetime) -> datetime:
    text = row["month"]
    try:
        month = datetime.fromisoformat(f"{text}-01" if _MONTH.fullmatch(text) else "").replace(tzinfo=UTC)
    except ValueError:
        raise Wrong("month", f"{short(text)} was given; expected a month that exists, such as 2021-03") from None
    if month > now:
        raise Wrong("month", f"{text} was given, which has not come yet; expected a month up to {now:%Y-%m}")
    if month < EARLIEST:
        raise Wrong("month", f"{text} was given; expected a month since {EARLIEST:%Y-%m}")
    return month
