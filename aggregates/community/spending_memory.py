"""What a community remembers of the money that it waits for; one small function a fact."""

from functools import singledispatch

from aggregates.community import spending_events as happened
from aggregates.community.affairs import Affairs, spending_matter
from aggregates.community.spending_events import SpendingEvent
from vocabulary.spending import Spending


def after(affairs: Affairs, event: SpendingEvent) -> Affairs:
    """What is open after one more fact about money."""
    return _after(event, affairs)


@singledispatch
def _after(event: SpendingEvent, affairs: Affairs) -> Affairs:
    raise NotImplementedError(type(event).__name__)


@_after.register
def _opened(event: happened.BudgetOpened, affairs: Affairs) -> Affairs:
    return affairs._replace(budget_year=event.year)


@_after.register
def _requested(event: happened.SpendingRequested, affairs: Affairs) -> Affairs:
    asked = Spending(number=event.number, year=event.year, since=event.provenance.recorded_at)
    known = affairs._replace(spendings=(*affairs.spendings, asked), spendings_asked=event.number)
    return known.written_by(spending_matter(event.number), event.provenance.actor.principal)


@_after.register
def _put(event: happened.SpendingPut, affairs: Affairs) -> Affairs:
    return affairs._replace(
        spendings=tuple(
            one.model_copy(update={"task": event.task}) if one.number == event.number else one
            for one in affairs.spendings
        )
    )


@_after.register
def _settled(event: happened.SpendingSettled, affairs: Affairs) -> Affairs:
    left = affairs._replace(spendings=tuple(one for one in affairs.spendings if one.number != event.number))
    return left.without(spending_matter(event.number))
