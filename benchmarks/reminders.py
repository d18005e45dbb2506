"""Whether decisions wait while reminders fall due at the rate of ten thousand an hour, through the whole stack."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import decisions, proposals
from aggregates.review_task.events import TaskReminded
from benchmarks import people
from benchmarks.decisions import proposals_under_review
from benchmarks.figure import Figure
from ledger.positions import caught_up
from ledger.store import open_ledger
from policies.document import LifecycleRules
from vocabulary.tasks import Choice
from workers.nudger import NUDGER

AN_HOUR = 10_000
SECONDS = 60.0
"""How long each is measured; of the reminders of an hour, so many as fall into it."""
REMINDED = round(AN_HOUR * SECONDS / 3600)
DECISIONS = 400
"""In that time, one after the other, evenly."""
AFTER = 75
"""Seconds after which a question is reminded of: all that are put in SECONDS are, once the last one was put."""
ASKED_TIMES = 2.0
PATIENCE = 120.0

_RULES = people.RULES.model_dump(mode="json")
RULES = LifecycleRules.model_validate(
    {**_RULES, "name": "bench-reminders", "review": {**_RULES["review"], "remind_after": [f"{AFTER} seconds"]}}
)


def _settle(url: str) -> None:
    """Until every workflow has heard of what was recorded."""
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(url, autocommit=True) as connection:
        while not caught_up(connection, NUDGER):
            if time.monotonic() > deadline:
                msg = f"the nudger was not done within {PATIENCE:.0f} s; look at worker.log in the home folder"
                raise TimeoutError(msg)
            time.sleep(0.2)


def _reminders(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT count(*) FROM ledger.events WHERE topic = %s", [TaskReminded.TOPIC])
        return int(found.fetchone()[0])  # type: ignore[index]


def _evenly(number: int, seconds: float, began: float) -> None:
    """Waits for its turn."""
    time.sleep(max(0.0, began + number * seconds - time.perf_counter()))


def _decide(app: Perennial, tasks: list[str]) -> float:
    """p99 of so many decisions (ms); late ones are counted from their turn, so that none hides behind another."""
    took, began, apart = [], time.perf_counter(), SECONDS / len(tasks)
    for number, task in enumerate(tasks):
        _evenly(number, apart, began)
        turn = began + number * apart
        decisions.decide(app, task, Choice.APPROVE, people.now(people.KM))
        took.append((time.perf_counter() - turn) * 1000)
    return statistics.quantiles(took, n=100)[-1]


def _propose(app: Perennial) -> float:
    """Puts as many questions as are to be reminded of, evenly; returns when it began."""
    began = time.perf_counter()
    for number in range(REMINDED):
        _evenly(number, SECONDS / REMINDED, began)
        name = f"reminded-{uuid4().hex[:12]}"
        proposals.propose(app, people.terms(name), RULES.name, people.now(people.LEAD), community=name)
    return began


def measure(url: str) -> Figure:
    with open_ledger(url, CATALOGUE) as ledger, ThreadPoolExecutor(1) as pool:
        app = Perennial(ledger)
        people.publish(app)
        people.publish(app, RULES)
        tasks = proposals_under_review(app, 2 * DECISIONS)
        _settle(url)
        quiet = _decide(app, tasks[:DECISIONS])
        began = pool.submit(_propose, app).result()
        _evenly(1, AFTER, began)
        before = _reminders(url)
        busy = _decide(app, tasks[DECISIONS:])
        fell_due = _reminders(url) - before
        app.close()
    if fell_due < 0.9 * REMINDED:
        msg = f"{fell_due} reminders fell due while decisions were measured; {REMINDED} were to"
        raise LookupError(msg)
    return Figure(
        f"a decision while {fell_due * 3600 / SECONDS:,.0f} reminders an hour fall due, p99",
        f"{busy:.1f} ms",
        f"without them: {quiet:.1f} ms",
        f"{busy / quiet:.2f} times (asked: under {ASKED_TIMES})",
        busy / quiet < ASKED_TIMES,
    )
