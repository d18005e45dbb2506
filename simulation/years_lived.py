"""The years of communities as their people live them: planned, measured, delivered, paid for, assessed."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from aggregates.application import Perennial
from aggregates.budget.events import MoneyGranted
from aggregates.commands.assessing import assess, model_of
from aggregates.commands.command import Command
from aggregates.commands.measuring import agree_objective, deliver, measure
from aggregates.commands.plans import submit_plan, write_plan
from aggregates.community.events import CommunityLaunched
from aggregates.desk import Desk
from aggregates.event import Event
from aggregates.year.events import PlanReturned
from simulation.cast import Invented
from simulation.habits import Habits, between
from simulation.hours import at_work
from simulation.money_used import MoneyUsed
from simulation.on_the_spot import OnTheSpot
from simulation.people import Office
from simulation.plan_written import of_year, stands_at, workplan
from simulation.rehearsal import Rehearsal
from simulation.yearly import Aim, Assessing, PlanOfYear, Year, item_name
from vocabulary.ids import CommunityId
from vocabulary.people import Role
from vocabulary.years import YearSpan, year_of

Shown = Mapping[tuple[int, int], str]
QUARTERS: Final = (0.24, 0.48, 0.72, 0.95)
"""When in its year a KPI is measured."""
LAST_DAYS: Final = 0.93
"""The part of a year in which initiatives end."""


class YearsLived:
    """Hears of every fact; what follows is arranged in the rehearsal that it joins."""

    def __init__(self, communities: Mapping[CommunityId, Invented], habits: Habits, office: Office) -> None:
        self._here = OnTheSpot(communities, office)
        self._habits = habits
        self._money = MoneyUsed(self._here)

    def join(self, rehearsal: Rehearsal) -> None:
        """From now on they live there."""
        self._here.join(rehearsal)

    def hear(self, event: Event) -> None:
        """Thinks of what comes next."""
        community = self._here.communities.get(event.originator_id.split("/")[1])
        if community is None or community.group.year is None:
            return
        at, year = event.provenance.recorded_at, community.group.year
        match event:
            case CommunityLaunched():
                self._here.there.arrange(at, partial(self._begin_year, community, year, 1))
            case PlanReturned():
                moment = self._habits.resubmission(at, self._here.chance(community))
                if moment is not None:
                    self._here.when(community, moment, partial(self._submit, community))
            case MoneyGranted():
                self._money.granted(community, year.money, event)

    # -- a year ---------------------------------------------------------------------------------------------------

    def _begin_year(self, community: Invented, year: Year, number: int) -> None:
        lived = self._here.living(community)
        if lived is None or lived.anchor is None:
            return
        every = self._here.there.rules(lived.policy).annual_review.every
        span = year_of(number, lived.anchor, every)
        chance = self._here.chance(community)
        if year.plan is not None and (not year.plan.years or number in year.plan.years):
            written = at_work(between(year.plan.after, year.plan.within, span.starts, chance), chance)
            self._here.when(community, written, partial(self._plan, community, year.plan, span))
            self._come_about(community, year.plan, span)
        if chance.random() < year.in_objectives:
            agreed = at_work(span.starts + timedelta(days=chance.uniform(10, 60)), chance)
            self._here.when(community, agreed, partial(self._agree, community, number))
        for wish in year.money:
            if (not wish.years or number in wish.years) and chance.random() < wish.share:
                asked = at_work(wish.after.after(span.starts) + timedelta(days=chance.uniform(0, 20)), chance)
                self._here.when(community, asked, partial(self._money.ask, community, wish))
        if year.maturity is not None:
            moment = at_work(year.maturity.after.after(span.starts) + timedelta(days=chance.uniform(0, 20)), chance)
            self._here.when(community, moment, partial(self._assess, community, year.maturity, number))
        self._here.there.arrange(span.ends, partial(self._begin_year, community, year, number + 1))

    def _come_about(self, community: Invented, plan: PlanOfYear, span: YearSpan) -> None:
        chance, length = self._here.chance(community), span.ends - span.starts
        reached = of_year(plan.reached, span.number)
        for quarter in QUARTERS:
            moment = at_work(span.starts + length * quarter, chance)
            way = min(1.0, reached * quarter / QUARTERS[-1] * chance.uniform(0.95, 1.05))
            self._here.when(community, moment, partial(self._measure, community, plan.kpis, way))
        delivered = round(len(plan.initiatives) * of_year(plan.delivered, span.number))
        for number in range(delivered):
            moment = at_work(span.starts + length * LAST_DAYS * (number + 1) / len(plan.initiatives), chance)
            self._here.when(community, moment, partial(self._deliver, community, plan.initiatives[number]))

    # -- what is done when its day has come -------------------------------------------------------------------------

    def _plan(self, community: Invented, plan: PlanOfYear, span: YearSpan) -> None:
        written = workplan(community, plan, span, self._here.lead(community).person)
        self._here.act(community, lambda app, command: write_plan(app, community.id, written, command))
        self._submit(community)

    def _submit(self, community: Invented) -> None:
        number = self._here.year(community)
        year = Desk(self._here.there.app, fresh=False).year(community.id, number)
        if year is not None and year.change is None and year.draft not in (None, year.approved):
            self._here.act(community, lambda app, command: submit_plan(app, community.id, command))

    def _measure(self, community: Invented, aims: Sequence[Aim], way: float) -> None:
        if not self._is_planned(community):
            return
        evidence = f"counted on {self._here.there.now:%-d %B %Y}"
        for aim in aims:
            name, value = item_name(community.about(aim.title)), stands_at(aim, way)

            def note(app: Perennial, command: Command, name: str = name, value: Decimal = value) -> int:
                return measure(app, community.id, name, value, command, evidence=evidence)

            self._here.act(community, note)

    def _deliver(self, community: Invented, initiative: str) -> None:
        if self._is_planned(community):
            name, evidence = item_name(community.about(initiative)), "it is on the platform"
            self._here.act(community, lambda app, command: deliver(app, community.id, name, command, evidence=evidence))

    def _agree(self, community: Invented, number: int) -> None:
        lead = self._here.lead(community).person
        told = f"objectives of {lead}, year {number} of {community.title}"
        self._here.act(
            community,
            lambda app, command: agree_objective(app, community.id, lead, command, evidence=told),
            self._here.office(Role.MANAGEMENT, community.id),
        )

    def _assess(self, community: Invented, assessing: Assessing, number: int) -> None:
        chance, mean = self._here.chance(community), of_year(assessing.levels, number)
        for dimension in model_of(self._here.there.app, community.id):
            level = min(len(dimension.levels), int(mean) + (chance.random() < mean % 1))
            shown: Shown = {
                (at, need): f"seen by the KM team, year {number}"
                for at, one in enumerate(dimension.levels[:level], start=1)
                for need in range(1, len(one.needs) + 1)
            }

            def note(app: Perennial, command: Command, name: str = dimension.name, shown: Shown = shown) -> int:
                return assess(app, community.id, name, shown, command)

            self._here.act(community, note, self._here.office(Role.KM, community.id))

    # -- who, where, whether ------------------------------------------------------------------------------------------

    def _is_planned(self, community: Invented) -> bool:
        year = Desk(self._here.there.app, fresh=False).year(community.id, self._here.year(community))
        return year is not None and year.approved is not None
