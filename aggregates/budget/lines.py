"""Lines of a budget, one an initiative: each keeps its own sums, from which all totals follow."""

from collections.abc import Iterable
from typing import NamedTuple

from vocabulary.money import Money
from vocabulary.tasks import ItemName
from vocabulary.terms import Line


class BudgetLine(NamedTuple):
    """What became of the money for one initiative; every sum only grows, but for what is asked for or ordered."""

    initiative: ItemName
    title: Line
    requested: Money
    """Asked for and not refused."""
    granted: Money
    released: Money
    """Granted, and given back unspent."""
    committed: Money
    """Ordered and not paid yet."""
    spent: Money
    refunded: Money

    @property
    def allocated(self) -> Money:
        """What the initiative was granted and has kept."""
        return self.granted - self.released

    @property
    def paid(self) -> Money:
        """What it has cost so far: spent, less what came back."""
        return self.spent - self.refunded

    @property
    def bound(self) -> Money:
        """What is paid or ordered."""
        return self.committed + self.paid

    @property
    def free(self) -> Money:
        """What may still be ordered or spent; raises NegativeAmount where that is less than nothing, which never is."""
        return self.allocated - self.bound


def nothing_for(initiative: ItemName, title: str, currency: str) -> BudgetLine:
    """A line before anything was asked for."""
    none = Money.none_of(currency)
    return BudgetLine(initiative, title, none, none, none, none, none, none)


def total(lines: Iterable[BudgetLine], currency: str) -> BudgetLine:
    """The sums of all lines."""
    whole = nothing_for("total", "Total", currency)
    for line in lines:
        sums = [one + other for one, other in zip(whole[2:], line[2:], strict=True)]
        whole = BudgetLine(whole.initiative, whole.title, *sums)
    return whole
