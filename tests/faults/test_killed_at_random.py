"""Worker, projector, PostgreSQL and Temporal are killed at random moments of running lives; the lives stay the same.

Set PERENNIAL_FAULT_SEED to the seed of a run that failed, to have the same parts killed at the same times again.
"""

import asyncio
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import psycopg
import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from adapters.evidence.export import sealed_by_now
from aggregates.application import Perennial
from bootstrap.settings import Settings
from bootstrap.wiring import open_application
from ledger.notary.check import Source, check
from ledger.notary.keys import SigningKey
from ledger.notary.statements import StatementsFile
from projections.catalogue import VIEWS
from projections.reading import Views
from projections.rebuild import rebuild
from tests.faults.people import LIFE, People
from tests.faults.record_of import streams, topics
from tests.projections.records import everything
from tests.support.servers import short_home
from vocabulary.ids import CommunityId, lifecycle_workflow
from workers.embedded.process import StackFault
from workers.embedded.stack import EmbeddedStack
from workers.embedded.telling import Told

pytestmark = [pytest.mark.slow]

PARTS: Final = ("worker", "projector", "notary", "postgres", "temporal")
AT_MOST: Final = 4
"""Kills of one part: the stack's pauses grow with each, and the test is not about those."""
PATIENCE: Final = 120.0
"""Seconds for all the lives together; undisturbed they take about thirty."""
LIVES: Final = 5
"""Lived at once and each begun a little later, so that a kill meets as many moments of a life."""
APART: Final = 1.3


class Killer:
    """Ends parts of a stack, now one and now another, until it is told to stop."""

    def __init__(self, stack: EmbeddedStack, seed: int) -> None:
        self.killed: list[str] = []
        self._stack = stack
        self._random = random.Random(seed)
        self._stop = Event()
        self._thread = Thread(target=self._run, name="killer")

    def _run(self) -> None:
        victims = list(PARTS) * AT_MOST
        self._random.shuffle(victims)
        for victim in victims:
            if self._stop.wait(self._random.uniform(0.3, 3.5)):
                return
            try:
                self._stack.kill(victim)
            except StackFault:
                continue  # down already
            self.killed.append(victim)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()


@pytest.fixture(scope="module")
def undisturbed() -> Iterator[dict[str, list[dict[str, Any]]]]:
    """One life in which nothing is killed."""
    with short_home() as home, EmbeddedStack(home) as stack, open_application(Settings.load(home, {})) as app:
        live(app, ["calm"])
        assert topics(app, "calm") == list(LIFE)
        yield streams(app, stack.addresses.database_url, "calm")


@pytest.mark.parametrize("number", [1, 2])
def test_whatever_is_killed_the_lives_are_those_of_an_undisturbed_run(
    undisturbed: dict[str, list[dict[str, Any]]], embedded_home: Path, number: int
) -> None:
    seed = int(os.environ.get("PERENNIAL_FAULT_SEED") or random.SystemRandom().randrange(10_000))
    print(f"seed {seed}")
    communities = [f"life-{n}" for n in range(1, LIVES + 1)]
    with EmbeddedStack(embedded_home, tell=telling) as stack, open_application(Settings.load(embedded_home, {})) as app:
        killer = Killer(stack, seed)
        began = time.monotonic()
        with killer.at_work():
            outages = live(app, communities)
        url = stack.addresses.database_url
        took = time.monotonic() - began
        print(f"{len(killer.killed)} kills in {took:.0f} s: {', '.join(killer.killed)}; {outages} repeated calls")
        assert set(killer.killed) == set(PARTS)

        for community in communities:
            assert topics(app, community) == list(LIFE), community
            assert streams(app, url, community) == undisturbed, community
        stack.await_running("temporal")
        stack.await_running("notary")
        asyncio.run(all_completed(stack.addresses.temporal_address, communities))
        views_equal_the_facts(url)
        everything_is_sealed(Settings.load(embedded_home, {}))


def telling(told: Told) -> None:
    """Printed where the test fails: what the stack saw, and when."""
    print(f"{time.monotonic():.1f} {told.part} {told.what.value} {told.detail}")


def live(app: Perennial, communities: Sequence[CommunityId]) -> int:
    """Lives every life to its end; returns how often people were told that something is away, and tried again."""
    deadline = time.monotonic() + PATIENCE
    crowd: list[People] = []
    next_begins = time.monotonic()
    while len(crowd) < len(communities) or not all(
        people.have_done_their_part and people.sees_the_end() for people in crowd
    ):
        if len(crowd) < len(communities) and time.monotonic() >= next_begins:
            people = People(app, communities[len(crowd)])
            people.publish()
            people.propose()
            crowd.append(people)
            next_begins += APART
        for people in crowd:
            people.look()
        assert time.monotonic() < deadline, [(p.community, p.seen()) for p in crowd]
        time.sleep(0.1)
    return sum(people.outages for people in crowd)


async def all_completed(address: str, communities: Sequence[CommunityId]) -> None:
    client = await Client.connect(address)
    for community in communities:
        handle = client.get_workflow_handle(lifecycle_workflow(community))
        for _ in range(200):
            status = (await handle.describe()).status
            if status is WorkflowExecutionStatus.COMPLETED:
                break
            await asyncio.sleep(0.1)
        assert status is WorkflowExecutionStatus.COMPLETED, community


def views_equal_the_facts(url: str) -> None:
    with Views(url) as views:
        assert views.caught_up(timeout=30)
    shown = everything(url)
    for view in VIEWS:
        rebuild(view, url)
    assert everything(url) == shown


def everything_is_sealed(settings: Settings) -> None:
    """However often notary and database were killed: every fact is under a head, as it was recorded."""
    url = settings.require_database()
    with psycopg.connect(url, autocommit=True) as connection:
        assert sealed_by_now(connection, within=30)
    key = SigningKey.read(settings.notary_key)
    assert key is not None
    checked = check(url, key.public, [Source("the file", StatementsFile(settings.notary_statements).read())])
    assert checked.sound, checked.faults
