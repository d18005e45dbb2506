"""Whole lifecycles a second: two approvals and all their events, against the bare workflow."""

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from psycopg import Connection
from psycopg.rows import TupleRow
from temporalio.client import Client

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import decisions, proposals
from aggregates.community.events import CommunityClosed, ProposalLapsed
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
ROUNDS = 3
"""Each is measured so often, in turn, and the best of each counts: the machine is shared."""
ROOT = Path(__file__).parents[1]


class Expected:
    """What is waited for, by name."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[str, asyncio.Future[None]] = {}

    def expect(self, name: str) -> asyncio.Future[None]:
        return self._waiting.setdefault(name, self._loop.create_future())

    def _has_come(self, name: str) -> None:
        future = self._waiting.pop(name, None)
        if future and not future.done():
            future.set_result(None)


class Watch(Expected):
    """Tells whoever waits that an event of a stream has come; follows the log like any view."""

    def __init__(self, url: str) -> None:
        super().__init__()
        topics = (TaskOpened.TOPIC, ProposalLapsed.TOPIC, CommunityClosed.TOPIC)
        self._follower = Follower(url, f"bench-{uuid4().hex}", self._apply, interest=Interest(topics=topics))

    def start(self) -> None:
        self._follower.catch_up()
        self._follower.start()

    def stop(self) -> None:
        self._follower.stop()

    def _apply(self, _: Connection[TupleRow], batch: Sequence[Notification]) -> None:
        streams = [entry.stream for entry in batch]
        self._loop.call_soon_threadsafe(self._resolve, streams)

    def _resolve(self, streams: list[str]) -> None:
        for stream in streams:
            self._has_come(stream)


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


class Taken(Expected):
    """Hears from the worker of the limits which workflow has taken its answer."""

    def __init__(self, worker: asyncio.subprocess.Process) -> None:
        super().__init__()
        self._worker = worker

    async def listen(self) -> None:
        """Until the worker ends."""
        if self._worker.stdout is None:
            msg = "the worker's output has to be a pipe"
            raise ValueError(msg)
        async for line in self._worker.stdout:
            self._has_come(line.decode().strip())


async def in_turn(client: Client, taken: Taken, kind: type[bare.BareInTurn | bare.Idle], round_: int) -> float:
    """A limit with its second signal sent when the first was taken, as the next question stands only then: it has a
    workflow task of its own, while the first may share one with the start."""

    async def live(number: int) -> None:
        name = f"{kind.__name__}/{round_}/{number}"
        handle = await client.start_workflow(kind.run, id=name, task_queue=bare.QUEUE)
        first = taken.expect(name)
        await handle.signal(kind.approve)
        await first
        await handle.signal(kind.approve)
        await handle.result()

    return await at_once(LIVES, live)


class Rates(NamedTuple):
    """Lives a second, the best of several rounds."""

    ours: float
    idle: float
    in_turn: float
    limit: float


async def _measure(url: str, address: str) -> Rates:
    client = await Client.connect(address, data_converter=DATA_CONVERTER)
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.bare", address), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    taken = Taken(worker)
    listening = asyncio.create_task(taken.listen())
    try:
        with open_ledger(url, CATALOGUE, pool_size=16) as ledger:
            app = Perennial(ledger)
            people.publish(app)
            watch = Watch(url)
            watch.start()
            rounds = [
                Rates(
                    limit=await limit(client, round_),
                    in_turn=await in_turn(client, taken, bare.BareInTurn, round_),
                    idle=await in_turn(client, taken, bare.Idle, round_),
                    ours=await ours(app, client, watch, round_),
                )
                for round_ in range(-1, ROUNDS)  # in the first one all get warm
            ][1:]
            await asyncio.to_thread(watch.stop)
            app.close()
        return Rates._make(map(max, zip(*rounds, strict=True)))
    finally:
        worker.send_signal(signal.SIGINT)
        await asyncio.wait_for(worker.wait(), 10)
        await listening


def measure(url: str, address: str) -> list[Figure]:
    rates = asyncio.run(_measure(url, address))
    bare_ = f"bare workflow, two signals: {rates.limit:.1f}/s"
    return [
        Figure(
            f"whole lifecycles, {LIVES} at {AT_ONCE} at a time",
            f"{rates.ours:.1f}/s",
            bare_,
            f"{rates.ours / rates.limit:.0%} (asked: {ASKED:.0%})",
            rates.ours / rates.limit >= ASKED,
        ),
        Figure(
            "the same beside signals that are taken one by one",
            f"{rates.ours:.1f}/s",
            f"bare workflow, the second signal when the first was taken: {rates.in_turn:.1f}/s",
            f"{rates.ours / rates.in_turn:.0%}",
            None,
        ),
        Figure(
            "the same history, its activities idle",
            f"{rates.idle:.1f}/s",
            bare_,
            f"{rates.idle / rates.limit:.0%}",
            None,
        ),
    ]
