"""Tells a community's workflow that something happened, and begins it where there is none."""

import asyncio
from collections.abc import Iterable

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from policies.briefing import Briefing
from policies.standing import Standing
from vocabulary.ids import lifecycle_workflow
from vocabulary.stages import Stage
from vocabulary.stored_names import COMMUNITY_LIFECYCLE, NUDGE, TASK_QUEUE
from workflows.community_lifecycle import Life

AT_ONCE = 50
"""Signals in flight; more only queue at the server."""


async def nudge(client: Client, briefing: Briefing) -> None:
    """Nudges a community with where it stands; a workflow that has to be begun begins with the briefing's rules."""
    standing = briefing.standing
    if standing.stage is Stage.CLOSED:
        await _tell_the_end(client, standing)
        return
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


async def _tell_the_end(client: Client, standing: Standing) -> None:
    """To a workflow that still runs; the one that closed the community itself is over, and needs no successor."""
    try:
        await client.get_workflow_handle(lifecycle_workflow(standing.community)).signal(NUDGE, standing)
    except RPCError as fault:
        if fault.status is not RPCStatusCode.NOT_FOUND:
            raise


async def nudge_all(client: Client, briefings: Iterable[Briefing]) -> int:
    """Nudges each community once; returns how many. Raises the first failure, after which all may be repeated."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(briefing: Briefing) -> None:
        async with gate:
            await nudge(client, briefing)

    targets = list(briefings)
    await asyncio.gather(*(one(briefing) for briefing in targets))
    return len(targets)
