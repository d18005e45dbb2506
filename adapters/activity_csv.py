"""When communities were seen to be active, from a CSV file: counts by month, or what was found week by week."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

from adapters.activity_row import Sight, month_counted, week_seen
from adapters.csv_lines import BadRow, Wrong, header_of, must_name, named, opened, rows_of
from vocabulary.ids import CommunityId


class Form(NamedTuple):
    """A kind of activity file: its columns, and what a row of it says."""

    needed: tuple[str, ...]
    wanted: tuple[str, ...]
    understand: Callable[[Mapping[str, str], datetime], Sight]
    complete: bool
    """What has no row did not happen, from the file's beginning to its end; else nothing is known of it."""


OWN: Final = Form(("id", "month", "signs"), ("id", "month", "signs"), month_counted("id", "signs"), complete=True)
MONTHLY: Final = Form(
    ("podling", "month", "commits"),
    ("podling", "month", "commits", "authors"),
    month_counted("podling", "commits"),
    complete=True,
)
WEEKLY: Final = Form(
    ("snapshot_date", "podling", "repo_last_update"),
    ("snapshot_date", "podling", "repo_last_update"),
    week_seen,
    complete=False,
)


@dataclass(frozen=True)
class Activity:
    """What one file tells."""

    seen: dict[CommunityId, tuple[datetime, datetime]]
    """From when to when each community was looked at (UTC)."""
    signs: dict[CommunityId, tuple[datetime, ...]]
    """Days on which it was active, each once, in order; left out where there was none."""
    bad: tuple[BadRow, ...]


@dataclass
class _Reading:
    """A file half read."""

    seen: dict[CommunityId, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    signs: dict[CommunityId, set[datetime]] = field(default_factory=lambda: defaultdict(set))
    lines: dict[tuple[CommunityId, datetime], int] = field(default_factory=dict)

    def take(self, number: int, sight: Sight) -> None:
        first = self.lines.setdefault((sight.community, sight.on), number)
        if first != number:
            why = f"{sight.community!r} stands on line {first} already for {sight.said}; expected one row for each"
            raise Wrong(sight.column, why)
        self.seen[sight.community].append(sight.on)
        if sight.active:
            self.signs[sight.community].update(sight.active)


def read_activity(path: Path, now: datetime) -> Activity:
    """Reads a whole file of one of the three forms, which its header tells; rows may come in any order.

    Raises `Malformed` when the file as a whole is of none of them.
    """
    reading, bad = _Reading(), []
    with opened(path) as file:
        header, form = _header(path, file)
        for number, line in rows_of(file):
            try:
                reading.take(number, form.understand(named(header, line), now))
            except Wrong as wrong:
                bad.append(BadRow(number, wrong.column, str(wrong)))
    signs = {community: tuple(sorted(days)) for community, days in reading.signs.items()}
    return Activity(_periods(reading, form), signs, tuple(bad))


def _header(path: Path, lines: Iterator[str]) -> tuple[list[str], Form]:
    header, first = header_of(path, lines, OWN.wanted)
    form = WEEKLY if "snapshot_date" in header else MONTHLY if {"podling", "commits"} & set(header) else OWN
    must_name(path, header, first, form.needed, form.wanted)
    return header, form


def _periods(reading: _Reading, form: Form) -> dict[CommunityId, tuple[datetime, datetime]]:
    days = {community: (min(found), max(found)) for community, found in reading.seen.items()}
    if not form.complete or not days:
        return days
    # The last month was looked at until it was over.
    begin = min(first for first, _ in days.values())
    end = max(last for _, last in days.values()) + relativedelta(months=1)
    return dict.fromkeys(days, (begin, end))
