"""Whole lifecycles a second: two approvals and all their events, against the bare workflow."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from psycopg import Connection
from psycopg.rows import TupleRow
from temporalio.client import Client

from aggregates.application import Perennial
from aggregates.commands import decisions, proposals
from aggregates.community.events import CommunityClosed, ProposalLapsed
from aggregates.event import CATALOGUE
from aggregates.review_task.events import TaskOpened
from benchmarks import bare, people
from benchmarks.figure import Figure
from bootstrap.payloads import DATA_CONVERTER
from ledger.follower import Follower
from ledger.notification import Interest, Notification
from ledger.store import open_ledger
from vocabulary.ids import lifecycle_workflow
from vocabulary.people import Actor
from vocabulary.tasks import Choice

LIVES = 200
AT_ONCE = 50
ASKED = 0.60
APART = 0.05
"""Seconds between the idle one's signals, so that each has a workflow task of its own, as an answer of a person has."""
ROUNDS = 3
"""Each is measured so often, in turn, and the best of each counts: the machine is shared."""
ROOT = Path(__file__).parents[1]


class Watch:
    """Tells whoever waits that an event of a stream has come; follows the log like any view."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        topics = (TaskOpened.TOPIC, ProposalLapsed.TOPIC, CommunityClosed.TOPIC)
        self._follower = Follower(url, f"bench-{uuid4().hex}", self._apply, interest=Interest(topics=topics))

    def start(self) -> None:
        self._follower.catch_up()
        self._follower.start()

    def stop(self) -> None:
        self._follower.stop()

    def expect(self, stream: str) -> asyncio.Future[None]:
        return self._waiting.setdefault(stream, self._loop.create_future())

    def _apply(self, _: Connection[TupleRow], batch: Sequence[Notification]) -> None:
        streams = [entry.stream for entry in batch]
        self._loop.call_soon_threadsafe(self._resolve, streams)

    def _resolve(self, streams: list[str]) -> None:
        for stream in streams:
            future = self._waiting.pop(stream, None)
            if future and not future.done():
                future.set_result(None)


async def at_once(lives: int, live: Callable[[int], Awaitable[None]]) -> float:
    """Lives so many lives, AT_ONCE at a time; returns how many a second."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            await live(number)

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(lives)))
    return lives / (time.perf_counter() - began)


async def ours(app: Perennial, client: Client, watch: Watch, round_: int) -> float:
    people_ = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="people")
    loop = asyncio.get_running_loop()

    async def live(number: int) -> None:
        community = f"life-{round_}-{number}"
        review, approval = f"{community}.km_review.1", f"{community}.approval.1"
        asked = watch.expect(f"task/{review}")
        asked_again = watch.expect(f"task/{approval}")
        ended = watch.expect(f"community/{community}")

        def propose() -> None:
            proposals.propose(app, people.terms(community), "bench", people.now(people.LEAD), community=community)

        def decide(task: str, by: Actor) -> None:
            decisions.decide(app, task, Choice.APPROVE, people.now(by))

        await loop.run_in_executor(people_, propose)
        await asked
        await loop.run_in_executor(people_, decide, review, people.KM)
        await asked_again
        await loop.run_in_executor(people_, decide, approval, people.MANAGER)
        await ended

    rate = await at_once(LIVES, live)
    for number in range(LIVES):
        await client.get_workflow_handle(lifecycle_workflow(f"life-{round_}-{number}")).result()
    return rate


async def limit(client: Client, round_: int) -> float:
    async def live(number: int) -> None:
        handle = await client.start_workflow(bare.Bare.run, id=f"bare/{round_}/{number}", task_queue=bare.QUEUE)
        await handle.signal(bare.Bare.approve)
        await handle.signal(bare.Bare.approve)
        await handle.result()

    return await at_once(LIVES, live)


async def idle(client: Client, round_: int) -> float:
    """The workflow with our history and idle activities: what remains of the limit before anything is recorded."""

    async def live(number: int) -> None:
        handle = await client.start_workflow(bare.Idle.run, id=f"idle/{round_}/{number}", task_queue=bare.QUEUE)
        await asyncio.sleep(APART)
        await handle.signal(bare.Idle.approve)
        await asyncio.sleep(APART)
        await handle.signal(bare.Idle.approve)
        await handle.result()

    return await at_once(LIVES, live)


async def _measure(url: str, address: str) -> tuple[float, float, float]:
    client = await Client.connect(address, data_converter=DATA_CONVERTER)
    worker = subprocess.Popen([sys.executable, "-m", "benchmarks.bare", address], cwd=ROOT)
    try:
        with open_ledger(url, CATALOGUE, pool_size=16) as ledger:
            app = Perennial(ledger)
            people.publish(app)
            watch = Watch(url)
            watch.start()
            await limit(client, -1)  # all warm
            await idle(client, -1)
            await ours(app, client, watch, -1)
            theirs, shaped, own = [], [], []
            for round_ in range(ROUNDS):
                theirs.append(await limit(client, round_))
                shaped.append(await idle(client, round_))
                own.append(await ours(app, client, watch, round_))
            await asyncio.to_thread(watch.stop)
            app.close()
        return max(own), max(shaped), max(theirs)
    finally:
        worker.send_signal(signal.SIGINT)
        worker.wait(10)


def measure(url: str, address: str) -> list[Figure]:
    own, idle_, bare_ = asyncio.run(_measure(url, address))
    return [
        Figure(
            f"whole lifecycles, {LIVES} at {AT_ONCE} at a time",
            f"{own:.1f}/s",
            f"bare workflow, two signals: {bare_:.1f}/s",
            f"{own / bare_:.0%} (asked: {ASKED:.0%})",
            own / bare_ >= ASKED,
        ),
        Figure(
            "the same history, its activities idle",
            f"{idle_:.1f}/s",
            f"bare workflow, two signals: {bare_:.1f}/s",
            f"{idle_ / bare_:.0%}",
            None,
        ),
    ]
