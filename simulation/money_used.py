"""The money of a year as the people of a community use it: asked for, ordered when it is granted, and paid."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from functools import partial

from aggregates.application import Perennial
from aggregates.budget import Budget
from aggregates.budget.events import MoneyGranted
from aggregates.commands.budgets import request_money
from aggregates.commands.spending import commit_money, spend_money
from aggregates.community import Community
from aggregates.desk import Desk
from simulation.cast import Invented
from simulation.hours import at_work
from simulation.on_the_spot import OnTheSpot
from simulation.yearly import Wish, item_name
from vocabulary.ids import budget_stream
from vocabulary.money import Money
from vocabulary.spending import SpendingTerms


class MoneyUsed:
    """What becomes of the wishes of a scenario."""

    def __init__(self, here: OnTheSpot) -> None:
        self._here = here

    def ask(self, community: Invented, wish: Wish) -> None:
        what = community.about(wish.what)
        terms = SpendingTerms(
            initiative=item_name(what), title=what, amount=wish.amount, reason="It stands in what we plan for the year."
        )
        self._here.act(community, lambda app, command: request_money(app, community.id, terms, command))

    def granted(self, community: Invented, wishes: Iterable[Wish], event: MoneyGranted) -> None:
        """What was granted is ordered, and paid later."""
        wish = next((one for one in wishes if item_name(community.about(one.what)) == event.initiative), None)
        if wish is None:
            return
        at, amount = event.provenance.recorded_at, event.amount.part(Decimal(str(wish.spent)))
        chance = self._here.chance(community)
        if amount:
            moment = at_work(at + timedelta(days=chance.uniform(7, 30)), chance)
            self._here.when(community, moment, partial(self._order, community, wish, amount))

    def _order(self, community: Invented, wish: Wish, amount: Money) -> None:
        what, chance = community.about(wish.what), self._here.chance(community)
        free = self._free(community, item_name(what))
        if free is None or free < amount:  # the year has ended meanwhile, and its money with it
            return
        told = f"{what}: what was agreed"
        order = self._here.act(
            community, lambda app, command: commit_money(app, community.id, item_name(what), amount, told, command)
        )
        moment = at_work(self._here.there.now + timedelta(days=chance.uniform(10, 45)), chance)
        self._here.when(community, moment, partial(self._pay, community, item_name(what), amount, told, order))

    def _pay(self, community: Invented, initiative: str, amount: Money, told: str, order: int) -> None:
        lived = self._here.there.community(community.id)
        budget = _latest_budget(self._here.there.app, lived)
        if budget is None or order not in budget.orders or budget.ends <= self._here.there.now:
            return
        self._here.act(
            community,
            lambda app, command: spend_money(app, community.id, initiative, amount, told, command, order=order),
        )

    def _free(self, community: Invented, initiative: str) -> Money | None:
        budget = _latest_budget(self._here.there.app, self._here.there.community(community.id))
        line = budget.line(initiative) if budget is not None and budget.ends > self._here.there.now else None
        return line.free if line else None


def _latest_budget(app: Perennial, community: Community) -> Budget | None:
    year = community.affairs.budget_year
    return Desk(app, fresh=False).find(Budget, budget_stream(community.community, year)) if year else None
