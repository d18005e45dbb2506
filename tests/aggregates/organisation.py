"""An organisation with the standard policy in force, in memory: where the tests of people's commands begin."""

from datetime import datetime

from aggregates.application import Perennial
from aggregates.commands.clockwork import Clockwork
from aggregates.commands.command import Command
from aggregates.commands.decisions import decide
from aggregates.commands.proposals import propose
from aggregates.commands.signs_of_life import record_sign
from aggregates.community import Community
from aggregates.desk import Desk
from policies.document import LifecycleRules
from policies.reader import catalog_policy
from tests.aggregates.examples import KM, LEAD, TERMS, day
from tests.simulation import Simulation
from vocabulary.people import Actor
from vocabulary.refusals import PolicyNotFound
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import Stage
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import CHOICES, Choice
from vocabulary.terms import TermsOfReference


def catalog(name: str) -> LifecycleRules:
    rules = catalog_policy(name)
    if rules is None:
        raise PolicyNotFound(name)
    return rules


def command(by: Actor = KM, on: float = 0, id: str | None = None) -> Command:  # noqa: A002  as the command calls it
    return Command(by=by, at=day(on), id=id) if id else Command(by=by, at=day(on))


def sign(at: datetime, source: str = "m-1") -> SignOfLife:
    return SignOfLife(source_id=source, kind=SignKind.MEETING, what="met in the greenhouse", happened_at=at)


class Organisation(Simulation):
    """A simulation with one community, Gardeners; `colleague` is another process with a cache of its own."""

    def __init__(self, rules: LifecycleRules | None = None) -> None:
        super().__init__(rules or catalog("standard"), day(0), others=1)
        self.colleague: Perennial = self.others[0]
        self.clockwork = Clockwork(self.app)
        self.policy = self.rules.name

    @property
    def gardeners(self) -> Community:
        return self.community("gardeners")

    @property
    def stage(self) -> Stage:
        return self.gardeners.stage

    def propose(self, terms: TermsOfReference = TERMS) -> None:
        propose(self.app, terms, self.policy, self.by(Actor(person="pat", role=LEAD.role)))
        self.catch_up("gardeners")

    def until(self, moment: datetime) -> None:
        self.pass_time(moment, "gardeners")

    def asked(self) -> TaskTerms:
        """The one question that is open."""
        (terms,) = self.open_tasks("gardeners")
        return terms

    def answer(self, terms: TaskTerms, choice: Choice | None = None, *, reason: str | None = None) -> None:
        """By somebody who may; with the first choice unless another is given."""
        who = (
            LEAD
            if terms.assigned_to is LEAD.role
            else Actor(person=f"some-{terms.assigned_to.value}", role=terms.assigned_to)
        )
        decide(self.app, terms.id, choice or CHOICES[terms.kind][0], self.by(who), reason=reason)
        self.catch_up("gardeners")

    def answer_everything(self) -> None:
        for terms in self.open_tasks("gardeners"):
            self.answer(terms)

    def come_to(self, stage: Stage) -> None:
        """By the straight way; a sunset is decided by a person."""
        self.propose()
        for reached in (Stage.REVIEW, Stage.APPROVAL, Stage.LAUNCH, Stage.ACTIVE):
            assert self.stage is reached
            if reached is stage:
                return
            self.answer_everything()
        for month in range(1, 12):
            self.until(day(30 * month))
            record_sign(self.app, "gardeners", sign(self.now, f"routine-{month}"), self.by(LEAD))
        self.until(day(336))
        if stage is Stage.ANNUAL_REVIEW:
            return
        choice = {Stage.PROBATION: Choice.PROBATION}.get(stage, Choice.SUNSET)
        self.answer(self.asked(), choice, reason="few results")
        if stage is Stage.CLOSED:
            self.answer_everything()
            self.until(day(400))

    def fall_silent(self, *, until: float) -> None:
        """Launched on new year's day, and never heard of again."""
        self.come_to(Stage.ACTIVE)
        self.until(day(until))

    def facts(self, after: int = 0) -> list[str]:
        return [fact.TOPIC for fact in self.ledger.log(after)]

    def task_is_open(self, task: str) -> bool:
        return Desk(self.app, fresh=True).task(task).is_open
