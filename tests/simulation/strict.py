"""The lifecycle obeyed in memory, as the workflow obeys it: the same steps, the same activities, a clock of our own."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from activities.lifecycle import LifecycleActivities
from activities.standing import rules_of, standing_of
from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.commands.publishing import publish
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from policies.document import LifecycleRules
from policies.process import next_step
from policies.standing import Standing
from policies.step import Act, Finish, Wait
from tests.in_memory_ledger import InMemoryLedger
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, Role
from vocabulary.task_terms import TaskTerms

KM = Actor(person="kim", role=Role.KM)
MOST_STEPS_AT_ONCE = 500
"""More than any community can have due at one moment, with all its reminders; beyond it the clock spins."""


class Simulation:
    """One organisation under one policy; `others` are further processes on the same record, with their own caches."""

    def __init__(self, rules: LifecycleRules, now: datetime, *, others: int = 0) -> None:
        self.rules = rules
        self.now = now.astimezone(UTC)
        self.ledger = InMemoryLedger()
        self.app = Perennial(self.ledger)
        self.others = [Perennial(self.ledger) for _ in range(others)]
        self.steps: list[Act] = []
        """Everything that the clock did."""
        self._activities = LifecycleActivities(self.app)
        publish(self.app, rules.name, rules.canonical(), self.by(KM))

    def by(self, actor: Actor, command_id: str | None = None) -> Command:
        return Command(by=actor, at=self.now, id=command_id) if command_id else Command(by=actor, at=self.now)

    def standing(self, community: CommunityId) -> Standing:
        return standing_of(self.app, community)

    def community(self, community: CommunityId) -> Community:
        return Desk(self.app, fresh=True).community(community)

    def task(self, task: str) -> ReviewTask:
        return Desk(self.app, fresh=True).task(task)

    def open_tasks(self, community: CommunityId) -> list[TaskTerms]:
        return [task.terms for task in self.standing(community).open_tasks]

    def next(self, community: CommunityId) -> Wait | Finish | Act:
        standing = self.standing(community)
        return next_step(rules_of(self.app, standing.policy), standing, self.now)

    def take(self, step: Act) -> Standing:
        """The activity that bears the step's name."""
        activity: Callable[[Any], Standing] = getattr(self._activities, step.kind)
        return activity(step)

    def catch_up(self, community: CommunityId) -> Wait | Finish:
        """Takes every step that is due, like the workflow, and returns what is ahead."""
        standing = self.standing(community)
        for _ in range(MOST_STEPS_AT_ONCE):
            step = next_step(rules_of(self.app, standing.policy), standing, self.now)
            if isinstance(step, Wait | Finish):
                assert isinstance(step, Finish) or step.until is None or step.until > self.now
                return step
            recorded = len(self.ledger)
            standing = self.take(step)
            assert len(self.ledger) > recorded, f"the clock would take {step!r} for ever: it changed nothing"
            assert standing == self.standing(community)
            self.steps.append(step)
        raise AssertionError(f"the clock spins; its last steps were {self.steps[-8:]!r}")

    def pass_time(self, until: datetime, *communities: CommunityId) -> None:
        """Goes from one deadline to the next, until the given moment."""
        while True:
            ahead = [self.catch_up(community) for community in communities]
            deadlines = [step.until for step in ahead if isinstance(step, Wait) and step.until is not None]
            if not deadlines or min(deadlines) > until:
                break
            self.now = min(deadlines)
        self.now = max(self.now, until)
        for community in communities:
            self.catch_up(community)
