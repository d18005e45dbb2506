"""Money that is asked for, and granted as far as the year has it."""

from datetime import datetime
from typing import Final

from aggregates.budget import events as happened
from aggregates.budget.memory import BudgetMemory
from vocabulary.money import Money
from vocabulary.provenance import Provenance
from vocabulary.refusals import Malformed, NegativeAmount, NothingAsked, Overspent, TooLate, UnknownItem
from vocabulary.spending import Order, SpendingTerms
from vocabulary.tasks import Choice, ItemName

MOST_LINES: Final = 200


class BudgetAsking(BudgetMemory):
    """Decides on what is asked for."""

    # -- what there is -----------------------------------------------------------------------------------------------

    @property
    def whole(self) -> Money:
        """All that the year brings: its instalments, and what was carried over."""
        return Money.total((part.amount for part in self.instalments), self.currency) + self.carried_over

    @property
    def ungranted(self) -> Money:
        """What may still be granted in the year."""
        return self.whole - self.total.allocated

    def there(self, at: datetime) -> Money:
        """What has come by a moment: instalments by their dates, and what was carried over."""
        come = (part.amount for part in self.instalments if part.on <= at)
        return Money.total(come, self.currency) + self.carried_over

    def available(self, at: datetime) -> Money:
        """What has come by a moment and is neither ordered nor paid."""
        return self.there(at).less(self.total.bound)

    def missing(self, initiative: ItemName, amount: Money, order: int | None = None) -> Money:
        """How much more the initiative would have to be granted to spend this much."""
        line = self.line(initiative)
        of_order = min(self._order(order, initiative).left, amount) if order is not None else self.none
        return (amount - of_order).less(line.free if line else self.none)

    # -- asking and granting -----------------------------------------------------------------------------------------

    def request(self, number: int, terms: SpendingTerms, provenance: Provenance) -> None:
        self._must_be_open()
        self._must_be_something(terms.amount)
        if terms.amount > self.ungranted:
            raise Overspent(
                f"{terms.amount} is more than year {self.year} of {self.community} has left to grant: {self.ungranted}"
            )
        if self.line(terms.initiative) is None and len(self.lines) >= MOST_LINES:
            raise Malformed(f"a year has at most {MOST_LINES} initiatives; ask under one of those there are")
        self._happened(happened.MoneyRequested, provenance, number=number, terms=terms)

    def grant(self, number: int, reason: str | None, provenance: Provenance) -> None:
        self._must_be_open()
        terms = self.asked(number)
        if terms.amount > self.ungranted:
            raise Overspent(
                f"only {self.ungranted} of year {self.year} of {self.community} is left to grant, "
                f"and request {number} is for {terms.amount}; return it, so that less can be asked for"
            )
        self._happened(
            happened.MoneyGranted,
            provenance,
            number=number,
            initiative=terms.initiative,
            amount=terms.amount,
            reason=reason,
        )

    def refuse(self, number: int, choice: Choice, reason: str | None, provenance: Provenance) -> None:
        """Returns or rejects a request; nothing is kept for it any more."""
        terms = self.asked(number)
        self._happened(
            happened.MoneyRefused,
            provenance,
            number=number,
            initiative=terms.initiative,
            amount=terms.amount,
            choice=choice,
            reason=reason,
        )

    def asked(self, number: int) -> SpendingTerms:
        """What an open request is about."""
        if number not in self.requests:
            raise NothingAsked(f"request {number} of {self.community} does not wait for an answer (any more)")
        return self.requests[number]

    # -- rules used above, and by whoever pays ----------------------------------------------------------------------

    def _order(self, number: int, initiative: ItemName | None = None) -> Order:
        order = self.placed.get(number)
        if order is None or not order.left or initiative not in {None, order.initiative}:
            whose = f" of {initiative}" if initiative else ""
            raise UnknownItem(f"{number} is no open order{whose} in year {self.year} of {self.community}")
        return order

    def _must_be_open(self) -> None:
        if self.closed_at is not None:
            raise TooLate(f"year {self.year} of {self.community} was closed on {self.closed_at:%Y-%m-%d}")

    def _must_be_something(self, amount: Money) -> None:
        amount.must_be_of(self.currency)
        if not amount:
            raise NegativeAmount(f"{amount} is nothing; write how much it is")
