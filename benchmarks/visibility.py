"""From a command to its facts in every view, through the whole running stack, while a large file is taken over."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import psycopg

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands import signs_of_life
from aggregates.commands.importing import ExistingCommunity, bring_in
from benchmarks import activity, people
from benchmarks.figure import Figure
from ledger.positions import head
from ledger.store import open_ledger
from projections import positions
from projections.catalogue import VIEWS
from vocabulary.ids import signs_stream
from vocabulary.signs import SignKind, SignOfLife

COMMANDS = 80
APART = 0.25
"""Seconds from one command to the next; the import runs longer than all of them."""
ASKED_MS = 250.0
PATIENCE = 30.0
LOOK_SECONDS = 0.002
ALIVE = "alive-beside"


class Seen(NamedTuple):
    """Milliseconds until every view showed a fact."""

    since_recorded: float
    since_told: float
    """From the beginning of the command, so with the wait for whatever else was being written."""


def measure(url: str, home: Path) -> Figure:
    with open_ledger(url, CATALOGUE) as ledger, psycopg.connect(url, autocommit=True) as looking:
        app = Perennial(ledger)
        people.publish(app)
        activity.bring_in_communities(app)
        alive = ExistingCommunity(id=ALIVE, title="Alive beside", started=datetime(2020, 1, 1, tzinfo=UTC))
        bring_in(app, alive, people.RULES.name, people.now(people.KM))
        quiet = [_seen(app, looking) for _ in range(COMMANDS // 4)]
        with _importing(home, looking) as rows:
            before, began = rows(), time.perf_counter()
            busy = []
            for _ in range(COMMANDS):
                busy.append(_seen(app, looking))
                time.sleep(APART)
            speed = (rows() - before) / (time.perf_counter() - began)
        app.close()
    p95 = _p95([one.since_recorded for one in busy])
    return Figure(
        f"a new fact in every view while {speed:,.0f} rows/s of activity are imported, p95",
        f"{p95:.0f} ms ({_p95([one.since_told for one in busy]):.0f} ms from the command)",
        f"asked: {ASKED_MS:.0f} ms; without an import: {_p95([one.since_recorded for one in quiet]):.0f} ms",
        f"{p95 / ASKED_MS:.0%}",
        p95 < ASKED_MS,
    )


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def _seen(app: Perennial, looking: psycopg.Connection[tuple[int]]) -> Seen:
    now = datetime.now(UTC)
    told = time.perf_counter()
    sign = SignOfLife(source_id=uuid4().hex, kind=SignKind.MEETING, what="Met meanwhile", happened_at=now)
    signs_of_life.record_sign(app, ALIVE, sign, people.now(people.LEAD))
    recorded = time.perf_counter()
    wanted = looking.execute(
        "SELECT max(notification_id) FROM ledger.events WHERE originator_id = %s",
        [signs_stream(ALIVE, now.year, now.month)],
    ).fetchone()
    deadline = time.monotonic() + PATIENCE
    while wanted is None or positions.reached(looking, VIEWS) < wanted[0]:
        if time.monotonic() > deadline:
            msg = f"the views did not show it within {PATIENCE:.0f} s; look at projector.log in the home folder"
            raise TimeoutError(msg)
        time.sleep(LOOK_SECONDS)
    shown = time.perf_counter()
    return Seen((shown - recorded) * 1000, (shown - told) * 1000)


@contextmanager
def _importing(home: Path, looking: psycopg.Connection[tuple[int]]) -> Iterator[Callable[[], int]]:
    """Takes a file over as people do it; gives how many rows were taken over so far."""
    with tempfile.TemporaryDirectory(prefix="perennial-visibility-") as folder:
        file = activity.written(Path(folder) / "activity.csv", rows=activity.ROWS * 10)
        words = ["import", "activity", str(file), "--home", str(home), "--as", f"km:{people.KM.person}"]
        import_ = subprocess.Popen(
            [sys.executable, "-m", "cli", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            first, deadline = head(looking), time.monotonic() + PATIENCE
            while head(looking) == first:
                if import_.poll() is not None or time.monotonic() > deadline:
                    msg = "the import did not begin"
                    raise RuntimeError(msg)
                time.sleep(0.1)
            yield lambda: _count(looking)
            if import_.poll() is not None:
                msg = "the import was over before the last command; give it more rows"
                raise RuntimeError(msg)
        finally:
            import_.terminate()
            import_.wait()


def _count(looking: psycopg.Connection[tuple[int]]) -> int:
    found = looking.execute("SELECT count(*) FROM ledger.sources").fetchone()
    return found[0] if found else 0
