"""The lives that are recorded: between them they go through every stage and every kind of step but probation's."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from aggregates.commands import proposals
from aggregates.commands.command import Command
from policies.document import LifecycleRules
from policies.reader import catalog_policy
from tests.workflows.timeline import COMMUNITY, KM, LEAD, MANAGER, TERMS, Timeline
from vocabulary.stages import SilenceRung, Stage
from vocabulary.tasks import Choice, TaskKind


def standard() -> LifecycleRules:
    rules = catalog_policy("standard")
    assert rules is not None
    return rules


async def renewed_twice(timeline: Timeline) -> None:
    """Three runs: each anniversary begins a new one; the last is still waiting."""
    await timeline.bring_to_life(standard())
    for _ in (1, 2):
        while (await timeline.standing()).stage is Stage.ACTIVE:
            await timeline.meet()
            await timeline.pass_time(days=75)
        await timeline.decide(TaskKind.ANNUAL_REVIEW, Choice.RENEW, MANAGER)
        await timeline.until(lambda here: here.stage is Stage.ACTIVE)
    await timeline.pass_time(days=1)


async def silent_to_the_end(timeline: Timeline) -> None:
    """Every rung, every reminder, an end by consent after its notice, and the checklist."""
    await timeline.bring_to_life(standard())
    await timeline.pass_time(days=215)
    await timeline.until(lambda here: here.stage is Stage.SUNSET and here.checklist is not None)
    await timeline.tick_all()
    await timeline.pass_time(days=15)
    await timeline.until(lambda here: here.stage is Stage.CLOSED)


async def returned_and_rejected(timeline: Timeline) -> None:
    """Sent back after a reminder, submitted again, passed, and rejected by Management after an escalation."""
    await timeline.propose(standard())
    await timeline.pass_time(days=8)
    await timeline.decide(TaskKind.KM_REVIEW, Choice.RETURN, KM, reason="name a measurable objective")
    await timeline.until(lambda here: here.returned)
    command = Command(by=LEAD, at=datetime.now().astimezone())
    await asyncio.to_thread(proposals.submit, timeline.app, COMMUNITY, command, terms=TERMS)
    await timeline.decide(TaskKind.KM_REVIEW, Choice.APPROVE, KM)
    await timeline.open_task(TaskKind.APPROVAL)
    await timeline.pass_time(days=40)
    await timeline.decide(TaskKind.APPROVAL, Choice.REJECT, MANAGER, reason="two others do this already")
    await timeline.until(lambda here: here.stage is Stage.CLOSED)


async def revived_twice(timeline: Timeline) -> None:
    """Heard of again while Management is asked, and once more when the end was announced already."""
    await timeline.bring_to_life(standard())
    await timeline.pass_time(days=190)
    await timeline.until(lambda here: here.silence is SilenceRung.DECISION_ASKED)
    await timeline.meet()
    await timeline.until(lambda here: here.silence is None)
    await timeline.pass_time(days=60)
    await timeline.meet()
    await timeline.pass_time(days=215)
    await timeline.until(lambda here: here.stage in {Stage.SUNSET, Stage.ANNUAL_REVIEW})
    await timeline.meet()
    await timeline.pass_time(days=1)


LIVES: Final[dict[str, Callable[[Timeline], Awaitable[None]]]] = {
    "renewed-twice": renewed_twice,
    "silent-to-the-end": silent_to_the_end,
    "returned-and-rejected": returned_and_rejected,
    "revived-twice": revived_twice,
}
