"""What the doctor looks at in Temporal: reachable, namespace, search attributes, a worker that asks for work."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from bootstrap.settings import NoTemporal, Settings
from bootstrap.temporal import connect_temporal
from cli.finding import Finding, sound, wrong
from vocabulary.stored_names import TASK_QUEUE
from workflows.search_attributes import ALL

ASKED_WITHIN = timedelta(seconds=90)
"""A worker asks for work at least once a minute."""
_ANSWER_WITHIN = 5.0


def examine_temporal(settings: Settings) -> list[Finding]:
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> list[Finding]:
    return [finding async for finding in _findings(settings)]


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    address, namespace = settings.temporal_address, settings.temporal_namespace
    try:
        client = await asyncio.wait_for(connect_temporal(settings), _ANSWER_WITHIN)
    except NoTemporal as fault:
        yield wrong("temporal", "no address", str(fault))
        return
    except (RuntimeError, RPCError, TimeoutError):
        yield wrong("temporal", f"no answer from {address}", "start it (`perennial up`), or correct TEMPORAL_ADDRESS")
        return
    yield sound("temporal", f"answers at {address}")
    try:
        known = await _search_attributes(client, namespace)
    except RPCError as refusal:
        mend = f"create it (temporal operator namespace create -n {namespace}), or correct TEMPORAL_NAMESPACE"
        yield wrong("namespace", f"{namespace}: {refusal.message}", mend)
        return
    missing = [key for key in ALL if key.name not in known]
    if missing:
        flags = " ".join(f"--name {key.name} --type {_type(key.indexed_value_type.name)}" for key in missing)
        mend = f"temporal operator search-attribute create -n {namespace} {flags}"
        yield wrong("search attributes", f"missing: {', '.join(key.name for key in missing)}", mend)
    else:
        yield sound("search attributes", ", ".join(sorted(key.name for key in ALL)))
    yield await _worker(client, namespace)


async def _search_attributes(client: Client, namespace: str) -> set[str]:
    request = ListSearchAttributesRequest(namespace=namespace)
    return set((await client.operator_service.list_search_attributes(request)).custom_attributes)


async def _worker(client: Client, namespace: str) -> Finding:
    request = DescribeTaskQueueRequest(
        namespace=namespace,
        task_queue=TaskQueue(name=TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    answer = await client.workflow_service.describe_task_queue(request)
    since = datetime.now(UTC) - ASKED_WITHIN
    asking = [p.identity for p in answer.pollers if p.last_access_time.ToDatetime(UTC) > since]
    if not asking:
        said = f"nobody asks for work on {TASK_QUEUE!r}; communities stand still"
        return wrong("worker", said, "start it: `perennial up`, or `perennial worker`")
    return sound("worker", f"asking for work: {', '.join(sorted(asking))}")


def _type(name: str) -> str:
    return name.title().replace("_", "")
