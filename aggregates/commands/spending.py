"""Money that a community orders, pays, gets back, gives back, and puts right in its books."""

from collections.abc import Callable
from typing import NamedTuple

from aggregates.application import Answer, Perennial
from aggregates.budget import Budget
from aggregates.commands.budget_year import open_budget, present_budget
from aggregates.commands.budgets import ask_for, must_be_of_the_community
from aggregates.commands.command import Command
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.ids import CommunityId
from vocabulary.money import Money
from vocabulary.people import Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import WrongRole
from vocabulary.spending import SpendingTerms
from vocabulary.tasks import ItemName

Book = Callable[[Budget, Provenance], int]


class Spent(NamedTuple):
    """What came of spending: an entry, or a request for what is missing."""

    number: int
    requested: Money | None = None
    """What was asked for instead, where the initiative did not have enough."""


def commit_money(
    app: Perennial, community: CommunityId, initiative: ItemName, amount: Money, what: str, command: Command
) -> int:
    """Notes an order of the present year. Answers its number."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_be_of_the_community(subject, command.by, "orders")
        provenance = command.provenance(subject.policy)
        budget = present_budget(desk, subject, provenance)
        return Answer(str(budget.commit(initiative, amount, what, provenance)))

    told = f"commit {amount} for {initiative} of {community}: {what}"
    return int(app.carry_out(command.id, told, decide, by=command.by))


def spend_money(
    app: Perennial,
    community: CommunityId,
    initiative: ItemName,
    amount: Money,
    what: str,
    command: Command,
    *,
    order: int | None = None,
) -> Spent:
    """Notes a payment; where the initiative has less, pays nothing and asks for what is missing."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_be_of_the_community(subject, command.by, "spends")
        provenance = command.provenance(subject.policy)
        budget = present_budget(desk, subject, provenance)
        amount.must_be_of(budget.currency)
        missing = budget.missing(initiative, amount, order)
        if not missing:
            return Answer(str(budget.spend(initiative, amount, what, provenance, order=order)))
        line = budget.line(initiative)
        title = line.title if line else initiative
        terms = SpendingTerms(initiative=initiative, title=title, amount=missing, reason=what)
        return Answer(f"{ask_for(desk, subject, budget, terms, provenance)} {missing}")

    of_order = f" of order {order}" if order is not None else ""
    told = f"spend {amount} for {initiative}{of_order} of {community}: {what}"
    number, _, missing = app.carry_out(command.id, told, decide, by=command.by).partition(" ")
    return Spent(int(number), Money(missing) if missing else None)


def refund_money(
    app: Perennial, community: CommunityId, initiative: ItemName, amount: Money, why: str, command: Command
) -> int:
    """Notes money that came back. Answers the number of its entry."""
    told = f"refund {amount} for {initiative} of {community}: {why}"
    return _book(app, community, told, command, lambda budget, told: budget.refund(initiative, amount, why, told))


def release_money(
    app: Perennial, community: CommunityId, initiative: ItemName, amount: Money, why: str, command: Command
) -> None:
    """Gives back to the year what an initiative does not need."""

    def book(budget: Budget, provenance: Provenance) -> int:
        budget.release(initiative, amount, why, provenance)
        return 0

    _book(app, community, f"release {amount} of {initiative} of {community}: {why}", command, book)


def release_order(app: Perennial, community: CommunityId, order: int, why: str, command: Command) -> None:
    """What is left of an order will not be paid."""

    def book(budget: Budget, provenance: Provenance) -> int:
        budget.release_order(order, why, provenance)
        return 0

    _book(app, community, f"release order {order} of {community}: {why}", command, book)


def correct_money(
    app: Perennial, community: CommunityId, entry: int, amount: Money, why: str, command: Command
) -> Money:
    """Puts right how much a payment or a refund was. Answers how much it had been said to be."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        _must_keep_books(subject, command)
        budget = open_budget(desk, subject)
        return Answer(str(budget.correct(entry, amount, why, command.provenance(subject.policy)).amount))

    told = f"correct {entry} of {community} to {amount}: {why}"
    return Money(app.carry_out(command.id, told, decide, by=command.by))


def _book(app: Perennial, community: CommunityId, told: str, command: Command, book: Book) -> int:
    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_be_of_the_community(subject, command.by, "keeps its books")
        return Answer(str(book(open_budget(desk, subject), command.provenance(subject.policy))))

    return int(app.carry_out(command.id, told, decide, by=command.by))


def _must_keep_books(community: Community, command: Command) -> None:
    must_be_of_the_community(community, command.by, "keeps its books")
    if command.by.role is Role.MEMBER:
        raise WrongRole(f"what was written down for {community.community} is corrected by its lead or the KM team")
