"""The weekly form of a public register: when each project was found to have changed last."""

from collections.abc import Callable
from datetime import datetime

from adapters.activity.row import Raw
from adapters.activity_csv import WEEKLY
from adapters.activity_row import week_seen
from adapters.csv_lines import BadRow, Wrong
from vocabulary.signs import SignKind

__all__ = ["WEEKLY", "weekly"]


def weekly(header: list[str], now: datetime) -> Callable[[int, list[str]], Raw | BadRow | None]:
    """A weekly look tells the day of the last change: the same day in many weeks is one sign of life."""

    def understand(number: int, values: list[str]) -> Raw | BadRow | None:
        row = {name: value.strip() for name, value in zip(header, values, strict=True)}
        try:
            sight = week_seen(row, now)
        except Wrong as wrong:
            return BadRow(number, wrong.column, str(wrong))
        if not sight.active:
            return None
        fields = {
            "community": sight.community,
            "source_id": f"last change of {sight.active[0]:%Y-%m-%d}",
            "kind": SignKind.PRODUCT,
            "what": "Worked on it",
            "happened_at": sight.active[0],
        }
        return Raw(number, fields)

    return understand
