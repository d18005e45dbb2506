"""A community's money, year by year."""

from collections.abc import Iterator, Sequence
from typing import Final

from projections.budget_row import BudgetRow
from projections.differences.change import Change, day
from vocabulary.money import Money

_SUMS: Final = {
    "per_year": "in all",
    "planned": "requested",
    "allocated": "granted",
    "committed": "ordered",
    "spent": "spent",
    "refunded": "refunded",
}


def of_money(before: Sequence[BudgetRow], after: Sequence[BudgetRow]) -> Iterator[Change]:
    known = {row.year: row for row in before}
    for row in after:
        old = known.get(row.year)
        now, was = _sums(row), _sums(old) if old is not None else None
        if was == now:
            continue
        old_words = "" if old is None else f", was {_words(old)}"
        closed = f"; it was closed on {day(row.closed_at)}" if row.closed_at and (not old or not old.closed_at) else ""
        yield Change(f"budget {row.year}", was, now, f"Budget of year {row.year}: {_words(row)}{old_words}{closed}.")


def _sums(row: BudgetRow) -> dict[str, str]:
    return {name: str(amount) for name, amount in _amounts(row)} | {"closed": "yes" if row.closed_at else "no"}


def _amounts(row: BudgetRow) -> list[tuple[str, Money]]:
    return [(name, getattr(row, name)) for name in _SUMS]


def _words(row: BudgetRow) -> str:
    """What there is in all, and all else that is more than nothing."""
    return ", ".join([f"{amount} {_SUMS[name]}" for name, amount in _amounts(row) if name == "per_year" or amount])
