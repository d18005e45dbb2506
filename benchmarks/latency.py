"""From a decision to the next task standing in the inbox, through the whole running stack."""

import statistics
import time
from uuid import uuid4

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import decisions, proposals
from benchmarks import people
from benchmarks.figure import Figure
from ledger.store import open_ledger
from projections.catalogue import INBOX
from projections.reading import Views
from vocabulary.tasks import Choice

DECISIONS = 40
ASKED_MS = 150.0
PATIENCE = 30.0
LOOK_SECONDS = 0.002


def until_in_inbox(views: Views, task: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with views.reading() as connection:
            if INBOX.get(connection, task) is not None:
                return
        time.sleep(LOOK_SECONDS)
    msg = f"{task} did not come into the inbox within {PATIENCE:.0f} s; look at worker.log and projector.log"
    raise TimeoutError(msg)


def measure(url: str) -> Figure:
    took = []
    with open_ledger(url, CATALOGUE) as ledger, Views(url) as views:
        app = Perennial(ledger)
        people.publish(app)
        for _ in range(DECISIONS):
            community = f"inbox-{uuid4().hex[:12]}"
            proposals.propose(app, people.terms(community), "bench", people.now(people.LEAD), community=community)
            until_in_inbox(views, f"{community}.km_review.1")
            began = time.perf_counter()
            decisions.decide(app, f"{community}.km_review.1", Choice.APPROVE, people.now(people.KM))
            until_in_inbox(views, f"{community}.approval.1")
            took.append((time.perf_counter() - began) * 1000)
        app.close()
    p50 = statistics.median(took)
    return Figure(
        "decision to the next task in the inbox, p50",
        f"{p50:.0f} ms (p95 {sorted(took)[int(len(took) * 0.95)]:.0f} ms)",
        f"asked: {ASKED_MS:.0f} ms",
        f"{p50 / ASKED_MS:.0%}",
        p50 < ASKED_MS,
    )
