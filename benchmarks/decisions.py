"""A decision to its durable answer, in one process; against the library's default application."""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict

from activities.standing import standing_of
from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import decisions, proposals
from aggregates.commands.clockwork import Clockwork
from benchmarks import people
from benchmarks.figure import Figure
from benchmarks.plain_library import PlainApplication, PlainCommunity, PlainTask
from bootstrap.threads import on_one_core
from ledger.store import open_ledger
from policies.process import next_step
from policies.step import OpenReviewTask
from vocabulary.tasks import Choice

DECISIONS = 3_000
CLIENTS = 16
WRITERS = 8
ROUNDS = 3
LIBRARY_SCHEMA = "bench_library"
ASKED_MS = 5.0
ASKED_TIMES = 3.0


def together(clients: int, jobs: Sequence[Any], do: Callable[[Any], None]) -> tuple[float, list[float]]:
    """Does all jobs with so many clients, each of whom has a share and does one after the other; how many a second,
    and how long each took (ms)."""
    took: list[float] = []

    def client(share: Sequence[Any]) -> None:
        for job in share:
            began = time.perf_counter()
            do(job)
            took.append((time.perf_counter() - began) * 1000)

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, [jobs[first::clients] for first in range(clients)]))
    return len(jobs) / (time.perf_counter() - began), took


def proposals_under_review(app: Perennial, count: int) -> list[str]:
    """So many communities whose KM review is open; their tasks."""
    clockwork = Clockwork(app)

    def propose(community: str) -> str:
        proposals.propose(app, people.terms(community), "bench", people.now(people.LEAD), community=community)
        step = next_step(people.RULES, standing_of(app, community), datetime.now(UTC))
        if not isinstance(step, OpenReviewTask):
            raise TypeError(step)
        clockwork.open_task(step.task, step.at)
        return step.task.id

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(propose, [f"decided-{uuid4().hex[:12]}" for _ in range(count)]))


def _ours(app: Perennial, clients: int) -> tuple[float, list[float]]:
    tasks = proposals_under_review(app, DECISIONS)

    def decide(task: str) -> None:
        decisions.decide(app, task, Choice.APPROVE, people.now(people.KM))

    return together(clients, tasks, decide)


def _librarys(app: PlainApplication, clients: int) -> float:
    def begin(number: int) -> tuple[UUID, UUID]:
        community, task = PlainCommunity(title=str(number)), PlainTask(community=str(number), assigned_to="km")
        app.save(community, task)
        return community.id, task.id

    with ThreadPoolExecutor(clients) as pool:
        jobs = list(pool.map(begin, range(DECISIONS // 3)))

    def decide(job: tuple[UUID, UUID]) -> None:
        community: PlainCommunity = app.repository.get(job[0])
        task: PlainTask = app.repository.get(job[1])
        said = {"by": "kim", "role": "km", "command_id": uuid4().hex, "policy": "bench@1"}
        task.decide(choice="approve", **said)
        community.pass_review(**said)
        app.save(task, community)

    return together(clients, jobs, decide)[0]


def library_environment(url: str) -> dict[str, str]:
    parts = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts["port"]),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts["password"]),
        "POSTGRES_POOL_SIZE": str(CLIENTS),
        "POSTGRES_MAX_OVERFLOW": str(CLIENTS),
        "POSTGRES_SCHEMA": LIBRARY_SCHEMA,
    }


def measure(app_url: str, owner_url: str) -> list[Figure]:
    """Both on the same server, in turn; the best of each counts: the machine is shared."""
    ours, p50s, librarys = [], [], []
    with psycopg.connect(owner_url) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {LIBRARY_SCHEMA}")
    with (
        on_one_core(),  # as a process that answers many does it; the library's gains as much by it
        open_ledger(app_url, CATALOGUE, pool_size=CLIENTS) as ledger,
        PlainApplication(env=library_environment(owner_url)) as library,
    ):
        app = Perennial(ledger)
        people.publish(app)
        for _ in range(ROUNDS):
            librarys.append(_librarys(library, WRITERS))
            ours.append(_ours(app, WRITERS)[0])
            p50s.append(statistics.median(_ours(app, CLIENTS)[1]))
        app.close()
    best, limit, p50 = max(ours), max(librarys), min(p50s)
    return [
        Figure(
            f"decision to durable answer, {CLIENTS} clients, p50",
            f"{p50:.2f} ms",
            f"asked: {ASKED_MS:.0f} ms",
            f"{p50 / ASKED_MS:.0%}",
            p50 < ASKED_MS,
        ),
        Figure(
            f"decisions a second, {WRITERS} writers",
            f"{best:,.0f}/s",
            f"library's default application: {limit:,.0f}/s",
            f"{best / limit:.1f} times (asked: {ASKED_TIMES:.0f})",
            best / limit >= ASKED_TIMES,
        ),
    ]
