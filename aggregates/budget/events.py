"""Everything that can happen to a year's money."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from aggregates.event import Beginning, Event, Upcast, as_it_is
from vocabulary.ids import CommunityId
from vocabulary.money import Money
from vocabulary.provenance import Moment
from vocabulary.spending import EntryKind, Instalment, OrderRest, SpendingTerms
from vocabulary.tasks import Choice, ItemName
from vocabulary.terms import Reason

BUDGET = "budget"


class BudgetEvent(Event):
    """Something that happened to the money of one year."""


class BudgetBegun(Beginning, BudgetEvent):
    """A year's budget stands, as the policy of that moment has it for the community's level."""

    TOPIC: ClassVar[str] = "budget.begun"
    AGGREGATE: ClassVar[str] = BUDGET
    community: CommunityId
    year: int
    """Of the community, counted from 1."""
    starts: Moment
    ends: Moment
    level: ItemName
    per_year: Money
    instalments: tuple[Instalment, ...]
    """Never more than `per_year` together; the earliest first."""
    carried_over: Money
    """What the year before has left to it."""
    alerts: tuple[Decimal, ...] = ()
    """Shares of `per_year`, as fractions of 1, at which somebody is told."""


class MoneyRequested(BudgetEvent):
    TOPIC: ClassVar[str] = "budget.requested"
    number: int
    """Of the request, counted from 1 in the community."""
    terms: SpendingTerms


class MoneyGranted(BudgetEvent):
    TOPIC: ClassVar[str] = "budget.granted"
    number: int
    initiative: ItemName
    amount: Money
    reason: Reason | None


class MoneyRefused(BudgetEvent):
    """A request was returned or rejected, or was taken back (returned without anybody being asked)."""

    TOPIC: ClassVar[str] = "budget.refused"
    number: int
    initiative: ItemName
    amount: Money
    choice: Choice
    reason: Reason | None


class MoneyCommitted(BudgetEvent):
    """An order was placed."""

    TOPIC: ClassVar[str] = "budget.committed"
    number: int
    """Of the order, counted from 1 in the year, entries among them."""
    initiative: ItemName
    amount: Money
    what: Reason


class MoneySpent(BudgetEvent):
    TOPIC: ClassVar[str] = "budget.spent"
    number: int
    initiative: ItemName
    amount: Money
    what: Reason
    order: int | None
    """Which order is paid by it, if one is."""
    of_order: Money
    """How much of the order is paid by it: nothing without one, and never more than the order has left."""


class MoneyRefunded(BudgetEvent):
    TOPIC: ClassVar[str] = "budget.refunded"
    number: int
    initiative: ItemName
    amount: Money
    why: Reason


class MoneyReleased(BudgetEvent):
    """What was granted and is not needed goes back to the year."""

    TOPIC: ClassVar[str] = "budget.released"
    initiative: ItemName
    amount: Money
    why: Reason


class OrderReleased(BudgetEvent):
    """What is left of an order will not be paid; the initiative has it again."""

    TOPIC: ClassVar[str] = "budget.order_released"
    order: int
    initiative: ItemName
    amount: Money
    why: Reason


class EntryCorrected(BudgetEvent):
    """What was written down was wrong; the old value stays beside the new one."""

    TOPIC: ClassVar[str] = "budget.corrected"
    VERSION: ClassVar[int] = 2
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {1: as_it_is}
    number: int
    kind: EntryKind
    initiative: ItemName
    was: Money
    amount: Money
    why: Reason
    rest: OrderRest | None = None
    """Of the order that it pays; None where it pays none, or one that was ended. Since version 2: before, a correction
    left every order as it was."""


class MarkReached(BudgetEvent):
    """So much of the year's money is paid."""

    TOPIC: ClassVar[str] = "budget.mark_reached"
    share: Decimal
    """Of `per_year`, as a fraction of 1."""
    paid: Money


class NothingRequested(BudgetEvent):
    """Nobody has asked for money for as long as the policy names: an early sign of fading."""

    TOPIC: ClassVar[str] = "budget.nothing_requested"
    since: Moment


class BudgetClosed(BudgetEvent):
    """The year is over: orders and requests that were open end with it."""

    TOPIC: ClassVar[str] = "budget.closed"
    left: Money
    """What was not paid of all that the year had."""
    carried_over: Money
    """How much of it the next year has."""
