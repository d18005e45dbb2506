"""The limit for lifecycles: a Temporal workflow that takes two signals and ends, and nothing else."""

import asyncio
import sys
from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

QUEUE = "bare"


@workflow.defn(name="Bare")
class Bare:
    """Two signals, then the end."""

    def __init__(self) -> None:
        self._signals = 0

    @workflow.signal
    def approve(self) -> None:
        self._signals += 1

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self._signals >= 1)
        await workflow.wait_condition(lambda: self._signals >= 2)
        return self._signals


async def work(address: str) -> None:
    client = await Client.connect(address)
    async with Worker(
        client,
        task_queue=QUEUE,
        workflows=[Bare],
        workflow_runner=UnsandboxedWorkflowRunner(),
        graceful_shutdown_timeout=timedelta(seconds=1),
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(work(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
