"""Somebody's own list among many tasks, and many answers at once."""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands.decisions import decide
from aggregates.event import Event
from aggregates.review_task import ReviewTask
from benchmarks import people
from benchmarks.decisions import proposals_under_review
from benchmarks.figure import Figure
from cli.bulk import AT_ONCE, answer_all
from ledger.store import open_ledger
from projections.catalogue import INBOX
from projections.fact import Fact, recorded
from projections.projector import Projector
from projections.reading import Views
from projections.view import Connected
from vocabulary.people import THE_CLOCK, Actor, Role
from vocabulary.provenance import Provenance
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, TaskKind

TASKS, OPEN, HERS = 100_000, 10_000, 200
"""So many in all, of which so many are open, of which so many wait for one person: half by name, half by role."""
BATCH = 2_000
LOOKS = 200
ASKED_MS = 20.0
ANSWERS = 500
ASKED_SECONDS = 15.0
START = datetime(2026, 1, 1, tzinfo=UTC)


def _told(by: Actor, number: int) -> Provenance:
    return Provenance(actor=by, recorded_at=START + timedelta(seconds=number), command_id=f"bench-{number}")


def _task(number: int) -> Iterator[Event]:
    """Opened, and answered unless it is among the last."""
    left = TASKS - number
    hers = left <= HERS
    terms = TaskTerms(
        id=f"inbox-{number % 5_000}.approval.{number}",
        community=f"inbox-{number % 5_000}",
        kind=TaskKind.APPROVAL,
        title=f"Approve what number {number} asks for",
        assigned_to=Role.SPONSOR if hers and number % 2 else Role.MANAGEMENT,
        due=START + timedelta(days=number % 400),
        candidates=("mara",) if hers and not number % 2 else (),
    )
    task = ReviewTask.open(terms, _told(THE_CLOCK, number))
    if left > OPEN:
        task.decide(Choice.APPROVE, None, _told(people.MANAGER, number))
    yield from task.collect_events()  # type: ignore[misc]


def _fill(connection: Connected) -> None:
    facts: list[Fact] = []
    for number in range(TASKS):
        facts += [recorded(number, event) for event in _task(number)]
        if len(facts) >= BATCH:
            INBOX.apply(connection, INBOX.name, facts)
            facts.clear()
    INBOX.apply(connection, INBOX.name, facts)


def _p95(look: list[float]) -> float:
    return statistics.quantiles(look, n=20)[-1]


def measure_inbox(url: str) -> Figure:
    """Through the real projection; the limit is fetching as many rows of the same table by their keys."""
    Projector(url).prepare()
    with Views(url) as views:
        with _writing(url) as connection, connection.transaction():
            _fill(connection)
        with _writing(url) as connection:
            connection.execute("ANALYZE views.inbox")
        ours, limit = [], []
        with views.reading() as connection:
            ids = [row.id for row in INBOX.addressed_to(connection, "mara", roles=[Role.SPONSOR])]
            if len(ids) != HERS:
                msg = f"her list holds {len(ids)} tasks; {HERS} were put into it"
                raise LookupError(msg)
            for _ in range(LOOKS):
                began = time.perf_counter()
                INBOX.addressed_to(connection, "mara", roles=[Role.SPONSOR])
                ours.append((time.perf_counter() - began) * 1000)
                began = time.perf_counter()
                connection.execute("SELECT * FROM views.inbox WHERE id = ANY(%s)", [ids]).fetchall()
                limit.append((time.perf_counter() - began) * 1000)
    return Figure(
        f"one's own {HERS} tasks among {TASKS:,}, p95",
        f"{_p95(ours):.1f} ms",
        f"the same rows by key: {_p95(limit):.1f} ms; asked: {ASKED_MS:.0f} ms",
        f"{_p95(ours) / ASKED_MS:.0%}",
        _p95(ours) < ASKED_MS,
    )


def measure_bulk(url: str) -> Figure:
    """As `perennial task bulk` does it, bar included; the limit is the same people deciding by hand at once."""
    with open_ledger(url, CATALOGUE, pool_size=AT_ONCE) as ledger:
        app = Perennial(ledger)
        people.publish(app)
        tasks = proposals_under_review(app, 2 * ANSWERS)
        began = time.perf_counter()
        items = answer_all(app, tasks[:ANSWERS], Choice.APPROVE, people.KM, reason="a round", key=uuid4().hex)
        took = time.perf_counter() - began
        if not all(item.answered for item in items):
            raise LookupError(next(item.said for item in items if not item.answered))
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda task: _decide(app, task), tasks[ANSWERS:]))
        limit = time.perf_counter() - began
        app.close()
    return Figure(
        f"{ANSWERS} answers in one round",
        f"{took:.1f} s",
        f"without the round: {limit:.1f} s; asked: {ASKED_SECONDS:.0f} s",
        f"{took / ASKED_SECONDS:.0%}",
        took < ASKED_SECONDS,
    )


def _decide(app: Perennial, task: str) -> None:
    decide(app, task, Choice.APPROVE, people.now(people.KM))


def _writing(url: str) -> Connected:
    return psycopg.connect(url, autocommit=True)
