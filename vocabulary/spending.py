"""What a community wants money for, and what was written down of it."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from vocabulary.ids import TaskId
from vocabulary.money import Money
from vocabulary.provenance import Moment
from vocabulary.tasks import ItemName
from vocabulary.terms import Line, Reason


class SpendingTerms(BaseModel):
    """Money that is asked for, for one initiative of the community's year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    initiative: ItemName
    title: Line
    amount: Money
    reason: Reason


class Spending(BaseModel):
    """A request for money that waits for somebody's answer; the budget of its year knows what it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    """Counted from 1 in the community."""
    year: int
    """Which year's budget it is asked from, counted from 1."""
    since: Moment
    task: TaskId | None = None
    """Who is asked; None until it is put to somebody."""


class Instalment(BaseModel):
    """A part of the year's money, and from when on it is there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: Moment
    amount: Money


class EntryKind(StrEnum):
    SPENT = "spent"
    REFUNDED = "refunded"


class Entry(BaseModel):
    """Money that went out or came back, as it stands after corrections."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    """Counted from 1 in the year, orders among them."""
    kind: EntryKind
    initiative: ItemName
    amount: Money
    order: int | None = None
    """Of a payment: which order it pays; None too where it was corrected after that order had ended."""


class Order(BaseModel):
    """What was ordered, and how far it is paid."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    """Counted from 1 in the year, entries among them."""
    initiative: ItemName
    amount: Money
    paid: Money
    """All that was paid of it and for it: more than `amount` where the bill was higher."""

    @property
    def left(self) -> Money:
        """How much of it is still to be paid."""
        return self.amount.less(self.paid)


class OrderRest(BaseModel):
    """What of an order is still to be paid, before and after a payment of it was corrected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: int
    was: Money
    left: Money
