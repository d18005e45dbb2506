"""`health --ended`: of communities that are gone, which causes were to be seen, from which day, how long before."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from rich.table import Table

from cli.shown import Cell, day, plain, table

if TYPE_CHECKING:
    from projections.health import Ended

MONTH: Final = timedelta(days=365.25 / 12)


def months(earlier: datetime, later: datetime) -> int:
    """Whole months between two days."""
    return int((later - earlier) / MONTH)


def _months(earlier: datetime | None, later: datetime) -> int | None:
    return months(earlier, later) if earlier else None


def ended_table(found: "list[Ended]", *, title: Cell | None = None) -> Table:
    """When each ended and how, its causes with the day from which they were to be seen, and months before the end."""
    columns = ("Community", "Ended", "Seen from", "Causes", "Months before")
    return table(columns, [row for one in found for row in _rows(one)], title=title)


def as_json(one: "Ended") -> dict[str, object]:
    row, first = one.community, one.first_seen
    return {
        "community": row.id,
        "title": row.title,
        "launched_at": row.launched_at,
        "ended_at": row.since,
        "outcome": row.outcome,
        "first_seen": first,
        "months_before": _months(first, row.since),
        "causes": [asdict(cause) | {"months_before": _months(cause.seen_from, row.since)} for cause in one.causes],
    }


def _rows(one: "Ended") -> Iterator[list[Cell]]:
    """A line for each day from which something was to be seen."""
    row = one.community
    together: dict[datetime | None, list[str]] = {}
    for cause in one.causes:
        together.setdefault(cause.seen_from, []).append(plain(cause.cause))
    whose: list[Cell] = [[row.title, f"({row.id})"], [day(row.since), plain(row.outcome or "")]]
    if not together:
        yield [*whose, "", "none was to be seen", ""]
    for at, causes in together.items():
        yield [*whose, day(at), ", ".join(causes), _before(at, row.since)]
        whose = ["", ""]


def _before(seen_from: datetime | None, end: datetime) -> str:
    return str(months(seen_from, end)) if seen_from else ""
