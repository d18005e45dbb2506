"""What a community remembers of the money it asks for: that it waits for an answer, and from whom."""

from typing import ClassVar

from aggregates.community.events import CommunityEvent
from vocabulary.ids import TaskId


class SpendingEvent(CommunityEvent):
    """Something about money; the budget of the year knows how much."""


class BudgetOpened(SpendingEvent):
    """The budget of another year stands."""

    TOPIC: ClassVar[str] = "community.budget_opened"
    year: int
    """Counted from 1."""


class SpendingRequested(SpendingEvent):
    TOPIC: ClassVar[str] = "community.spending_requested"
    number: int
    """Counted from 1 in the community."""
    year: int


class SpendingPut(SpendingEvent):
    """Whoever approves that much was asked."""

    TOPIC: ClassVar[str] = "community.spending_put"
    number: int
    task: TaskId


class SpendingSettled(SpendingEvent):
    """It waits for nobody any more: granted, refused, or taken back, as the budget tells."""

    TOPIC: ClassVar[str] = "community.spending_settled"
    number: int
