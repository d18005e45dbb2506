"""People who live one community's life: each act waits for a fact, has its own id, and is repeated in an outage."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from eventsourcing.persistence import OperationalError

from activities.standing import standing_of
from aggregates.application import Perennial
from aggregates.commands import decisions, proposals, publishing, signs_of_life
from aggregates.commands.command import Command
from policies.reader import read_policy
from policies.standing import OpenTask, Standing
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, Role
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.stages import Stage, Sunsetting
from vocabulary.tasks import Choice, TaskKind
from vocabulary.terms import TermsOfReference

RULES: Final = read_policy(Path(__file__).with_name("hurried.yaml"))
LEAD: Final = Actor(person="lee", role=Role.LEAD)
WHO: Final = {
    Role.LEAD: LEAD,
    Role.KM: Actor(person="kim", role=Role.KM),
    Role.MANAGEMENT: Actor(person="mara", role=Role.MANAGEMENT),
}
TERMS: Final = TermsOfReference(
    title="Data quality",
    objectives=("Halve the number of corrected invoices",),
    scope="Master data of all plants",
    lead=LEAD.person,
    key_members=(LEAD.person,),
    initiatives=("A guideline for naming materials",),
)
LIFE: Final = (
    "proposed",
    "proposal_submitted",
    "task_awaited",
    "proposal_passed_review",
    "task_awaited",
    "proposal_approved",
    "checklist_opened",
    "checklist_item_done",
    "checklist_item_done",
    "launched",
    "annual_review_opened",
    "renewed",
    "lead_nudged",
    "silence_reported",
    "silence_confirmed",
    "sunset_announced",
    "checklist_opened",
    "revived",
    "lead_nudged",
    "silence_reported",
    "silence_confirmed",
    "sunset_announced",
    "checklist_opened",
    "checklist_item_done",
    "checklist_item_done",
    "closed",
)
"""What happens to the community, in order, whatever else happens."""

Act = Callable[[Standing], Callable[[], object] | None]
"""Looks at the standing: what is done now, or None while it is not time yet."""


@dataclass
class People:
    """Those of one community. They see the facts, and act one after the other."""

    app: Perennial
    community: CommunityId
    outages: int = 0
    """How often they were told that something is away, and asked again."""
    _script: Iterator[Act] = field(init=False)
    _act: Act | None = field(init=False)
    _deed: Callable[[], object] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._script = iter(self._acts())
        self._act = next(self._script)

    @property
    def have_done_their_part(self) -> bool:
        return self._act is None

    def look(self) -> None:
        """Does what it is time for; in an outage the same thing will be tried at the next look."""
        if self._act is None:
            return
        try:
            if self._deed is None:
                self._deed = self._act(standing_of(self.app, self.community))
            if self._deed is not None:
                self._deed()
                self._deed = None
                self._act = next(self._script, None)
        except OperationalError:
            self.outages += 1

    def seen(self) -> Standing | None:
        """Where the community stands; None while nobody can tell."""
        try:
            return standing_of(self.app, self.community)
        except OperationalError:
            self.outages += 1
            return None

    def sees_the_end(self) -> bool:
        standing = self.seen()
        return standing is not None and standing.stage is Stage.CLOSED

    def publish(self) -> None:
        """The policy; the newest one again changes nothing."""
        command = self._command(WHO[Role.KM])
        self._insist(lambda: publishing.publish(self.app, RULES.name, RULES.canonical(), command))

    def propose(self) -> None:
        command = self._command(LEAD)
        self._insist(lambda: proposals.propose(self.app, TERMS, RULES.name, command, community=self.community))

    def _acts(self) -> Iterator[Act]:
        yield self._answers(TaskKind.KM_REVIEW, Choice.APPROVE, when=lambda task: task.reminded and task.escalated)
        yield self._answers(TaskKind.APPROVAL, Choice.APPROVE)
        for _ in ("kick-off", "platform"):
            yield self._answers(TaskKind.LAUNCH_ITEM, Choice.DONE, when=lambda task: task.reminded)
        yield self._answers(TaskKind.ANNUAL_REVIEW, Choice.RENEW, when=lambda task: task.reminded)
        yield self._meets_after_a_silent_end
        for _ in ("hand-over", "channels"):
            yield self._answers(TaskKind.SUNSET_ITEM, Choice.DONE)

    def _answers(self, kind: TaskKind, choice: Choice, when: Callable[[OpenTask], object] = lambda _: True) -> Act:
        def act(standing: Standing) -> Callable[[], object] | None:
            for task in standing.open_tasks:
                if task.terms.kind is kind and all(when(t) for t in standing.open_tasks):
                    command = self._command(WHO[task.terms.assigned_to])
                    return lambda: decisions.decide(self.app, task.terms.id, choice, command)
            return None

        return act

    def _meets_after_a_silent_end(self, standing: Standing) -> Callable[[], object] | None:
        if (
            standing.stage is not Stage.SUNSET
            or standing.sunsetting is not Sunsetting.SILENCE
            or not standing.open_tasks
        ):
            return None
        command = self._command(LEAD)
        sign = SignOfLife(source_id="m-1", kind=SignKind.MEETING, what="We are still here", happened_at=command.at)
        return lambda: signs_of_life.record_sign(self.app, self.community, sign, command)

    def _insist(self, deed: Callable[[], object]) -> None:
        while True:
            try:
                deed()
            except OperationalError:
                self.outages += 1
                time.sleep(0.2)
            else:
                return

    @staticmethod
    def _command(by: Actor) -> Command:
        return Command(by=by, at=datetime.now(UTC))
