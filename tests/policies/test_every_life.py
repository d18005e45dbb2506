"""What must hold in every life, whatever people do, however late the clock is, and under any policy."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
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
from aggregates.commands.decisions import ITEMS, decide
from aggregates.commands.importing import ExistingCommunity, bring_in
from aggregates.commands.proposals import propose, submit, withdraw
from aggregates.commands.signs_of_life import last_sign, record_sign
from policies.document import LifecycleRules
from policies.step import Act, Finish, Wait
from tests.aggregates.specification import remembered
from tests.policies.chronicle import Chronicle
from tests.policies.random_rules import rules
from tests.policies.standings import catalog, changed
from tests.simulation import Simulation
from vocabulary.people import CLOCK, Actor, Role
from vocabulary.refusals import Refusal
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import Outcome, Stage, Sunsetting
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import CHOICES, Choice
from vocabulary.terms import TermsOfReference

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
TERMS = TermsOfReference(
    title="Roses", objectives=("grow",), scope="All of it.", lead="ada", key_members=("mia",), initiatives=("plant",)
)

communities = st.sampled_from(COMMUNITIES)
hours = st.integers(0, 24 * 30) | st.integers(0, 24 * 300)
processes = st.integers(0, 1)


def actor(role: Role) -> Actor:
    return Actor(person=PEOPLE[role], role=role)


class EveryLife(RuleBasedStateMachine):
    """People act through one of two processes; the clock obeys the policy, sometimes late, sometimes on old news."""

    policies: st.SearchStrategy[LifecycleRules] = rules()

    def __init__(self) -> None:
        super().__init__()
        self.read = 0
        self.signs = 0
        self.stale: Act | None = None

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.policy = data.draw(self.policies)
        self.world = Simulation(self.policy, BEGINNING, others=1)
        self.chronicle = Chronicle(self.policy)
        self.bring_in("roses", process=0, ended=False)
        self.propose("tulips", process=1, submitted=True)
        self.what_must_hold_holds()

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
        deciders = sorted(task.deciders - ({Role.LEAD} if task.terms.kind not in ITEMS else set()))
        choice = data.draw(st.sampled_from(CHOICES[task.terms.kind]))
        community = self.world.community(task.terms.community)
        if Role.LEAD in deciders and community.lead is None:
            return
        who = actor(data.draw(st.sampled_from(deciders)))
        app = self._app(process)
        decide(app, task.terms.id, choice, self.world.by(who), reason="because")

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

    @rule(community=communities, process=processes, ago=st.integers(0, 24 * 60))
    def show_a_sign_of_life(self, community: str, process: int, ago: int) -> None:
        self.signs += 1
        self._sign(community, process, str(self.signs), self.world.now - timedelta(hours=ago))

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
        self.a_process_that_just_started_remembers_the_same()

    def the_record_holds_nothing_that_must_not_happen(self) -> None:
        for fact in self.world.ledger.log(after=self.read):
            self.chronicle.read(fact)
        self.read = len(self.world.ledger)

    def the_record_and_what_is_remembered_agree(self) -> None:
        for name, read in self.chronicle.communities.items():
            community = self.world.community(name)
            assert (community.stage, community.outcome is None) == (read.stage, read.stage is not Stage.CLOSED)
            assert set(community.open_tasks) == self.chronicle.open_tasks(name)
            assert len(community.open_tasks) == len(set(community.open_tasks))
            assert community.stage is not Stage.CLOSED or community.open_tasks == ()

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

    # -- how --------------------------------------------------------------------------------------------------------

    def _check_that_life_won(self, name: str) -> None:
        community = self.world.community(name)
        sign = last_sign(self.world.app, name)
        if community.sunsetting is Sunsetting.SILENCE and community.outcome is not Outcome.GRADUATED and sign:
            assert community.quiet_since is not None
            assert sign <= community.quiet_since, f"{name} was silenced in spite of a sign of life"

    def _sign(self, community: str, process: int, source: str, at: datetime) -> None:
        sign = SignOfLife(source_id=source, kind=SignKind.MEETING, what="met", happened_at=at)
        self._try(lambda app: record_sign(app, community, sign, self._by(Role.MEMBER)), process)

    def _answer(self, terms: TaskTerms, choice: Choice, process: int) -> None:
        self._try(lambda app: decide(app, terms.id, choice, self._by(terms.assigned_to), reason="because"), process)

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
            ended = read.announced
            assert ended is None or ended.provenance.actor.person != CLOCK, f"the clock ended {name}"


class LifeUnderTheStandardPolicy(EveryLife):
    policies = st.just(changed(catalog("standard"), name="made-up"))


BOUNDS = settings(
    max_examples=110, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("machine", [EveryLife, LifeWithoutConsent, LifeUnderTheStandardPolicy])
def test_in_every_life(machine: type[EveryLife]) -> None:
    run_state_machine_as_test(machine, settings=BOUNDS)


@pytest.mark.slow
@pytest.mark.parametrize("machine", [EveryLife, LifeWithoutConsent, LifeUnderTheStandardPolicy])
def test_in_many_more_lives(machine: type[EveryLife]) -> None:
    run_state_machine_as_test(machine, settings=settings(BOUNDS, max_examples=2_000, derandomize=False))
