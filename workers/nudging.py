"""Tells a community's workflow that something happened, and begins it where there is none."""

import asyncio
from collections.abc import Iterable

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy

from vocabulary.ids import CommunityId, lifecycle_workflow
from vocabulary.stored_names import NUDGE, TASK_QUEUE
from workflows.community_lifecycle import CommunityLifecycle, Life

AT_ONCE = 50
"""Signals in flight; more only queue at the server."""


async def nudge_all(client: Client, communities: Iterable[CommunityId]) -> int:
    """Nudges each community once; returns how many. Raises the first failure, after which all may be repeated."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def nudge(community: CommunityId) -> None:
        async with gate:
            await client.start_workflow(
                CommunityLifecycle.run,
                Life(community=community),
                id=lifecycle_workflow(community),
                task_queue=TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal=NUDGE,
                static_summary=community,
            )

    targets = list(communities)
    await asyncio.gather(*(nudge(community) for community in targets))
    return len(targets)
