"""What must hold in every life, whatever people do, however late the clock is, and under any policy."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from aggregates.application import Perennial
from aggregates.commands.budgets import answer_request, request_money
from aggregates.commands.changes import edit_change, request_change
from aggregates.commands.command import Command
from aggregates.commands.concerns import raise_concern, settle_concern
from aggregates.commands.decisions import abstain, decide, override, stop
from aggregates.commands.duties import publish_form, request_duty
from aggregates.commands.entitled import ITEMS
from aggregates.commands.governance import adopt, exempt, place, restore, revoke_exemption
from aggregates.commands.handing import add_approver, assign, claim, delegate, release
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.measuring import measure
from aggregates.commands.people import enter
from aggregates.commands.plans import recall_plan, submit_plan, write_plan
from aggregates.commands.proposals import propose, submit, withdraw
from aggregates.commands.publishing import publish
from aggregates.commands.recalling import recall
from aggregates.commands.signs_of_life import last_sign, record_sign
from aggregates.commands.spending import refund_money, spend_money
from policies.document import LifecycleRules
from policies.step import Act, Finish, Wait
from tests.aggregates.plans import PLAN, smaller
from tests.aggregates.specification import remembered
from tests.policies.chronicle import Chronicle
from tests.policies.leads_come_and_go import ASKED, LEADS, MOVES, OTHER_MOVES, LeadsComeAndGo
from tests.policies.random_affairs import CAUSES, DUTIES, GROUPS, KINDS
from tests.policies.random_rules import rules
from tests.policies.standings import catalog, changed
from tests.simulation import Simulation
from vocabulary.affairs import ChangeTerms, FormOut
from vocabulary.ids import budget_stream
from vocabulary.money import Money
from vocabulary.people import Actor, Role
from vocabulary.refusals import Refusal
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.spending import SpendingTerms
from vocabulary.stages import LIVING, Outcome, Stage, Sunsetting
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import BESIDE_THE_STAGE, CHOICES, PLAIN_YES, Choice, TaskKind
from vocabulary.terms import TermsOfReference

pytestmark = pytest.mark.slow

BEGINNING = datetime(2024, 2, 29, 12, tzinfo=UTC)
STARTED = BEGINNING - timedelta(days=500)
COMMUNITIES = ("roses", "tulips")
PEOPLE = {
    Role.MEMBER: "mia",
    Role.LEAD: "ada",
    Role.KM: "kim",
    Role.MANAGEMENT: "max",
    Role.BOARD: "bo",
}
VOTERS = ("vic", "val", "vera", "vito")
"""They sit on every body that decides by votes."""
OTHERWISE: tuple[dict[str, Any], ...] = (
    {"changes": [], "levels": []},
    {"duties": [], "silence": {"should_starts": [], "must_starts": []}},
    {"concerns": [], "silence": {"signs": ["meeting"], "exemption": None}},
    {"silence": {"should_after": "40 days", "must_after": "60 days"}, "sunset": {"notice": "1 day"}},
    {"annual_review": {"every": "1 year", "opens_before": "10 days", "renews_itself": None}},
)
"""How a policy's next version may differ."""
ASIDE: dict[Stage, set[TaskKind]] = {
    Stage.REVIEW: {TaskKind.KM_REVIEW},
    Stage.APPROVAL: {TaskKind.APPROVAL},
    Stage.LAUNCH: {TaskKind.LAUNCH_ITEM},
    Stage.ACTIVE: {TaskKind.DORMANCY},
    Stage.ANNUAL_REVIEW: {TaskKind.ANNUAL_REVIEW},
    Stage.PROBATION: {TaskKind.PROBATION_REVIEW},
    Stage.SUNSET: {TaskKind.SUNSET_ITEM},
}
"""What may be asked in each stage beside what every living community is asked."""
TERMS = TermsOfReference(
    title="Roses", objectives=("grow",), scope="All of it.", lead="ada", key_members=("mia",), initiatives=("plant",)
)

COLLEAGUE = Actor(person="kai", role=Role.KM)
"""Asks and files where others of the KM team decide: nobody decides on what they asked for."""
EVA = Actor(person="eva", role=Role.MEMBER)

HANDED_ON: dict[str, Callable[[Perennial, TaskTerms, Command], object]] = {
    "claimed": lambda app, terms, by: claim(app, terms.id, by),
    "released": lambda app, terms, by: release(app, terms.id, by),
    "named": lambda app, terms, by: assign(app, terms.id, (by.by.person,), by),
    "delegated": lambda app, terms, by: delegate(app, terms.id, "dee", by),
    "answered by the delegate": lambda app, terms, by: decide(
        app, terms.id, CHOICES[terms.kind][0], _as(by, person="dee", on_behalf_of=by.by.person)
    ),
    "agreed to": lambda app, terms, by: add_approver(app, terms.id, "eva", by),
    "agreed": lambda app, terms, by: decide(app, terms.id, CHOICES[terms.kind][0], _as(by, **dict(EVA))),
    "refused": lambda app, terms, by: decide(
        app, terms.id, CHOICES[terms.kind][-1], _as(by, **dict(EVA)), reason="no money"
    ),
    "recalled": lambda app, terms, by: recall(app, terms.id, _as(by, **dict(COLLEAGUE))),
    "overridden": lambda app, terms, by: override(
        app, terms.id, CHOICES[terms.kind][-1], _as(by, person="ola", role=Role.ADMIN), reason="nobody answers"
    ),
}
"""What happens to a question before it is answered; most of it refused most of the time."""


def _as(command: Command, **who: Any) -> Command:
    return command.model_copy(update={"by": command.by.model_copy(update=who)})


communities = st.sampled_from(COMMUNITIES)
hours = st.integers(0, 24 * 30) | st.integers(0, 24 * 300)
processes = st.integers(0, 1)
amounts = st.sampled_from([90, 300, 700, 1200]).map(lambda amount: Money(f"{amount} USD"))
answers = st.sampled_from(CHOICES[TaskKind.SPENDING])


def actor(role: Role) -> Actor:
    return Actor(person=PEOPLE[role], role=role)


def doer(terms: TaskTerms) -> Actor | None:
    """Who files what the KM team files, so that others of it can sign it off."""
    return COLLEAGUE if terms.kind is TaskKind.DUTY and terms.assigned_to is Role.KM else None


class EveryLife(LeadsComeAndGo, RuleBasedStateMachine):
    """People act through one of two processes; the clock obeys the policy, sometimes late, sometimes on old news."""

    policies: st.SearchStrategy[LifecycleRules] = rules()

    def __init__(self) -> None:
        super().__init__()
        self.read = 0
        self.signs = 0
        self.stale: Act | None = None

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self._begin_under(data.draw(self.policies))
        self.other = changed(self.policy, **data.draw(st.sampled_from(OTHERWISE)))
        """What may become the next version."""
        if data.draw(st.booleans()):
            self.everybody_does_what_they_are_asked("tulips", process=0, choice=None, times=4)
        self.what_must_hold_holds()

    def _begin_under(self, policy: LifecycleRules) -> None:
        self.policy = policy
        self.world = Simulation(self.policy, BEGINNING, others=1)
        self.chronicle = Chronicle()
        for person in (*LEADS, *ASKED):
            enter(self.world.app, person, self._by(Role.KM))
        self.bring_in("roses", process=0, ended=False)
        self.propose("tulips", process=1, submitted=True)

    # -- people -----------------------------------------------------------------------------------------------------

    @rule(community=communities, process=processes, submitted=st.booleans())
    def propose(self, community: str, process: int, submitted: bool) -> None:
        self._try(
            lambda app: propose(app, TERMS, "made-up", self._by(Role.MEMBER), community=community, submit=submitted),
            process,
        )

    @rule(community=communities, process=processes)
    def submit(self, community: str, process: int) -> None:
        self._try(lambda app: submit(app, community, self._by(Role.LEAD)), process)

    @rule(community=communities, process=processes)
    def withdraw(self, community: str, process: int) -> None:
        self._try(lambda app: withdraw(app, community, self._by(Role.MEMBER)), process)

    @precondition(lambda self: any(self.chronicle.open_tasks(name) for name in COMMUNITIES))
    @rule(data=st.data(), process=processes)
    def decide(self, data: st.DataObject, process: int) -> None:
        """By somebody entitled, unless it is a question that nobody is left to answer."""
        names = sorted(task for name in COMMUNITIES for task in self.chronicle.open_tasks(name))
        task = self.world.task(data.draw(st.sampled_from(names)))
        choice = data.draw(st.sampled_from(CHOICES[task.terms.kind]))
        confirms = task.terms.confirmation and choice in PLAIN_YES
        leads = task.terms.kind in ITEMS or confirms
        deciders = sorted(task.deciders - (set() if leads else {Role.LEAD}))
        community = self.world.community(task.terms.community)
        if not deciders or (Role.LEAD in deciders and community.lead is None) or task.terms.ballot:
            return
        role = data.draw(st.sampled_from(deciders))
        who = doer(task.terms) or self._actor(task.terms.community, role)
        if task.lacking or who.person in community.authors_of(task.terms):
            return
        app = self._app(process)
        decide(app, task.terms.id, choice, self.world.by(who), reason="because")

    @precondition(lambda self: any(self.chronicle.open_tasks(name) for name in COMMUNITIES))
    @rule(data=st.data(), process=processes, how=st.sampled_from(sorted(HANDED_ON)))
    def hand_on(self, data: st.DataObject, process: int, how: str) -> None:
        """Claimed, given to somebody, agreed to, recalled or overridden; by whoever was asked."""
        names = sorted(task for name in COMMUNITIES for task in self.chronicle.open_tasks(name))
        task = self.world.task(data.draw(st.sampled_from(names)))
        who = doer(task.terms) or actor(task.terms.assigned_to)
        self._try(lambda app: HANDED_ON[how](app, task.terms, self.world.by(who)), process)

    @precondition(lambda self: self._ballots())
    @rule(data=st.data(), process=processes, blank=st.booleans(), times=st.integers(1, 4))
    def vote(self, data: st.DataObject, process: int, blank: bool, times: int) -> None:
        """So many people, for what they like; whoever comes too late is told so."""
        task = self.world.task(data.draw(st.sampled_from(self._ballots())))
        name = task.terms.id
        for person in VOTERS[:times]:
            by = self.world.by(Actor(person=person, role=task.terms.assigned_to))
            if blank:
                self._try(lambda app, by=by: abstain(app, name, by), process)
            else:
                choice = data.draw(st.sampled_from(CHOICES[task.terms.kind]))
                self._try(lambda app, by=by, choice=choice: decide(app, name, choice, by, reason="because"), process)

    @precondition(lambda self: self._ballots())
    @rule(data=st.data(), process=processes)
    def stop(self, data: st.DataObject, process: int) -> None:
        task = self.world.task(data.draw(st.sampled_from(self._ballots())))
        by = self.world.by(Actor(person="vic", role=task.terms.assigned_to))
        self._try(lambda app: stop(app, task.terms.id, by, reason="not so fast"), process)

    @rule(
        community=communities,
        process=processes,
        choice=st.sampled_from([None, None, Choice.PROBATION, Choice.SUNSET]),
        times=st.integers(1, 4),
    )
    def everybody_does_what_they_are_asked(
        self, community: str, process: int, choice: Choice | None, times: int
    ) -> None:
        """Says yes to everything, or one other thing where it is offered."""
        for _ in range(times if community in self.chronicle.communities else 0):
            self.world.catch_up(community)
            for terms in self.world.open_tasks(community):
                answer = choice if choice in CHOICES[terms.kind] else CHOICES[terms.kind][0]
                self._answer(terms, answer, process)

    @rule(data=st.data(), community=communities, process=processes, days=st.integers(1, 30))
    def a_month_of_work(self, data: st.DataObject, community: str, process: int, days: int) -> None:
        """Everybody answers what they are asked as they like, and again what comes of that a while later."""
        for _ in range(3 if community in self.chronicle.communities else 0):
            self.world.pass_time(self.world.now + timedelta(days=days), *self._existing())
            for terms in self.world.open_tasks(community):
                self._answer(terms, data.draw(st.sampled_from(CHOICES[terms.kind])), process)

    @rule(community=communities, process=processes)
    def everybody_does_their_duty(self, community: str, process: int) -> None:
        """Asked for extra ones, they file them, and whoever signs off does."""
        if community not in self.chronicle.communities:
            return
        for name in DUTIES:
            self.want_an_extra_one(community, process, name, by=None)
        self.everybody_does_what_they_are_asked(community, process, choice=None, times=3)

    @rule(
        data=st.data(),
        process=processes,
        role=st.sampled_from(list(PEOPLE)),
        choice=st.sampled_from(Choice),
        reason=st.none() | st.just("because"),
    )
    def decide_without_asking_whether_one_may(
        self, data: st.DataObject, process: int, role: Role, choice: Choice, reason: str | None
    ) -> None:
        task = data.draw(st.sampled_from([*sorted(self.chronicle.tasks), "roses.approval.1"]))
        self._try(lambda app: decide(app, task, choice, self._by(role), reason=reason), process)

    @rule(community=communities, process=processes, ago=st.integers(0, 24 * 60), kind=st.sampled_from(SignKind))
    def show_a_sign_of_life(self, community: str, process: int, ago: int, kind: SignKind) -> None:
        self.signs += 1
        self._sign(community, process, str(self.signs), self.world.now - timedelta(hours=ago), kind)

    @rule(community=communities, process=processes)
    def show_the_last_sign_again(self, community: str, process: int) -> None:
        before = len(self.world.ledger)
        known = self.world.ledger.receipt(f"sign/{community}/{self.signs}")
        self._sign(community, process, str(self.signs), self.world.now)
        assert known is None or len(self.world.ledger) == before

    @rule(community=communities, process=processes, ended=st.booleans())
    def bring_in(self, community: str, process: int, ended: bool) -> None:
        existing = ExistingCommunity(
            id=community,
            title="Old roses",
            started=STARTED,
            ended=self.world.now if ended else None,
            outcome=Outcome.GRADUATED if ended else None,
        )
        self._try(lambda app: bring_in(app, existing, "made-up", self._by(Role.KM)), process)

    # -- beside the stage -------------------------------------------------------------------------------------------

    @rule(community=communities, process=processes, kind=st.sampled_from(KINDS), rises=st.booleans())
    def request_a_change(self, community: str, process: int, kind: str, rises: bool) -> None:
        terms = ChangeTerms(kind=kind, title="A change", what="This.", level="large" if rises else None)
        self._try(lambda app: request_change(app, community, terms, self.world.by(COLLEAGUE)), process)

    @rule(community=communities, process=processes, year=st.none() | st.integers(1, 3), all_of_it=st.booleans())
    def plan_a_year(self, community: str, process: int, year: int | None, all_of_it: bool) -> None:
        plan, by = PLAN if all_of_it else smaller(), self.world.by(COLLEAGUE)
        self._try(lambda app: write_plan(app, community, plan, by, year=year), process)
        self._try(lambda app: submit_plan(app, community, self.world.by(COLLEAGUE), year=year), process)

    @rule(community=communities, process=processes)
    def recall_a_plan(self, community: str, process: int) -> None:
        self._try(lambda app: recall_plan(app, community, self.world.by(COLLEAGUE)), process)

    @rule(community=communities, process=processes, kpi=st.sampled_from(["corrections", "answered", "beauty"]))
    def measure_something(self, community: str, process: int, kpi: str) -> None:
        by = self.world.by(COLLEAGUE)
        self._try(lambda app: measure(app, community, kpi, Decimal(60), by, evidence="a count"), process)

    @rule(community=communities, process=processes, amount=amounts, role=st.sampled_from([Role.LEAD, Role.MEMBER]))
    def ask_for_money(self, community: str, process: int, amount: Money, role: Role) -> None:
        terms = SpendingTerms(initiative="tree", title="A tree", amount=amount, reason="Shade.")
        by = self.world.by(self._actor(community, role)) if community in self._existing() else self._by(role)
        self._try(lambda app: request_money(app, community, terms, by), process)

    @rule(
        community=communities, process=processes, number=st.integers(1, 4), choice=answers, role=st.sampled_from(Role)
    )
    def answer_a_request_by_its_number(
        self, community: str, process: int, number: int, choice: Choice, role: Role
    ) -> None:
        by = self.world.by(Actor(person="somebody", role=role))
        self._try(lambda app: answer_request(app, community, number, choice, by, reason="because"), process)

    @rule(community=communities, process=processes, amount=amounts, comes_back=st.booleans())
    def spend_money(self, community: str, process: int, amount: Money, comes_back: bool) -> None:
        deed = refund_money if comes_back else spend_money
        self._try(lambda app: deed(app, community, "tree", amount, "x", self._by(Role.MEMBER)), process)

    @rule(community=communities, process=processes, number=st.integers(1, 3), what=st.sampled_from(["That.", "This."]))
    def edit_a_change(self, community: str, process: int, number: int, what: str) -> None:
        self._try(lambda app: edit_change(app, community, number, what, self.world.by(COLLEAGUE)), process)

    @rule(community=communities, process=processes, name=st.sampled_from(DUTIES), by=st.none() | st.integers(1, 60))
    def want_an_extra_one(self, community: str, process: int, name: str, by: int | None) -> None:
        on = self.world.now + timedelta(days=by) if by else None
        self._try(lambda app: request_duty(app, community, name, self._by(Role.KM), by=on), process)

    @rule(data=st.data(), community=communities, process=processes, late=st.integers(-30, 30))
    def publish_the_form(self, data: st.DataObject, community: str, process: int, late: int) -> None:
        """For a date that is asked for, or that nobody knows."""
        known = self.world.community(community).affairs.duties if community in self.chronicle.communities else ()
        name, on = data.draw(st.sampled_from([(one.name, one.on) for one in known] or [("report", self.world.now)]))
        form = FormOut(duty=name, on=on, out_at=on + timedelta(days=late))
        self._try(lambda app: publish_form(app, "made-up", form, self._by(Role.KM)), process)

    @rule(community=communities, process=processes, cause=st.sampled_from(CAUSES))
    def raise_a_concern(self, community: str, process: int, cause: str) -> None:
        self._try(lambda app: raise_concern(app, community, cause, self._by(Role.MANAGEMENT)), process)

    @rule(community=communities, process=processes, cause=st.sampled_from(CAUSES))
    def settle_a_concern(self, community: str, process: int, cause: str) -> None:
        self._try(lambda app: settle_concern(app, community, cause, self._by(Role.KM), reason="it is well"), process)

    # -- what the organisation settles ------------------------------------------------------------------------------

    @rule(community=communities, process=processes, days=st.integers(1, 300))
    def exempt(self, community: str, process: int, days: int) -> None:
        until, by = self.world.now + timedelta(days=days), self._by(Role.MANAGEMENT)
        self._try(lambda app: exempt(app, community, by, owner="max", until=until, reason="critical"), process)

    @rule(community=communities, process=processes)
    def revoke(self, community: str, process: int) -> None:
        self._try(lambda app: revoke_exemption(app, community, self._by(Role.KM), reason="no longer"), process)

    @rule(community=communities, process=processes)
    def restore(self, community: str, process: int) -> None:
        self._try(lambda app: restore(app, community, self._by(Role.KM), reason="missed"), process)

    @rule(community=communities, process=processes, group=st.sampled_from([None, *GROUPS]))
    def place(self, community: str, process: int, group: str | None) -> None:
        level = self.world.community(community).level if community in self.chronicle.communities else None
        self._try(lambda app: place(app, community, self._by(Role.KM), level=level, group=group), process)

    @rule(community=communities, process=processes, version=st.integers(1, 2))
    def adopt(self, community: str, process: int, version: int) -> None:
        if version == 2:
            publish(self.world.app, "made-up", self.other.canonical(), self._by(Role.KM))
        self._try(lambda app: adopt(app, community, "made-up", version, self._by(Role.KM)), process)

    # -- who leads it -----------------------------------------------------------------------------------------------

    @rule(community=communities, moves=st.lists(st.tuples(st.sampled_from(MOVES), processes), min_size=2, max_size=6))
    def leads_come_and_go(self, community: str, moves: list[tuple[str, int]]) -> None:
        for move, process in moves:
            getattr(self, move)(community, process)

    # -- time -------------------------------------------------------------------------------------------------------

    @rule(length=hours)
    def time_passes(self, length: int) -> None:
        self.world.pass_time(self.world.now + timedelta(hours=length), *self._existing())

    @rule()
    def time_passes_until_something_is_due(self) -> None:
        ahead = [self.world.catch_up(name) for name in self._existing()]
        moments = [step.until for step in ahead if isinstance(step, Wait) and step.until]
        if moments:
            self.world.pass_time(min(moments), *self._existing())

    @rule(length=hours)
    def time_passes_while_the_clock_stands_still(self, length: int) -> None:
        self.world.now += timedelta(hours=length)

    @rule(community=communities)
    def the_clock_sees_what_is_due_and_is_held_up(self, community: str) -> None:
        if community in self.chronicle.communities:
            step = self.world.next(community)
            if not isinstance(step, Wait | Finish):
                self.stale = step

    @precondition(lambda self: self.stale is not None)
    @rule()
    def the_clock_acts_on_old_news(self) -> None:
        """Held up on its way, the step comes with the time at which it is recorded, not with the old one."""
        if self.stale is not None:
            step, self.stale = self.stale.model_copy(update={"at": self.world.now}), None
            with suppress(Refusal):
                self.world.take(step)

    # -- what must hold ---------------------------------------------------------------------------------------------

    @invariant()
    def what_must_hold_holds(self) -> None:
        self.the_record_holds_nothing_that_must_not_happen()
        self.the_record_and_what_is_remembered_agree()
        self.every_question_belongs_to_something_open()
        self.a_plan_is_with_its_authors_or_being_decided_on()
        self.no_money_is_spent_that_was_not_granted_or_has_not_come()
        self.a_process_that_just_started_remembers_the_same()

    def the_record_holds_nothing_that_must_not_happen(self) -> None:
        for fact in self.world.ledger.log(after=self.read):
            self.chronicle.read(fact)
        self.read = len(self.world.ledger)
        self.chronicle.what_the_clock_ended_was_decided_by_people()

    def the_record_and_what_is_remembered_agree(self) -> None:
        for name, read in self.chronicle.communities.items():
            community = self.world.community(name)
            assert (community.stage, community.outcome is None) == (read.stage, read.stage is not Stage.CLOSED)
            assert set(community.open_tasks) == self.chronicle.open_tasks(name)
            assert len(community.open_tasks) == len(set(community.open_tasks))
            assert community.stage is not Stage.CLOSED or community.open_tasks == ()

    def a_plan_is_with_its_authors_or_being_decided_on(self) -> None:
        for name in self.chronicle.communities:
            community = self.world.community(name)
            deciding = {change.number for change in community.affairs.changes if change.terms.year is not None}
            submitted = set()
            for stream in sorted(self.chronicle.years):
                year: Any = self.world.app.load(stream, fresh=True)
                if year.community == name and year.change is not None:
                    submitted.add(year.change)
            assert deciding <= submitted, "a plan is decided on that is with its authors"
            assert community.stage not in LIVING or deciding == submitted, "nobody decides on a plan that was submitted"

    def every_question_belongs_to_something_open(self) -> None:
        for name, read in self.chronicle.communities.items():
            asked = self.chronicle.open_tasks(name)
            beside = {task for task in asked if self.chronicle.tasks[task].terms.kind in BESIDE_THE_STAGE}
            assert beside == read.waiting
            assert {self.chronicle.tasks[task].terms.kind for task in asked - beside} <= ASIDE.get(read.stage, set())

    def no_money_is_spent_that_was_not_granted_or_has_not_come(self) -> None:
        for name, read in self.chronicle.communities.items():
            for year in range(1, read.budget_year + 1):
                budget: Any = self.world.app.load(budget_stream(name, year), fresh=True)
                if budget is None:
                    continue
                assert budget.total.bound <= min(budget.total.allocated, budget.there(self.world.now))
                assert budget.closed_at is not None or year == read.budget_year, "one year is open at a time"
                waiting = {number for number, _ in read.spendings.items()} if year == read.budget_year else set()
                assert set(budget.requests) == waiting, "budget and community wait for the same"

    def a_process_that_just_started_remembers_the_same(self) -> None:
        newcomer = Perennial(self.world.ledger)
        for name in self.chronicle.communities:
            assert remembered(self._load(newcomer, name)) == remembered(self._load(self.world.app, name))

    def teardown(self) -> None:
        """However it went, the clock comes to rest; and life wins over silence."""
        if not hasattr(self, "world"):
            return
        self.world.pass_time(self.world.now + timedelta(days=400), *self._existing())
        self.what_must_hold_holds()
        for name in self._existing():
            self._check_that_life_won(name)
        self.who_is_gone_leads_nothing()

    def who_is_gone_leads_nothing(self) -> None:
        """Once the clock has done what is due."""
        for name in self._existing():
            self._check_that_who_is_gone_leads_nothing(name)
            self._check_that_nothing_waits_for_whom_is_gone(name)

    # -- how --------------------------------------------------------------------------------------------------------

    def _check_that_life_won(self, name: str) -> None:
        community = self.world.community(name)
        sign = last_sign(self.world.app, name, self.chronicle.rules_of(self.chronicle.communities[name]).silence.signs)
        if community.sunsetting is Sunsetting.SILENCE and community.outcome is not Outcome.GRADUATED and sign:
            assert community.quiet_since is not None
            assert sign <= community.quiet_since, f"{name} was silenced in spite of a sign of life"

    def _check_that_nothing_waits_for_whom_is_gone(self, name: str) -> None:
        community = self.world.community(name)
        for terms in self.world.open_tasks(name):
            question: Any = self.world.app.load(f"task/{terms.id}", fresh=True)
            gone = {person for person in question.waits_for if self._is_gone(person)}
            assert not gone, f"{terms.id} waits for {gone}, who left"
            if terms.assigned_to is Role.LEAD and community.without_lead_since is not None:
                assert question.stand_ins, f"{terms.id} waits for a lead, and nobody leads {name}"

    def _is_gone(self, person: str) -> bool:
        on = self.chronicle.gone.get(person)
        return on is not None and on <= self.world.now

    def _check_that_who_is_gone_leads_nothing(self, name: str) -> None:
        community, read = self.world.community(name), self.chronicle.communities[name]
        assert community.lead == read.lead
        if community.stage is Stage.CLOSED:
            return
        gone = self.chronicle.gone.get(read.lead or "")
        assert gone is None or gone > self.world.now, f"{name} is led by {read.lead}, who left"
        if community.stage not in LIVING or community.without_lead_since is None:
            return
        for rule_ in self.chronicle.rules_of(read).concerns:
            settled = [one.at for one in community.affairs.settled if one.cause == rule_.cause]
            followed = community.affairs.concern(rule_.cause) or any(
                at >= community.without_lead_since for at in settled
            )
            assert followed or not rule_.when_without_lead, f"nobody noticed that {name} has no lead"

    def _sign(self, community: str, process: int, source: str, at: datetime, kind: SignKind = SignKind.MEETING) -> None:
        sign = SignOfLife(source_id=source, kind=kind, what="met", happened_at=at)
        self._try(lambda app: record_sign(app, community, sign, self._by(Role.MEMBER)), process)

    def _answer(self, terms: TaskTerms, choice: Choice, process: int) -> None:
        """Alone; or all who sit on the body, of one mind."""
        alone = doer(terms) or self._actor(terms.community, terms.assigned_to)
        people = VOTERS if terms.ballot else (alone.person,)
        for person in people:
            by = self.world.by(Actor(person=person, role=terms.assigned_to))
            self._try(lambda app, by=by: decide(app, terms.id, choice, by, reason="because"), process)

    def _actor(self, community: str, role: Role) -> Actor:
        """Whoever leads it answers for it."""
        lead = self.world.community(community).lead if role is Role.LEAD else None
        return Actor(person=lead, role=role) if lead else actor(role)

    def _ballots(self) -> list[str]:
        """Open questions that are put to the vote."""
        names = sorted(task for name in COMMUNITIES for task in self.chronicle.open_tasks(name))
        return [name for name in names if self.chronicle.tasks[name].terms.ballot]

    def _existing(self) -> list[str]:
        return list(self.chronicle.communities)

    def _app(self, process: int) -> Perennial:
        return [self.world.app, *self.world.others][process]

    def _by(self, role: Role) -> Any:
        return self.world.by(actor(role))

    def _try(self, command: Any, process: int) -> None:
        """What is refused leaves nothing behind."""
        before = len(self.world.ledger)
        refusal = None
        try:
            command(self._app(process))
        except Refusal as no:
            refusal = no
        if refusal is not None:
            assert len(self.world.ledger) == before
            assert len(str(refusal)) > 20, "a sentence"

    @staticmethod
    def _load(app: Perennial, name: str) -> Any:
        return app.load(f"community/{name}", fresh=True)


class LifeWithoutConsent(EveryLife):
    """Where the policy does not say that silence is consent, no community ends without a person."""

    policies = rules(silence_is_consent=False)

    @invariant()
    def a_person_ended_it(self) -> None:
        for name, read in self.chronicle.communities.items():
            assert read.announced is None or read.announced.cause is Sunsetting.DECIDED, f"nobody decided to end {name}"


class LifeUnderTheStandardPolicy(EveryLife):
    policies = st.just(changed(catalog("standard"), name="made-up"))


BOUNDS = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("machine", [EveryLife, LifeWithoutConsent, LifeUnderTheStandardPolicy])
def test_in_every_life(machine: type[EveryLife]) -> None:
    run_state_machine_as_test(machine, settings=BOUNDS)


@settings(BOUNDS, max_examples=100)
@given(
    policy=rules(),
    moves=st.lists(
        st.tuples(communities, st.sampled_from((*MOVES, *OTHER_MOVES)), processes), min_size=10, max_size=40
    ),
)
def test_in_lives_whose_leads_come_and_go(policy: LifecycleRules, moves: list[tuple[str, str, int]]) -> None:
    """Nothing but that, with time and answers in between: among all else that people do it is rare."""
    life = EveryLife()
    life._begin_under(policy)
    for community, move, process in moves:
        getattr(life, move)(community, process)
        life.what_must_hold_holds()
        if move == "some_days_pass":
            life.who_is_gone_leads_nothing()
    life.teardown()


SEED = os.environ.get("PERENNIAL_SEED", "")
"""Any number for other lives than those that every run has; a failure is repeated by giving its number again."""


@pytest.mark.parametrize("machine", [EveryLife, LifeWithoutConsent, LifeUnderTheStandardPolicy])
def test_in_many_more_lives(machine: type[EveryLife]) -> None:
    many = settings(BOUNDS, max_examples=500 if SEED else 200, derandomize=not SEED, database=None)
    run_state_machine_as_test(seed(int(SEED))(machine) if SEED else machine, settings=many)
