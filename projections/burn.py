"""Budget burn as it is read: by community, by unit, or by programme, each with a forecast and how new it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from projections.budget_row import BudgetRow
from projections.budgets import Whose
from vocabulary.ids import CommunityId
from vocabulary.money import Money
from vocabulary.provenance import Moment


class By(StrEnum):
    COMMUNITY = "community"
    UNIT = "unit"
    PROGRAMME = "programme"


@dataclass(slots=True)
class Burn:
    """The money of one community's year, or of all that belong together; amounts of one currency."""

    name: str
    year: int | None
    """Of one community; None where several are summed."""
    per_year: Money
    planned: Money
    allocated: Money
    committed: Money
    spent: Money
    refunded: Money
    forecast: Money
    """What it will have cost at the end of the year; the sum of the forecasts of its communities. Of a year that is
    over, what it has cost."""
    as_of: Moment
    """When the last fact was recorded that is in it."""
    communities: int = 1
    over: bool = False
    """Whether nothing is granted, ordered or paid of it any more; never where several are summed."""

    def __add__(self, other: "Burn") -> "Burn":
        return Burn(
            self.name,
            None,
            self.per_year + other.per_year,
            self.planned + other.planned,
            self.allocated + other.allocated,
            self.committed + other.committed,
            self.spent + other.spent,
            self.refunded + other.refunded,
            self.forecast + other.forecast,
            max(self.as_of, other.as_of),
            self.communities + other.communities,
        )


def burn(
    rows: Iterable[BudgetRow],
    whose: Mapping[CommunityId, Whose],
    by: By,
    at: Moment,
    *,
    over: Collection[str] = frozenset(),
) -> Sequence[Burn]:
    """By name, then currency: amounts of two currencies are never summed. `at` is when the forecast is made.

    A community of several units is summed under all of them together ("Engineering and Sales"), so that nothing is
    counted twice and all sums add up to the whole. `over` are the ids of years that are no more: of one community all
    years may be told, one by one; sums are of present ones (`projections.present_money`).
    """
    sums: dict[tuple[str, str, int], Burn] = {}
    for row in rows:
        one = _of(row, _name(row, whose, by), at, over=row.id in over)
        key = (one.name, row.currency, row.year if by is By.COMMUNITY else 0)
        if by is not By.COMMUNITY:
            one.year = None
        sums[key] = sums[key] + one if key in sums else one
    return [sums[key] for key in sorted(sums, key=lambda key: (key[0], key[2], key[1]))]


def _name(row: BudgetRow, whose: Mapping[CommunityId, Whose], by: By) -> str:
    belongs = whose.get(row.community)
    if by is By.COMMUNITY or belongs is None:
        return row.community
    return belongs.programme if by is By.PROGRAMME else " and ".join(sorted(set(belongs.units))) or "no unit"


def _of(row: BudgetRow, name: str, at: Moment, *, over: bool) -> Burn:
    return Burn(
        name=name,
        year=row.year,
        per_year=row.per_year,
        planned=row.planned,
        allocated=row.allocated,
        committed=row.committed,
        spent=row.spent,
        refunded=row.refunded,
        forecast=row.paid if over else row.forecast(at),
        as_of=row.as_of,
        over=over,
    )
