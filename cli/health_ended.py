"""`health --ended`: of communities that are gone, which causes were to be seen, from which day, how long before."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from rich.table import Table

from cli.shown import day, plain, table

if TYPE_CHECKING:
    from projections.health import Ended

NONE: Final = "none was to be seen"
MONTH: Final = timedelta(days=365.25 / 12)


def months(earlier: datetime, later: datetime) -> int:
    """Whole months between two days."""
    return int((later - earlier) / MONTH)


def _months(earlier: datetime | None, later: datetime) -> int | None:
    return months(earlier, later) if earlier else None


def ended_table(found: "list[Ended]", *, title: str | None = None) -> Table:
    """A row a community: when it ended and how, each cause with its first day, and months before the end."""
    return table(
        ["Community", "Ended", "Seen from", "Cause", "Months before"], [_row(one) for one in found], title=title
    )


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


def _row(one: "Ended") -> list[str]:
    row = one.community
    how = f"{day(row.since)}\n{plain(row.outcome or '')}"
    lines = [(day(cause.seen_from), plain(cause.cause), _before(cause.seen_from, row.since)) for cause in one.causes]
    seen, causes, before = ("\n".join(column) for column in zip(*lines, strict=True)) if lines else ("", NONE, "")
    return [f"{row.title}\n({row.id})", how, seen, causes, before]


def _before(seen_from: datetime | None, end: datetime) -> str:
    return str(months(seen_from, end)) if seen_from else ""
