"""What happens to a community's money, as sentences."""

from aggregates.budget import events as budget
from aggregates.community import spending_events as spending
from projections.handing_sentences import sentence
from projections.telling import ANSWERS, who, why
from vocabulary.digits import percent

__all__ = ["sentence"]


# -- the community ----------------------------------------------------------------------------------------------------


@sentence.register
def _opened(event: spending.BudgetOpened) -> str:
    return f"It has a budget for its year {event.year}"


@sentence.register
def _spending_requested(event: spending.SpendingRequested) -> str:
    return f"Request {event.number} for money of year {event.year} waits for an answer"


@sentence.register
def _put(event: spending.SpendingPut) -> str:
    return f"{who(event)} put request {event.number} to whoever approves so much: {event.task}"


@sentence.register
def _settled(event: spending.SpendingSettled) -> str:
    return f"Request {event.number} for money waits for nobody any more"


# -- the money --------------------------------------------------------------------------------------------------------


@sentence.register
def _begun(event: budget.BudgetBegun) -> str:
    parts = f" in {len(event.instalments)} instalments" if len(event.instalments) > 1 else ""
    over = f", with {event.carried_over} carried over" if event.carried_over else ""
    return f"Year {event.year} has {event.per_year}{parts}{over}, until {event.ends:%d %B %Y}"


@sentence.register
def _requested(event: budget.MoneyRequested) -> str:
    terms = event.terms
    return f"{who(event)} asked for {terms.amount} for “{terms.title}” (request {event.number}): {terms.reason}"


@sentence.register
def _granted(event: budget.MoneyGranted) -> str:
    return f"{who(event)} granted {event.amount} for {event.initiative} (request {event.number}){why(event.reason)}"


@sentence.register
def _refused(event: budget.MoneyRefused) -> str:
    answer = ANSWERS[event.choice].replace(" it", "").rstrip("e") + "ed"
    return f"{who(event)} {answer} request {event.number} for {event.amount}{why(event.reason)}"


@sentence.register
def _committed(event: budget.MoneyCommitted) -> str:
    return f"{who(event)} ordered for {event.amount}, of {event.initiative} (order {event.number}): {event.what}"


@sentence.register
def _spent(event: budget.MoneySpent) -> str:
    order = f", order {event.order}" if event.order is not None else ""
    return f"{who(event)} spent {event.amount} of {event.initiative} (entry {event.number}{order}): {event.what}"


@sentence.register
def _refunded(event: budget.MoneyRefunded) -> str:
    return f"{who(event)} had {event.amount} back for {event.initiative} (entry {event.number}): {event.why}"


@sentence.register
def _released(event: budget.MoneyReleased) -> str:
    return f"{who(event)} gave {event.amount} of {event.initiative} back to the year: {event.why}"


@sentence.register
def _order_released(event: budget.OrderReleased) -> str:
    return f"{who(event)} ended order {event.order} with {event.amount} unpaid: {event.why}"


@sentence.register
def _corrected(event: budget.EntryCorrected) -> str:
    rest = event.rest
    order = f", which leaves {rest.left} of order {rest.order} to be paid" if rest and rest.left != rest.was else ""
    return f"{who(event)} corrected entry {event.number} from {event.was} to {event.amount}{order}: {event.why}"


@sentence.register
def _mark_reached(event: budget.MarkReached) -> str:
    return f"{percent(event.share)} of the year's money is spent: {event.paid}"


@sentence.register
def _nothing_requested(event: budget.NothingRequested) -> str:
    return f"Nobody has asked for money since {event.since:%d %B %Y}"


@sentence.register
def _closed(event: budget.BudgetClosed) -> str:
    over = f"; {event.carried_over} goes over to the next" if event.carried_over else ""
    return f"{who(event)} closed the year's money with {event.left} left{over}"
