"""The limits for lifecycles: a Temporal workflow that takes two signals and ends; and one with our history, idle."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from workflows.search_attributes import DUE, STAGE

QUEUE = "bare"
DEADLINE = timedelta(days=5)
CARRIED = "x" * 400


class Answered:
    """Counts the answers it was given."""

    def __init__(self) -> None:
        self._signals = 0

    @workflow.signal
    def approve(self) -> None:
        self._signals += 1

    def _has(self, answers: int) -> bool:
        return self._signals >= answers


@workflow.defn(name="Bare")
class Bare(Answered):
    """Two signals, then the end."""

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(partial(self._has, 1))
        await workflow.wait_condition(partial(self._has, 2))
        return self._signals


class Telling(Answered):
    """Says on standard output when an answer was taken, so that the next one comes only then."""

    @workflow.signal
    def approve(self) -> None:
        super().approve()
        sys.stdout.write(f"{workflow.info().workflow_id}\n")  # at once: workflows are run by several threads
        sys.stdout.flush()


@workflow.defn(name="BareInTurn")
class BareInTurn(Telling, Bare):
    """The same, answer by answer."""

    @workflow.run
    async def run(self) -> int:
        return await super().run()


@activity.defn(name="nothing")
def nothing(asked: str) -> str:
    """As much to carry as a step and the standing after it, and nothing done."""
    return asked + asked


@workflow.defn(name="Idle")
class Idle(Telling):
    """What a lifecycle with two approvals leaves in its history: four local activities, two deadlines, two upserts.

    What remains of the limit before anything is recorded."""

    @workflow.run
    async def run(self) -> int:
        for answers in (1, 2):
            await self._step()
            workflow.upsert_search_attributes([STAGE.value_set(str(answers)), DUE.value_set(workflow.now() + DEADLINE)])
            workflow.set_current_details("waiting")
            await workflow.wait_condition(partial(self._has, answers), timeout=DEADLINE)
        await self._step()
        await self._step()
        return self._signals

    async def _step(self) -> None:
        await workflow.execute_local_activity(nothing, CARRIED, schedule_to_close_timeout=timedelta(seconds=30))


async def work(address: str) -> None:
    client = await Client.connect(address)
    async with Worker(
        client,
        task_queue=QUEUE,
        workflows=[Bare, BareInTurn, Idle],
        activities=[nothing],
        activity_executor=ThreadPoolExecutor(16),
        workflow_runner=UnsandboxedWorkflowRunner(),
        graceful_shutdown_timeout=timedelta(seconds=1),
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(work(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(0)
