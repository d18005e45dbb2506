"""Tells a community's workflow that something happened, and begins it where there is none."""

import asyncio
from collections.abc import Iterable

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy

from policies.briefing import Briefing
from vocabulary.ids import lifecycle_workflow
from vocabulary.stored_names import COMMUNITY_LIFECYCLE, NUDGE, TASK_QUEUE
from workflows.community_lifecycle import Life

AT_ONCE = 50
"""Signals in flight; more only queue at the server."""


async def nudge(client: Client, briefing: Briefing) -> None:
    """Nudges a community with where it stands; a workflow that has to be begun begins with the briefing's rules."""
    standing = briefing.standing
    policy = standing.policy if briefing.rules else None
    await client.start_workflow(
        COMMUNITY_LIFECYCLE,
        Life(community=standing.community, rules=briefing.rules, policy=policy),
        id=lifecycle_workflow(standing.community),
        task_queue=TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal=NUDGE,
        start_signal_args=[standing],
        static_summary=standing.title,
    )


async def nudge_all(client: Client, briefings: Iterable[Briefing]) -> int:
    """Nudges each community once; returns how many. Raises the first failure, after which all may be repeated."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(briefing: Briefing) -> None:
        async with gate:
            await nudge(client, briefing)

    targets = list(briefings)
    await asyncio.gather(*(one(briefing) for briefing in targets))
    return len(targets)
