"""What a year's budget remembers of what happened to it; one small function a fact."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import singledispatchmethod

from aggregates.budget import events as happened
from aggregates.budget.lines import BudgetLine, nothing_for, total
from aggregates.event import Aggregate, Event
from vocabulary.ids import CommunityId
from vocabulary.money import Money
from vocabulary.spending import Entry, EntryKind, Instalment, Order, SpendingTerms
from vocabulary.tasks import ItemName


class BudgetMemory(Aggregate):
    """State that follows from the facts, and nothing else; every value is immutable."""

    def __init__(
        self,
        community: CommunityId,
        year: int,
        starts: datetime,
        ends: datetime,
        level: ItemName,
        per_year: Money,
        instalments: tuple[Instalment, ...],
        carried_over: Money,
        alerts: tuple[Decimal, ...],
    ) -> None:
        self.community = community
        self.year = year
        self.starts = starts
        self.ends = ends
        self.level = level
        self.per_year = per_year
        self.instalments = instalments
        self.carried_over = carried_over
        self.alerts = alerts
        self.lines: tuple[BudgetLine, ...] = ()
        self.requests: Mapping[int, SpendingTerms] = {}
        """Those that wait for an answer, by number."""
        self.placed: Mapping[int, Order] = {}
        """Orders that were not ended, by number, paid or not: a correction may find that one is not paid after all."""
        self.entries: Mapping[int, Entry] = {}
        self.numbered = 0
        """The last number of an order or an entry."""
        self.marks: tuple[Decimal, ...] = ()
        """Alerts that were reached."""
        self.asked_at: datetime | None = None
        """When money was asked for last."""
        self.unrequested_since: datetime | None = None
        """Since when nothing had been asked for when that was noted last."""
        self.noted_at: datetime | None = None
        """When that was."""
        self.closed_at: datetime | None = None
        self.left: Money | None = None
        """What goes over to the next year; None until this one is closed."""

    @property
    def currency(self) -> str:
        return self.per_year.currency

    @property
    def total(self) -> BudgetLine:
        """The sums of all lines."""
        return total(self.lines, self.currency)

    def line(self, initiative: ItemName) -> BudgetLine | None:
        return next((line for line in self.lines if line.initiative == initiative), None)

    @property
    def none(self) -> Money:
        return Money.none_of(self.currency)

    @property
    def orders(self) -> Mapping[int, Order]:
        """Those that are not fully paid, by number."""
        return {number: order for number, order in self.placed.items() if order.left}

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    def _add(self, initiative: ItemName, **amounts: Money) -> None:
        self._change(initiative, {name: getattr(self.line(initiative), name) + one for name, one in amounts.items()})

    def _take(self, initiative: ItemName, **amounts: Money) -> None:
        self._change(initiative, {name: getattr(self.line(initiative), name) - one for name, one in amounts.items()})

    def _change(self, initiative: ItemName, sums: Mapping[str, Money]) -> None:
        self.lines = tuple(
            line._replace(**sums) if line.initiative == initiative else line  # type: ignore[arg-type]
            for line in self.lines
        )

    def _enter(
        self, number: int, kind: EntryKind, initiative: ItemName, amount: Money, order: int | None = None
    ) -> None:
        self.numbered = max(self.numbered, number)
        entry = Entry(number=number, kind=kind, initiative=initiative, amount=amount, order=order)
        self.entries = {**self.entries, number: entry}

    def _answered(self, number: int) -> None:
        self.requests = {known: terms for known, terms in self.requests.items() if known != number}

    def _pay_order(self, number: int, amount: Money, *, instead_of: Money) -> None:
        order = self.placed[number]
        paid = order.paid + amount - instead_of
        self.placed = {**self.placed, number: order.model_copy(update={"paid": paid})}

    @remember.register
    def _requested(self, event: happened.MoneyRequested) -> None:
        terms = event.terms
        if self.line(terms.initiative) is None:
            self.lines = (*self.lines, nothing_for(terms.initiative, terms.title, self.currency))
        self._add(terms.initiative, requested=terms.amount)
        self.requests = {**self.requests, event.number: terms}
        self.asked_at = event.provenance.recorded_at

    @remember.register
    def _granted(self, event: happened.MoneyGranted) -> None:
        self._answered(event.number)
        self._add(event.initiative, granted=event.amount)

    @remember.register
    def _refused(self, event: happened.MoneyRefused) -> None:
        self._answered(event.number)
        self._take(event.initiative, requested=event.amount)

    @remember.register
    def _committed(self, event: happened.MoneyCommitted) -> None:
        order = Order(number=event.number, initiative=event.initiative, amount=event.amount, paid=self.none)
        self.placed = {**self.placed, event.number: order}
        self.numbered = event.number
        self._add(event.initiative, committed=event.amount)

    @remember.register
    def _spent(self, event: happened.MoneySpent) -> None:
        self._enter(event.number, EntryKind.SPENT, event.initiative, event.amount, event.order)
        if event.order is not None:
            self._pay_order(event.order, event.amount, instead_of=self.none)
        self._take(event.initiative, committed=event.of_order)
        self._add(event.initiative, spent=event.amount)

    @remember.register
    def _refunded(self, event: happened.MoneyRefunded) -> None:
        self._enter(event.number, EntryKind.REFUNDED, event.initiative, event.amount)
        self._add(event.initiative, refunded=event.amount)

    @remember.register
    def _released(self, event: happened.MoneyReleased) -> None:
        self._add(event.initiative, released=event.amount)

    @remember.register
    def _order_released(self, event: happened.OrderReleased) -> None:
        self.placed = {number: order for number, order in self.placed.items() if number != event.order}
        self._take(event.initiative, committed=event.amount)

    @remember.register
    def _corrected(self, event: happened.EntryCorrected) -> None:
        kind, rest = event.kind, event.rest
        # Without a rest the payment is of no order from now on: that one was ended, or no correction changed any then.
        self._enter(event.number, kind, event.initiative, event.amount, rest.order if rest else None)
        self._add(event.initiative, **{kind.value: event.amount})
        self._take(event.initiative, **{kind.value: event.was})
        if rest is not None:
            self._pay_order(rest.order, event.amount, instead_of=event.was)
            self._add(event.initiative, committed=rest.left)
            self._take(event.initiative, committed=rest.was)

    @remember.register
    def _mark_reached(self, event: happened.MarkReached) -> None:
        self.marks = (*self.marks, event.share)

    @remember.register
    def _nothing_requested(self, event: happened.NothingRequested) -> None:
        self.unrequested_since = event.since
        self.noted_at = event.provenance.recorded_at

    @remember.register
    def _closed(self, event: happened.BudgetClosed) -> None:
        self.closed_at = event.provenance.recorded_at
        self.left = event.carried_over
