"""Drives one community through years of its own time: people act, the clock is moved, facts are read."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Final

import psycopg
from temporalio.testing import WorkflowEnvironment

from activities.standing import standing_of
from aggregates.application import Perennial
from aggregates.commands import decisions, proposals, publishing, signs_of_life
from aggregates.commands.command import Command
from aggregates.event import Event
from ledger.positions import caught_up
from policies.document import LifecycleRules
from policies.standing import OpenTask, Standing
from tests.support.temporal import ODD
from vocabulary.ids import community_stream, lifecycle_workflow, task_stream
from vocabulary.people import Actor, Role
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import Stage
from vocabulary.tasks import Choice, TaskKind
from vocabulary.terms import TermsOfReference
from workers.nudger import NUDGER

LEAD: Final = Actor(person="lee", role=Role.LEAD)
KM: Final = Actor(person="kim", role=Role.KM)
MANAGER: Final = Actor(person="mara", role=Role.MANAGEMENT)
COMMUNITY: Final = "data-quality"
TERMS: Final = TermsOfReference(
    title="Data quality",
    objectives=("Halve the number of corrected invoices",),
    scope="Master data of all plants",
    lead=LEAD.person,
    key_members=(LEAD.person, "ada"),
    initiatives=("A guideline for naming materials",),
)
PATIENCE: Final = 30.0
"""Seconds of real time that anything may take before the test gives up."""


class Timeline:
    """One community; `now` is its workflow's own time."""

    def __init__(self, environment: WorkflowEnvironment, app: Perennial, url: str) -> None:
        self._environment = environment
        self.app = app
        self._url = url
        self._signs = count(1)
        self.handle = environment.client.get_workflow_handle(lifecycle_workflow(COMMUNITY))

    async def propose(self, rules: LifecycleRules) -> None:
        started = Command(by=KM, at=datetime.now().astimezone())
        await asyncio.to_thread(publishing.publish, self.app, rules.name, rules.canonical(), started)
        command = Command(by=LEAD, at=datetime.now().astimezone())
        await asyncio.to_thread(proposals.propose, self.app, TERMS, rules.name, command, community=COMMUNITY)
        await self.until(lambda standing: bool(standing.open_tasks))

    async def bring_to_life(self, rules: LifecycleRules) -> None:
        """Proposal, both approvals, and the launch."""
        await self.propose(rules)
        await self.decide(TaskKind.KM_REVIEW, Choice.APPROVE, KM)
        await self.until(lambda standing: any(task.terms.kind is TaskKind.APPROVAL for task in standing.open_tasks))
        await self.decide(TaskKind.APPROVAL, Choice.APPROVE, MANAGER)
        await self.until(lambda standing: standing.checklist is not None)
        await self.tick_all()
        await self.until(lambda standing: standing.stage is Stage.ACTIVE)

    async def now(self) -> datetime:
        return await self._environment.get_current_time(self.handle)

    async def pass_time(self, **span: float) -> None:
        """Once the workflow has been told of everything that people did: no year passes while a nudge is on its way."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not await asyncio.to_thread(self._workflow_was_told):
            if asyncio.get_running_loop().time() > deadline:
                msg = f"the nudger has not caught up after {PATIENCE} s"
                raise AssertionError(msg)
            await asyncio.sleep(0.02)
        await self._environment.fast_forward(self.handle, timedelta(**span) + ODD)

    def _workflow_was_told(self) -> bool:
        with psycopg.connect(self._url) as connection:
            return caught_up(connection, NUDGER)

    async def decide(self, kind: TaskKind, choice: Choice, by: Actor, reason: str | None = None) -> None:
        task = await self.open_task(kind)
        command = Command(by=by, at=await self.now())
        await asyncio.to_thread(decisions.decide, self.app, task.terms.id, choice, command, reason=reason)

    async def tick_all(self) -> None:
        for task in (await self.standing()).open_tasks:
            by = LEAD if task.terms.assigned_to is Role.LEAD else KM
            command = Command(by=by, at=await self.now())
            await asyncio.to_thread(decisions.decide, self.app, task.terms.id, Choice.DONE, command)

    async def meet(self) -> None:
        """The community shows a sign of life now."""
        now = await self.now()
        sign = SignOfLife(
            source_id=f"meeting-{next(self._signs)}", kind=SignKind.MEETING, what="Monthly call", happened_at=now
        )
        command = Command(by=LEAD, at=now)
        await asyncio.to_thread(signs_of_life.record_sign, self.app, COMMUNITY, sign, command)

    async def standing(self) -> Standing:
        return await asyncio.to_thread(standing_of, self.app, COMMUNITY)

    async def open_task(self, kind: TaskKind) -> OpenTask:
        standing = await self.until(lambda here: any(task.terms.kind is kind for task in here.open_tasks))
        return next(task for task in standing.open_tasks if task.terms.kind is kind)

    async def until(self, holds: Callable[[Standing], bool]) -> Standing:
        """Waits, in real time, for the workflow to have done what is due."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not holds(standing := await self.standing()):
            if asyncio.get_running_loop().time() > deadline:
                msg = f"still not so after {PATIENCE} s: {standing!r}"
                raise AssertionError(msg)
            await asyncio.sleep(0.02)
        return standing

    def happened(self) -> list[Event]:
        return [event for event in self.app.events.get(community_stream(COMMUNITY)) if isinstance(event, Event)]

    def topics(self) -> list[str]:
        """What happened to the community, in order, without the tasks' own events."""
        return [event.TOPIC.removeprefix("community.") for event in self.happened()]

    def happened_to_task(self, task: str) -> list[str]:
        events = self.app.events.get(task_stream(task))
        return [event.TOPIC for event in events if isinstance(event, Event)]
