"""Plays one script through Temporal and through the rehearsal, step by step, on the same clock."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from activities.standing import standing_of
from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.event import Event
from policies.document import LifecycleRules
from policies.process import next_step
from policies.step import Finish, Wait
from simulation.rehearsal import Rehearsal
from tests.conformance.comparison import APART, differences
from tests.conformance.script import Act, Pass, Scene, Script
from tests.support.temporal import ODD
from vocabulary.ids import CommunityId, lifecycle_workflow
from vocabulary.refusals import Refusal
from vocabulary.stages import Stage
from workflows.search_attributes import DUE

PATIENCE: Final = 60.0
"""Seconds of real time that the workflow has for one step."""
EARLY: Final = timedelta(milliseconds=50)
"""How far before a deadline the clock is stopped; what is left of the way passes by itself."""
SHORT: Final = timedelta(seconds=5)
"""So much passes by itself, too: the workflow may be at work on what fell due just before."""


class BothWorlds:
    """One community that lives twice."""

    def __init__(
        self, environment: WorkflowEnvironment, app: Perennial, rules: LifecycleRules, community: CommunityId
    ) -> None:
        self._environment = environment
        self._app = app
        self._rules = rules
        self._community = community
        self._handle = environment.client.get_workflow_handle(lifecycle_workflow(community))
        self.rehearsed: list[Event] = []
        self._rehearsal = Rehearsal(rules, datetime.now(UTC), listen=self.rehearsed.append)
        self._begun = False
        self._heard = False
        """A sign that changed nothing: the rehearsal knows of it at once, the workflow when its timer fires."""

    async def play(self, script: Script) -> None:
        for number, step in enumerate(script):
            if isinstance(step, Pass):
                await self._pass(step, f"step {number} of {self._community}")
            else:
                await self._act(step, f"{self._community}: {number}")
            if self._begun:
                await self._until_both_stand_alike(f"step {number} of {self._community}")
            if self._is_over:
                return

    async def _pass(self, step: Pass, where: str) -> None:
        """From one deadline to the next, and there until both have done what is due.

        The clock is never moved over a deadline. A timer that is set while the server skips may be passed over; and a
        skip whose end is reached while the workflow is at work does not end there, but at some later deadline (server
        1.32.0). What follows from two deadlines in the same second met both.
        """
        target = await self._now() + timedelta(days=step.days) + ODD
        while (ahead := self._rehearsal.next_moment) is not None and ahead < target:
            await self._skip_to(ahead - EARLY)
            self._rehearsal.pass_time(ahead)
            await self._until_both_stand_alike(f"{where}, on {ahead}")
        await self._skip_to(target)
        self._rehearsal.pass_time(target)

    async def _skip_to(self, moment: datetime) -> None:
        length = moment - await self._now()
        if length > SHORT and not self._is_over:
            await self._environment.fast_forward(self._handle, length)

    async def _act(self, act: Act, command_id: str) -> None:
        at = await self._now()
        self._rehearsal.pass_time(at)
        standing = self._rehearsal.standing(self._community) if self._begun else None
        recorded = len(self.rehearsed)

        def rehearse(app: Perennial, command: Command) -> object:
            return act.deed(Scene(app, self._community, standing), command)

        command = Command(by=act.by, at=at, id=command_id)
        expected = _outcome(lambda: self._rehearsal.act(self._community, rehearse, act.by, command_id=command_id))
        answered = await asyncio.to_thread(
            _outcome, lambda: act.deed(Scene(self._app, self._community, standing), command)
        )
        assert answered == expected, f"{command_id}: the record answers {answered}, the rehearsal {expected}"
        self._begun = True
        self._heard = self._heard or _only_signs(self.rehearsed[recorded:])

    async def _now(self) -> datetime:
        """The workflow's own time; everybody's until there is one."""
        try:
            return (await self._environment.get_current_time(self._handle)).astimezone(UTC)
        except RPCError as fault:
            if fault.status is not RPCStatusCode.NOT_FOUND:
                raise
            return datetime.now(UTC)

    @property
    def _is_over(self) -> bool:
        return self._begun and self._rehearsal.standing(self._community).stage is Stage.CLOSED

    # -- waiting until the workflow has done what the rehearsal says it does -----------------------------------------

    async def _until_both_stand_alike(self, where: str) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while found := await self._not_yet_alike():
            if asyncio.get_running_loop().time() > deadline:
                msg = f"{where}: after {PATIENCE:.0f} s the workflow still differs: {found}"
                raise AssertionError(msg)
            await asyncio.sleep(0.05)

    async def _not_yet_alike(self) -> list[str]:
        self._rehearsal.pass_time(await self._now())
        expected = self._rehearsal.standing(self._community)
        actual = await asyncio.to_thread(standing_of, self._app, self._community)
        return list(differences(actual, expected)) or await self._not_yet_waiting()

    async def _not_yet_waiting(self) -> list[str]:
        """Whether the workflow waits for the same moment; it says so in a search attribute."""
        try:
            described = await self._handle.describe()
        except RPCError as fault:
            return [f"the workflow does not answer: {fault}"]
        if self._is_over:
            over = described.status is WorkflowExecutionStatus.COMPLETED
            return [] if over else [f"the workflow is {described.status}"]
        if described.raw_description.HasField("pending_workflow_task"):
            return ["the workflow is at work; perhaps it has just begun anew, and has set no timer yet"]
        step = next_step(self._rules, self._rehearsal.standing(self._community), self._rehearsal.now)
        assert isinstance(step, Wait | Finish)
        due = described.typed_search_attributes.get(DUE)
        expected = step.until if isinstance(step, Wait) else None
        if (due is None) == (expected is None) and (due is None or abs(due - expected) <= APART):
            self._heard = False
            return []
        if self._heard and due is not None and due > self._rehearsal.now:
            return []
        return [f"it waits until {due}, not until {expected}"]


def _outcome(deed: Callable[[], object]) -> str:
    try:
        return str(deed())
    except Refusal as refusal:
        return type(refusal).__name__


def _only_signs(events: list[Event]) -> bool:
    return bool(events) and all(event.originator_id.startswith("signs/") for event in events)
