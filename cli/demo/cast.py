"""Plays one life: waits for the fact that the next act needs, lets the person think, and acts as people do."""

import time
from typing import TYPE_CHECKING
from uuid import uuid4

from aggregates.commands.decisions import decide
from aggregates.commands.proposals import propose, submit, withdraw
from aggregates.commands.signs_of_life import record_sign
from cli.demo.scene import Seen
from cli.demo.script import Act, Life
from cli.options import command, now
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, Role
from vocabulary.refusals import Refusal
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import LIVING

if TYPE_CHECKING:
    from aggregates.application import Perennial


class Player:
    """Where one life's script stands."""

    def __init__(self, app: "Perennial", life: Life, community: CommunityId) -> None:
        self.life = life
        self.community = community
        self.refused: list[str] = []
        self._app = app
        self._next = 0
        self._repeating: Act | None = None
        self._again_at = 0.0
        self._ready_since: float | None = None
        self._terms = life.proposal

    @property
    def is_done(self) -> bool:
        return self._next == len(self.life.acts)

    @property
    def awaits(self) -> str:
        """What the script waits for, when it goes no further."""
        if self.is_done:
            return ""
        act = self.life.acts[self._next]
        return str(act.task or act.stage or act.silence)

    def begin(self, policy: str) -> None:
        lead = Actor(person=self.life.proposal.lead, role=Role.LEAD)
        propose(self._app, self.life.proposal, policy, command(lead, None), community=self.community)

    def play(self, seen: Seen) -> None:
        """Does whatever is ready to be done; called again and again."""
        if self._repeating and time.monotonic() >= self._again_at and seen.row.stage in LIVING:
            self._do(self._repeating, seen)
        if self.is_done:
            return
        act = self.life.acts[self._next]
        if not _is_ready(act, seen):
            self._ready_since = None
            return
        self._ready_since = self._ready_since or time.monotonic()
        if time.monotonic() < self._ready_since + act.pause.seconds():
            return
        self._repeating = act if act.every else None
        self._do(act, seen)
        self._next += 1
        self._ready_since = None

    def _do(self, act: Act, seen: Seen) -> None:
        if act.every:
            self._again_at = time.monotonic() + act.every.seconds()
        try:
            self._carry_out(act, seen)
        except Refusal as refusal:
            # The clock was faster than the script; what it waits for next shows whether that matters.
            self.refused.append(str(refusal))

    def _carry_out(self, act: Act, seen: Seen) -> None:
        if act.by is None:
            return
        if act.answer:
            task = next(task for task in seen.tasks if task.kind is act.task and task.item == act.item)
            decide(self._app, task.id, act.answer, command(act.by, None), reason=act.reason)
        elif act.resubmits:
            initiatives = (*self._terms.initiatives, act.resubmits)
            self._terms = self._terms.model_copy(update={"initiatives": initiatives})
            submit(self._app, self.community, command(act.by, None), terms=self._terms)
        elif act.withdraws:
            withdraw(self._app, self.community, command(act.by, None), reason=act.withdraws)
        elif act.meets:
            sign = SignOfLife(source_id=uuid4().hex, kind=SignKind.MEETING, what=act.meets, happened_at=now())
            record_sign(self._app, self.community, sign, command(act.by, None))


def _is_ready(act: Act, seen: Seen) -> bool:
    if act.task:
        return any(task.kind is act.task and task.item == act.item for task in seen.tasks)
    if act.silence:
        return seen.row.silence is act.silence
    return seen.row.stage is act.stage
