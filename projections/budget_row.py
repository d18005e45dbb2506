"""The money of one year of a community as its readers see it, and how each fact changes that."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import singledispatch
from typing import Final

from aggregates.budget import events as happened
from aggregates.event import Event, taken_by
from projections.subjects import name_of
from vocabulary.digits import percent
from vocabulary.ids import CommunityId
from vocabulary.money import Money
from vocabulary.provenance import Moment
from vocabulary.spending import EntryKind
from vocabulary.tasks import ItemName

_CENT: Final = Decimal("0.01")


@dataclass(slots=True)
class BudgetRow:
    """One year; the columns hold amounts with their currency, "1250.50 CHF"."""

    id: str
    """`<community>/<year>`."""
    community: CommunityId
    year: int
    level: ItemName
    starts: Moment
    ends: Moment
    as_of: Moment
    """When the last fact was recorded that is in it."""
    per_year: Money
    carried_over: Money
    planned: Money
    """Asked for and not refused."""
    allocated: Money
    """Granted, less what was given back."""
    committed: Money
    """Ordered and not paid yet."""
    spent: Money
    refunded: Money
    waiting: int = 0
    """Requests that wait for an answer."""
    marks: str = ""
    """The highest share of the year's money that spending has reached, where the policy names some: `80%`."""
    unrequested_since: Moment | None = None
    """Since when nobody has asked for money; None where somebody has since."""
    closed_at: Moment | None = None
    unspent: Money | None = None
    """What was not spent when the year was closed."""

    @property
    def currency(self) -> str:
        return self.per_year.currency

    @property
    def paid(self) -> Money:
        """What the year has cost: spent, less what came back; nothing where, as of some day, more did."""
        return self.spent.less(self.refunded)

    def forecast(self, at: Moment) -> Money:
        """What the year will have cost at its end: paid, ordered, and spending as fast as so far until then."""
        paid = self.paid
        if self.closed_at is not None:
            return paid
        gone, whole = (at - self.starts).total_seconds(), (self.ends - self.starts).total_seconds()
        ahead = max(0.0, whole - gone)
        rest = paid.amount * Decimal(int(ahead)) / Decimal(int(gone)) if gone >= 1 else Decimal(0)
        return paid + self.committed + Money.of(rest.quantize(_CENT, rounding=ROUND_HALF_EVEN), self.currency)


def begun(event: happened.BudgetBegun) -> BudgetRow:
    none = Money.none_of(event.per_year.currency)
    return BudgetRow(
        id=name_of(event.originator_id),
        community=event.community,
        year=event.year,
        level=event.level,
        starts=event.starts,
        ends=event.ends,
        as_of=event.provenance.recorded_at,
        per_year=event.per_year,
        carried_over=event.carried_over,
        planned=none,
        allocated=none,
        committed=none,
        spent=none,
        refunded=none,
    )


def change(event: Event, row: BudgetRow) -> None:
    """Brings one more fact into the row."""
    row.as_of = event.provenance.recorded_at
    taken_by(_change, type(event))(event, row)


@singledispatch
def _change(event: Event, row: BudgetRow) -> None:
    raise NotImplementedError(type(event).__name__)


@_change.register
def _requested(event: happened.MoneyRequested, row: BudgetRow) -> None:
    row.planned += event.terms.amount
    row.waiting += 1
    row.unrequested_since = None


@_change.register
def _granted(event: happened.MoneyGranted, row: BudgetRow) -> None:
    row.allocated += event.amount
    row.waiting -= 1


@_change.register
def _refused(event: happened.MoneyRefused, row: BudgetRow) -> None:
    row.planned -= event.amount
    row.waiting -= 1


@_change.register
def _committed(event: happened.MoneyCommitted, row: BudgetRow) -> None:
    row.committed += event.amount


@_change.register
def _spent(event: happened.MoneySpent, row: BudgetRow) -> None:
    row.committed -= event.of_order
    row.spent += event.amount


@_change.register
def _refunded(event: happened.MoneyRefunded, row: BudgetRow) -> None:
    row.refunded += event.amount


@_change.register
def _released(event: happened.MoneyReleased, row: BudgetRow) -> None:
    row.allocated -= event.amount


@_change.register
def _order_released(event: happened.OrderReleased, row: BudgetRow) -> None:
    row.committed -= event.amount


@_change.register
def _corrected(event: happened.EntryCorrected, row: BudgetRow) -> None:
    if event.kind is EntryKind.SPENT:
        row.spent = row.spent + event.amount - event.was
    else:
        row.refunded = row.refunded + event.amount - event.was
    if event.rest is not None:
        # As of a day, what was paid of the order later is not in the row; what its rest was by then may not be there.
        row.committed = (row.committed + event.rest.left).less(event.rest.was)


@_change.register
def _mark_reached(event: happened.MarkReached, row: BudgetRow) -> None:
    row.marks = percent(event.share)


@_change.register
def _nothing_requested(event: happened.NothingRequested, row: BudgetRow) -> None:
    row.unrequested_since = event.since


@_change.register
def _closed(event: happened.BudgetClosed, row: BudgetRow) -> None:
    row.closed_at = event.provenance.recorded_at
    row.unspent = event.left
