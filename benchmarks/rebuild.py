"""All views anew from a million facts, held against reading the same rows and making values of their JSON."""

import time
from typing import Final

import orjson
import psycopg

from aggregates.catalogue import CATALOGUE
from benchmarks import mixture
from benchmarks.figure import Figure
from benchmarks.mixture import Told
from ledger.store import open_ledger
from projections.catalogue import VIEWS
from projections.projector import Projector
from projections.rebuild import rebuild_together

COMMUNITIES: Final = 2_720
"""Their lives make a million facts."""
FEWER: Final = COMMUNITIES // 4
ASKED: Final = 80_000
ASKED_TIMES: Final = 1.15
_READ: Final = "SELECT notification_id, originator_id, originator_version, topic, state FROM ledger.events"


def measure(url: str, owner_url: str) -> tuple[Figure, ...]:
    """Of an empty record; a quarter of the facts first."""
    Projector(url).prepare()
    with open_ledger(url, CATALOGUE) as ledger:
        some = mixture.tell(ledger, range(FEWER))
        _settle(owner_url)
        took_some = min(_rebuilt(url) for _ in range(2)) / some.facts
        more = mixture.tell(ledger, range(FEWER, COMMUNITIES))
    told = Told(some.facts + more.facts, some.signs + more.signs)
    _settle(owner_url)
    took = min(_rebuilt(url) for _ in range(2)) / told.facts
    limit = _read(url)
    return (
        Figure(
            f"all {len(VIEWS)} views rebuilt from {told.facts:,} facts, {told.signs:,} signs of life among them",
            f"{1 / took:,.0f} facts/s",
            f"reading them and their JSON alone: {limit:,.0f}/s, asked: {ASKED:,}/s",
            f"{1 / took / limit:.0%}",
            1 / took >= ASKED,
        ),
        Figure(
            "a fact in a rebuild of so many",
            f"{took * 1e6:.1f} µs",
            f"of {some.facts:,}: {took_some * 1e6:.1f} µs",
            f"{took / took_some:.2f} times (asked: {ASKED_TIMES})",
            took / took_some <= ASKED_TIMES,
        ),
    )


def _settle(owner_url: str) -> None:
    """The server's own chores, which would fall into whichever measurement comes next."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) ledger.events")


def _rebuilt(url: str) -> float:
    """Seconds."""
    began = time.perf_counter()
    rebuild_together(VIEWS, url)
    return time.perf_counter() - began


def _read(url: str) -> float:
    """Facts a second."""
    began, count = time.perf_counter(), 0
    with psycopg.connect(url) as connection, connection.cursor(name="facts", binary=True) as cursor:
        cursor.itersize = 5_000
        for row in cursor.execute(f"{_READ} ORDER BY notification_id"):
            orjson.loads(row[4])
            count += 1
    return count / (time.perf_counter() - began)
