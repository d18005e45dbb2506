"""Knowledge products that were accepted."""

from datetime import date
from typing import Final, LiteralString

from projections.rows import columns
from projections.view import Connected, statement
from vocabulary.ids import CommunityId

MOST_HELD: Final = 50_000

ProductKey = tuple[CommunityId, str, str, str]
"""Community, period, source id, and the month of the stream that told it ("2026-05"): what one month takes back may
have been told again by another, and which of them the log has first says nothing."""
Told = tuple[str, date]
"""What it is, and the day on which it was accepted."""


class Products:
    """Written with every batch, or when there are many: the last word on each counts."""

    def __init__(self, connection: Connected, table: str, *, held: bool) -> None:
        self._connection, self._table = connection, table
        self._most = MOST_HELD if held else 0
        self._told: dict[ProductKey, Told | None] = {}

    def note(self, told: dict[ProductKey, Told | None]) -> None:
        """None for what counts no more."""
        self._told |= told
        if len(self._told) > self._most:
            self.flush()

    def flush(self) -> None:
        told, self._told = self._told, {}
        if not told:
            return
        names = sorted(told)
        gone: LiteralString = (
            "DELETE FROM {table} WHERE (community, period, source_id, month) IN "
            "(SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]))"
        )
        self._connection.execute(statement(gone, self._table), columns(names))
        rows = [(*name, *product) for name in names if (product := told[name]) is not None]
        if rows:
            put: LiteralString = (
                "INSERT INTO {table} SELECT * FROM "
                "unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[])"
            )
            self._connection.execute(statement(put, self._table), columns(rows))
