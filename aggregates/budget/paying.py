"""Money that is ordered, paid, refunded, given back and corrected: never more than was granted and has come."""

from datetime import datetime
from typing import Final

from aggregates.budget import events as happened
from aggregates.budget.asking import BudgetAsking
from aggregates.budget.lines import BudgetLine
from vocabulary.money import Money
from vocabulary.provenance import Provenance
from vocabulary.refusals import Malformed, Overspent, UnknownItem
from vocabulary.spending import Entry, EntryKind, OrderRest
from vocabulary.tasks import ItemName

MOST_ENTRIES: Final = 2_000
"""Orders and entries of a year; a community of practice has dozens."""


class BudgetPaying(BudgetAsking):
    """Decides on what becomes of what was granted."""

    # -- ordering, spending, giving back -----------------------------------------------------------------------------

    def commit(self, initiative: ItemName, amount: Money, what: str, provenance: Provenance) -> int:
        """Notes an order; returns its number."""
        self._must_be_open()
        self._must_be_something(amount)
        self._must_have(initiative, amount, provenance.recorded_at)
        number = self._next_number()
        self._happened(
            happened.MoneyCommitted, provenance, number=number, initiative=initiative, amount=amount, what=what
        )
        return number

    def spend(
        self, initiative: ItemName, amount: Money, what: str, provenance: Provenance, *, order: int | None = None
    ) -> int:
        """Notes a payment, of an order or without one; returns the number of its entry."""
        self._must_be_open()
        self._must_be_something(amount)
        of_order = min(self._order(order, initiative).left, amount) if order is not None else self.none
        self._must_have(initiative, amount - of_order, provenance.recorded_at)
        number = self._next_number()
        self._happened(
            happened.MoneySpent,
            provenance,
            number=number,
            initiative=initiative,
            amount=amount,
            what=what,
            order=order,
            of_order=of_order,
        )
        self._note_marks(provenance)
        return number

    def refund(self, initiative: ItemName, amount: Money, why: str, provenance: Provenance) -> int:
        """Notes money that came back; returns the number of its entry."""
        self._must_be_open()
        self._must_be_something(amount)
        line = self._known(initiative)
        if amount > line.paid:
            raise Overspent(f"{amount} can't come back: {initiative} has cost {line.paid} so far")
        number = self._next_number()
        self._happened(happened.MoneyRefunded, provenance, number=number, initiative=initiative, amount=amount, why=why)
        return number

    def release(self, initiative: ItemName, amount: Money, why: str, provenance: Provenance) -> None:
        """Gives back to the year what an initiative does not need."""
        self._must_be_open()
        self._must_be_something(amount)
        line = self._known(initiative)
        if amount > line.free:
            raise Overspent(f"{initiative} has {line.free} left that is neither ordered nor paid; {amount} is more")
        self._happened(happened.MoneyReleased, provenance, initiative=initiative, amount=amount, why=why)

    def release_order(self, number: int, why: str, provenance: Provenance) -> Money:
        """What is left of an order will not be paid; returns how much that is."""
        self._must_be_open()
        order = self._order(number)
        self._happened(
            happened.OrderReleased, provenance, order=number, initiative=order.initiative, amount=order.left, why=why
        )
        return order.left

    def correct(self, number: int, amount: Money, why: str, provenance: Provenance) -> Entry:
        """Puts right how much an entry says; nothing at all, if it never happened. Returns the entry as it was.

        The year is afterwards as if that had been paid at first: the order of a payment has more or less left to be
        paid, but for one that was ended, which stays so.
        """
        self._must_be_open()
        amount.must_be_of(self.currency)
        entry = self.entries.get(number)
        if entry is None:
            raise UnknownItem(f"{number} is no payment and no refund of year {self.year} of {self.community}")
        if amount == entry.amount:
            return entry
        rest = self._rest_after(entry, amount)
        self._must_bear(entry, amount, rest, provenance.recorded_at)
        self._happened(
            happened.EntryCorrected,
            provenance,
            number=number,
            kind=entry.kind,
            initiative=entry.initiative,
            was=entry.amount,
            amount=amount,
            why=why,
            rest=rest,
        )
        self._note_marks(provenance)
        return entry

    # -- rules used above --------------------------------------------------------------------------------------------

    def _known(self, initiative: ItemName) -> BudgetLine:
        line = self.line(initiative)
        if line is None:
            known = ", ".join(one.initiative for one in self.lines) or "none"
            raise UnknownItem(f"{initiative!r} has no line in year {self.year} of {self.community}; it has {known}")
        return line

    def _must_have(self, initiative: ItemName, amount: Money, at: datetime) -> None:
        line = self._known(initiative)
        if amount > line.free:
            raise Overspent(f"{initiative} has {line.free} left, and {amount} is more; ask for what is missing")
        if amount > self.available(at):
            raise Overspent(
                f"{self.available(at)} of what {self.community} has by {at:%Y-%m-%d} is left, and {amount} is more; "
                f"wait for the next instalment"
            )

    def _rest_after(self, entry: Entry, amount: Money) -> OrderRest | None:
        """What of its order is to be paid once an entry is of this amount; None without one that is still placed."""
        order = self.placed.get(entry.order) if entry.order is not None else None
        if order is None:
            return None
        left = order.amount.less(order.paid - entry.amount + amount)
        return OrderRest(order=order.number, was=order.left, left=left)

    def _must_bear(self, entry: Entry, amount: Money, rest: OrderRest | None, at: datetime) -> None:
        """A correction is no way to spend what is not there, nor to have more come back than was spent."""
        more, less = (amount, entry.amount) if entry.kind is EntryKind.SPENT else (entry.amount, amount)
        needed = more + (rest.left if rest else self.none)
        bound = less + (rest.was if rest else self.none)
        if needed > bound:
            self._must_have(entry.initiative, needed - bound, at)
        if less.less(more) > self._known(entry.initiative).paid:
            raise Overspent(f"{entry.initiative} would have had more come back than was spent; correct that first")

    def _next_number(self) -> int:
        if self.numbered >= MOST_ENTRIES:
            raise Malformed(f"a year has at most {MOST_ENTRIES} orders and entries")
        return self.numbered + 1

    def _note_marks(self, provenance: Provenance) -> None:
        paid = self.total.paid
        for share in self.alerts:
            if share not in self.marks and self.per_year and paid.amount >= share * self.per_year.amount:
                self._happened(happened.MarkReached, provenance, share=share, paid=paid)
