"""The worker: runs the workflows and their activities, and nudges them from the log."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.lifecycle import LifecycleActivities
from activities.refusals import RefusalsAreFinal
from aggregates.application import Perennial
from bootstrap.settings import Settings
from bootstrap.temporal import connect_temporal
from bootstrap.threads import favour_answers
from bootstrap.wiring import open_application
from vocabulary.stored_names import TASK_QUEUE
from workers.nudger import Nudger
from workers.reconcile import reconcile_with
from workflows.community_lifecycle import CommunityLifecycle

log = logging.getLogger(__name__)

THREADS: Final = 16
"""Activities at once; each holds a database connection only while it reads."""
PASSED_THROUGH: Final = (
    *("pydantic", "pydantic_core", "eventsourcing", "vocabulary", "policies", "dateutil"),
    *("jinja2", "markupsafe"),  # only compiles the words of a policy, which is a matter of its text alone
)
"""Deterministic by review; loaded once instead of once a workflow."""
DEPLOYMENT: Final = "perennial"
LONGEST_PAUSE: Final = 10.0


def workflow_runner(*, sandbox: bool) -> WorkflowRunner:
    if not sandbox:
        return UnsandboxedWorkflowRunner()
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


def lifecycle_worker(
    client: Client,
    app: Perennial,
    *,
    sandbox: bool,
    build_id: str | None = None,
    executor: ThreadPoolExecutor | None = None,
) -> Worker:
    """A worker for everything that Perennial runs; with a build id its workflows stay on their version."""
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[CommunityLifecycle],
        activities=LifecycleActivities(app).all,
        activity_executor=executor or ThreadPoolExecutor(THREADS, thread_name_prefix="activity"),
        workflow_runner=workflow_runner(sandbox=sandbox),
        interceptors=[RefusalsAreFinal()],
        no_remote_activities=True,
        graceful_shutdown_timeout=timedelta(seconds=5),
        deployment_config=_deployment(build_id),
    )


def _deployment(build_id: str | None) -> WorkerDeploymentConfig | None:
    # The behaviour is set here and not on the workflow: a server refuses it from a worker without a version.
    if build_id is None:
        return None
    return WorkerDeploymentConfig(
        WorkerDeploymentVersion(DEPLOYMENT, build_id),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )


@asynccontextmanager
async def running(
    client: Client, app: Perennial, url: str, *, sandbox: bool, build_id: str | None = None
) -> AsyncIterator[None]:
    """A worker with its nudger, until the block is left."""
    async with lifecycle_worker(client, app, sandbox=sandbox, build_id=build_id):
        nudging = asyncio.create_task(Nudger(url, client, app).run())
        try:
            yield
        finally:
            nudging.cancel()
            await asyncio.wait([nudging])


async def run(settings: Settings) -> None:
    """Works until SIGTERM or SIGINT; whatever is away at the start is waited for."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    client = await _connect(settings, stop)
    if client is None:
        return
    url = settings.require_database()
    with open_application(settings, connections=THREADS) as app:
        async with running(client, app, url, sandbox=settings.sandbox, build_id=settings.build_id):
            log.info("working on task queue %s at %s", TASK_QUEUE, settings.temporal_address)
            reconciling = asyncio.create_task(_reconcile(client, app, url))
            await stop.wait()
            reconciling.cancel()


async def _connect(settings: Settings, stop: asyncio.Event) -> Client | None:
    pause = 0.2
    while not stop.is_set():
        try:
            return await connect_temporal(settings)
        except RuntimeError as outage:
            log.warning("Temporal is away, looking again in %.1f s: %s", pause, outage)
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            pause = min(pause * 2, LONGEST_PAUSE)
    return None


async def _reconcile(client: Client, app: Perennial, url: str) -> None:
    """Once after every start: a lost Temporal loses no life, and idle communities hear of a new version."""
    pause = 0.5
    while True:
        try:
            nudged = await reconcile_with(client, app, url)
        except Exception:
            log.exception("could not reconcile the workflows with the log; again in %.1f s", pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            log.info("reconciled: %d communities are open and have their workflow", nudged)
            return


def main(settings: Settings) -> int:
    """Runs the worker process; returns its exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    favour_answers()
    asyncio.run(run(settings))
    gc.collect()  # the client's threads end before the interpreter does
    return 0
