"""How fast a community of ten years wakes, against a new one; and what a sleeping one costs in memory."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psutil

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import decisions, importing, signs_of_life
from aggregates.commands.clockwork import Clockwork
from aggregates.commands.command import Command
from benchmarks import people
from benchmarks.figure import Figure
from benchmarks.latency import PATIENCE
from ledger.positions import position
from ledger.store import open_ledger
from policies.document import LifecycleRules
from vocabulary.ids import community_stream
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, TaskKind
from workers.nudger import NUDGER

COMMUNITIES = 12
YEARS = 10
ASKED_TIMES = 1.2
ASLEEP = 600
ASKED_KB = 150.0
DAY = timedelta(days=1)
RULES = LifecycleRules.model_validate({**people.RULES.model_dump(mode="json"), "name": "bench-age"})


def _bring_in(app: Perennial, community: str, started: datetime, known: datetime) -> None:
    importing.bring_in(
        app,
        importing.ExistingCommunity(id=community, title=community, started=started),
        RULES.name,
        Command(by=people.KM, at=known),
    )


def _review(app: Perennial, community: str, number: int, at: datetime) -> str:
    """Opens an annual review, as the clock did or does; its task."""
    terms = TaskTerms(
        id=f"{community}.annual_review.{number}",
        community=community,
        kind=TaskKind.ANNUAL_REVIEW,
        title=f"Annual review {number}",
        assigned_to=people.MANAGER.role,
        due=at + 30 * DAY,
    )
    Clockwork(app).open_annual_review(number, at, terms, at)
    return terms.id


def _live(app: Perennial, community: str, year: int, began: datetime) -> None:
    """A year: a sign of life each month, a review, a renewal."""
    for month in range(1, 12):
        at = began + month * 30 * DAY
        sign = SignOfLife(source_id=f"{year}-{month}", kind=SignKind.MEETING, what="Monthly call", happened_at=at)
        signs_of_life.record_sign(app, community, sign, Command(by=people.LEAD, at=at))
    task = _review(app, community, year, began + 364 * DAY)
    command = Command(by=people.MANAGER, at=began + 365 * DAY)
    decisions.decide(app, task, Choice.RENEW, command)


def _wake(app: Perennial, community: str, years: int) -> float:
    """From a decision to what the woken workflow records because of it (ms)."""
    task = _review(app, community, years + 1, datetime.now(UTC))
    before = app.load(community_stream(community), fresh=True)
    version = before.version if before else 0
    began = time.perf_counter()
    decisions.decide(app, task, Choice.SUNSET, people.now(people.MANAGER), reason="its work is done")
    deadline = time.monotonic() + PATIENCE
    while not app.recorder.select_events(community_stream(community), gt=version + 1):
        if time.monotonic() > deadline:
            msg = f"{community} did not wake within {PATIENCE:.0f} s; look at worker.log"
            raise TimeoutError(msg)
        time.sleep(0.001)
    return (time.perf_counter() - began) * 1000


def measure_waking(url: str) -> Figure:
    with open_ledger(url, CATALOGUE) as ledger:
        app = Perennial(ledger)
        people.publish(app, RULES)
        now = datetime.now(UTC)
        run = uuid4().hex[:6]
        old, new = [], []
        for number in range(COMMUNITIES):
            community, began = f"old-{run}-{number}", now - YEARS * 366 * DAY
            _bring_in(app, community, began, began)
            for year in range(1, YEARS + 1):
                _live(app, community, year, began + (year - 1) * 366 * DAY)
            old.append(community)
            _bring_in(app, f"new-{run}-{number}", now - 30 * DAY, now)
            new.append(f"new-{run}-{number}")
        time.sleep(1)  # the workflows have begun and sleep
        took_old, took_new = [], []
        for one_old, one_new in zip(old, new, strict=True):
            took_new.append(_wake(app, one_new, 0))
            took_old.append(_wake(app, one_old, YEARS))
        app.close()
    slow, fast = statistics.median(took_old), statistics.median(took_new)
    return Figure(
        f"a community {YEARS} years old wakes, p50",
        f"{slow:.0f} ms",
        f"a new one: {fast:.0f} ms",
        f"{slow / fast:.2f} times (asked: {ASKED_TIMES})",
        slow / fast <= ASKED_TIMES,
    )


def measure_memory(url: str, worker: int) -> Figure:
    """`worker` is the worker's process id; the figure holds everything that it keeps for a sleeping community."""
    process = psutil.Process(worker)
    with open_ledger(url, CATALOGUE) as ledger:
        app = Perennial(ledger)
        people.publish(app, RULES)
        _sleep(app, 50)  # what is loaded once is loaded
        before = process.memory_info().rss
        _sleep(app, ASLEEP)
        after = process.memory_info().rss
        app.close()
    each = (after - before) / ASLEEP / 1024
    return Figure(
        "memory of a sleeping community in the worker",
        f"{each:.0f} KB",
        f"asked: {ASKED_KB:.0f} KB",
        f"{each / ASKED_KB:.0%}",
        each < ASKED_KB,
    )


def _sleep(app: Perennial, count: int) -> None:
    now, run = datetime.now(UTC), uuid4().hex[:6]
    for number in range(count):
        _bring_in(app, f"asleep-{run}-{number}", now - 30 * DAY, now)
    last = app.recorder.max_notification_id() or 0
    deadline = time.monotonic() + 4 * PATIENCE
    while time.monotonic() < deadline:
        with app.recorder.datastore.get_connection() as connection:  # type: ignore[attr-defined]
            if position(connection, NUDGER) >= last:
                time.sleep(2)  # the last ones have read their standing and wait
                return
        time.sleep(0.05)
    msg = "the nudger did not come to the end of the log; look at worker.log"
    raise TimeoutError(msg)
