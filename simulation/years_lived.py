"""The years of communities as their people live them: planned, measured, delivered, paid for, assessed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Final, TypeVar

from aggregates.application import Desk, Perennial
from aggregates.budget import Budget
from aggregates.budget.events import MoneyGranted
from aggregates.commands.assessing import assess, model_of
from aggregates.commands.budgets import request_money
from aggregates.commands.command import Command
from aggregates.commands.measuring import agree_objective, deliver, measure
from aggregates.commands.plans import submit_plan, write_plan
from aggregates.commands.spending import commit_money, spend_money
from aggregates.community import Community
from aggregates.community.events import CommunityLaunched
from aggregates.event import Event
from aggregates.year.events import PlanReturned
from simulation.cast import Invented
from simulation.habits import Habits, between
from simulation.hours import at_work
from simulation.people import Office
from simulation.plan_written import of_year, stands_at, workplan
from simulation.rehearsal import Rehearsal
from simulation.yearly import Aim, Assessing, PlanOfYear, Wish, Year, item_name
from vocabulary.ids import CommunityId, budget_stream
from vocabulary.money import Money
from vocabulary.people import Actor, Role
from vocabulary.spending import SpendingTerms
from vocabulary.stages import LIVING
from vocabulary.years import YearSpan, year_at, year_of

T = TypeVar("T")
Shown = Mapping[tuple[int, int], str]
QUARTERS: Final = (0.24, 0.48, 0.72, 0.95)
"""When in its year a KPI is measured."""
LAST_DAYS: Final = 0.93
"""The part of a year in which initiatives end."""


class YearsLived:
    """Hears of every fact; what follows is arranged in the rehearsal that it joins."""

    def __init__(self, communities: Mapping[CommunityId, Invented], habits: Habits, office: Office) -> None:
        self._communities = communities
        self._habits = habits
        self._office = office
        self._chances = {one.id: Random(f"{one.seed}/years") for one in communities.values()}  # noqa: S311
        self._rehearsal: Rehearsal | None = None

    def join(self, rehearsal: Rehearsal) -> None:
        """From now on they live there."""
        self._rehearsal = rehearsal

    def hear(self, event: Event) -> None:
        """Thinks of what comes next."""
        community = self._communities.get(event.originator_id.split("/")[1])
        if community is None or community.group.year is None:
            return
        at, year = event.provenance.recorded_at, community.group.year
        match event:
            case CommunityLaunched():
                self._there.arrange(at, partial(self._begin_year, community, year, 1))
            case PlanReturned():
                moment = self._habits.resubmission(at, self._chances[community.id])
                if moment is not None:
                    self._when(community, moment, partial(self._submit, community))
            case MoneyGranted() if (wish := self._wish(community, year, event.initiative)) is not None:
                self._spend(community, wish, event.amount, at)

    # -- a year ---------------------------------------------------------------------------------------------------

    def _begin_year(self, community: Invented, year: Year, number: int) -> None:
        lived = self._living(community)
        if lived is None or lived.anchor is None:
            return
        every = self._there.rules(lived.policy).annual_review.every
        span = year_of(number, lived.anchor, every)
        chance = self._chances[community.id]
        if year.plan is not None and (not year.plan.years or number in year.plan.years):
            written = at_work(between(year.plan.after, year.plan.within, span.starts, chance), chance)
            self._when(community, written, partial(self._plan, community, year.plan, span))
            self._come_about(community, year.plan, span)
        if chance.random() < year.in_objectives:
            agreed = at_work(span.starts + timedelta(days=chance.uniform(10, 60)), chance)
            self._when(community, agreed, partial(self._agree, community, number))
        for wish in year.money:
            if (not wish.years or number in wish.years) and chance.random() < wish.share:
                asked = at_work(wish.after.after(span.starts) + timedelta(days=chance.uniform(0, 20)), chance)
                self._when(community, asked, partial(self._ask_for_money, community, wish))
        if year.maturity is not None:
            moment = at_work(year.maturity.after.after(span.starts) + timedelta(days=chance.uniform(0, 20)), chance)
            self._when(community, moment, partial(self._assess, community, year.maturity, number))
        self._there.arrange(span.ends, partial(self._begin_year, community, year, number + 1))

    def _come_about(self, community: Invented, plan: PlanOfYear, span: YearSpan) -> None:
        chance, length = self._chances[community.id], span.ends - span.starts
        reached = of_year(plan.reached, span.number)
        for quarter in QUARTERS:
            moment = at_work(span.starts + length * quarter, chance)
            way = min(1.0, reached * quarter / QUARTERS[-1] * chance.uniform(0.95, 1.05))
            self._when(community, moment, partial(self._measure, community, plan.kpis, way))
        delivered = round(len(plan.initiatives) * of_year(plan.delivered, span.number))
        for number in range(delivered):
            moment = at_work(span.starts + length * LAST_DAYS * (number + 1) / len(plan.initiatives), chance)
            self._when(community, moment, partial(self._deliver, community, plan.initiatives[number]))

    # -- what is done when its day has come -------------------------------------------------------------------------

    def _plan(self, community: Invented, plan: PlanOfYear, span: YearSpan) -> None:
        written = workplan(community, plan, span, self._lead(community).person)
        self._act(community, lambda app, command: write_plan(app, community.id, written, command))
        self._submit(community)

    def _submit(self, community: Invented) -> None:
        number = self._year(community)
        year = Desk(self._there.app, fresh=False).year(community.id, number)
        if year is not None and year.change is None and year.draft not in (None, year.approved):
            self._act(community, lambda app, command: submit_plan(app, community.id, command))

    def _measure(self, community: Invented, aims: Sequence[Aim], way: float) -> None:
        if not self._is_planned(community):
            return
        evidence = f"counted on {self._there.now:%-d %B %Y}"
        for aim in aims:
            name, value = item_name(community.about(aim.title)), stands_at(aim, way)

            def note(app: Perennial, command: Command, name: str = name, value: Decimal = value) -> int:
                return measure(app, community.id, name, value, command, evidence=evidence)

            self._act(community, note)

    def _deliver(self, community: Invented, initiative: str) -> None:
        if self._is_planned(community):
            name, evidence = item_name(community.about(initiative)), "it is on the platform"
            self._act(community, lambda app, command: deliver(app, community.id, name, command, evidence=evidence))

    def _agree(self, community: Invented, number: int) -> None:
        lead = self._lead(community).person
        told = f"objectives of {lead}, year {number} of {community.title}"
        self._act(
            community,
            lambda app, command: agree_objective(app, community.id, lead, command, evidence=told),
            self._office(Role.MANAGEMENT, community.id),
        )

    def _ask_for_money(self, community: Invented, wish: Wish) -> None:
        what = community.about(wish.what)
        terms = SpendingTerms(
            initiative=item_name(what), title=what, amount=wish.amount, reason="It stands in what we plan for the year."
        )
        self._act(community, lambda app, command: request_money(app, community.id, terms, command))

    def _spend(self, community: Invented, wish: Wish, granted: Money, at: datetime) -> None:
        amount, chance = granted.part(Decimal(str(wish.spent))), self._chances[community.id]
        if amount:
            moment = at_work(at + timedelta(days=chance.uniform(7, 30)), chance)
            self._when(community, moment, partial(self._order, community, wish, amount))

    def _order(self, community: Invented, wish: Wish, amount: Money) -> None:
        what, chance = community.about(wish.what), self._chances[community.id]
        free = self._free(community, item_name(what))
        if free is None or free < amount:  # the year has ended meanwhile, and its money with it
            return
        told = f"{what}: what was agreed"
        order = self._act(
            community, lambda app, command: commit_money(app, community.id, item_name(what), amount, told, command)
        )
        moment = at_work(self._there.now + timedelta(days=chance.uniform(10, 45)), chance)
        self._when(community, moment, partial(self._pay, community, item_name(what), amount, told, order))

    def _pay(self, community: Invented, initiative: str, amount: Money, told: str, order: int) -> None:
        lived = self._there.community(community.id)
        budget = _latest_budget(self._there.app, lived)
        if budget is None or order not in budget.orders or budget.ends <= self._there.now:
            return
        self._act(
            community,
            lambda app, command: spend_money(app, community.id, initiative, amount, told, command, order=order),
        )

    def _assess(self, community: Invented, assessing: Assessing, number: int) -> None:
        chance, mean = self._chances[community.id], of_year(assessing.levels, number)
        for dimension in model_of(self._there.app, community.id):
            level = min(len(dimension.levels), int(mean) + (chance.random() < mean % 1))
            shown: Shown = {
                (at, need): f"seen by the KM team, year {number}"
                for at, one in enumerate(dimension.levels[:level], start=1)
                for need in range(1, len(one.needs) + 1)
            }

            def note(app: Perennial, command: Command, name: str = dimension.name, shown: Shown = shown) -> int:
                return assess(app, community.id, name, shown, command)

            self._act(community, note, self._office(Role.KM, community.id))

    # -- who, where, whether ------------------------------------------------------------------------------------------

    @property
    def _there(self) -> Rehearsal:
        if self._rehearsal is None:
            msg = "people join a rehearsal before they hear of anything"
            raise RuntimeError(msg)
        return self._rehearsal

    def _when(self, community: Invented, moment: datetime, do: Callable[[], object]) -> None:
        """Does it then, if the community lives."""

        def if_it_lives() -> None:
            if self._living(community) is not None:
                do()

        self._there.arrange(moment, if_it_lives)

    def _living(self, community: Invented) -> Community | None:
        found = self._there.community(community.id)
        return found if found.stage in LIVING and found.lead is not None else None

    def _lead(self, community: Invented) -> Actor:
        return Actor(person=self._there.community(community.id).lead or "", role=Role.LEAD)

    def _act(self, community: Invented, carry_out: Callable[[Perennial, Command], T], by: Actor | None = None) -> T:
        return self._there.act(community.id, carry_out, by or self._lead(community))

    def _year(self, community: Invented) -> int:
        lived = self._there.community(community.id)
        every = self._there.rules(lived.policy).annual_review.every
        return year_at(self._there.now, lived.anchor, every).number if lived.anchor else 1

    def _is_planned(self, community: Invented) -> bool:
        year = Desk(self._there.app, fresh=False).year(community.id, self._year(community))
        return year is not None and year.approved is not None

    def _free(self, community: Invented, initiative: str) -> Money | None:
        budget = _latest_budget(self._there.app, self._there.community(community.id))
        line = budget.line(initiative) if budget is not None and budget.ends > self._there.now else None
        return line.free if line else None

    @staticmethod
    def _wish(community: Invented, year: Year, initiative: str) -> Wish | None:
        return next((wish for wish in year.money if item_name(community.about(wish.what)) == initiative), None)


def _latest_budget(app: Perennial, community: Community) -> Budget | None:
    year = community.affairs.budget_year
    return Desk(app, fresh=False).find(Budget, budget_stream(community.community, year)) if year else None
