"""Sealing: what it costs whoever writes, whether it keeps up, and how long proofs and verification take."""

import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psutil
import psycopg
from eventsourcing.persistence import StoredEvent

from aggregates.catalogue import CATALOGUE
from benchmarks import mixture
from benchmarks.figure import Figure
from ledger.follower import Follower
from ledger.names import NOTARY
from ledger.notary import statements, tiles
from ledger.notary.bundle import ALL, Scope, write_bundle
from ledger.notary.check import Source, check
from ledger.notary.keys import SigningKey
from ledger.notary.sealing import AT_MOST, Sealing
from ledger.notary.statements import StatementsFile
from ledger.notary.verify import verify
from ledger.snapshot import snapshot
from ledger.store import open_ledger
from workers.clock import now_in_utc
from workers.embedded.part import NOTARY as PROCESS
from workers.embedded.part import start_part

COMMUNITIES: Final = 2_720
"""Their lives make a million facts."""
COSTS: Final = 0.03
A_SECOND: Final = 5_000
VERIFIED_IN: Final = 60.0
PROVED_IN: Final = 0.005
_ROUNDS, _COMMITS = 64, 800


def measure(url: str, _owner_url: str) -> Iterator[Figure]:
    """Of an empty record."""
    with tempfile.TemporaryDirectory(prefix="perennial-seals-") as folder:
        here = Path(folder)
        yield _cost(url, here / "home")
        file = StatementsFile(here / "home" / "notary" / "statements.txt")
        key_path = here / "home" / "notary" / "key"
        with open_ledger(url, CATALOGUE) as ledger:
            told = mixture.tell(ledger, range(COMMUNITIES))
        before = _size(url)
        sealing = Sealing(key_path, file, now_in_utc)
        took, _ = _timed(lambda: Follower(url, NOTARY, sealing.apply, batch_size=AT_MOST).catch_up())
        sealed = _size(url) - before
        yield Figure(
            f"{sealed:,} events sealed, a head after each thousand",
            f"{sealed / took:,.0f} events/s",
            f"asked: {A_SECOND:,}/s",
            f"{sealed / took / A_SECOND:.1f} times",
            sealed / took >= A_SECOND,
        )
        assert sealed >= told.facts
        key = SigningKey.read(key_path)
        assert key is not None
        took, found = _timed(lambda: check(url, key.public, [Source("the file", file.read())]))
        assert found.sound
        yield _verified(f"`audit check` of {found.events:,} events", took)
        bundle = here / "all.zip"
        size = _export(url, key, bundle)
        took, proved = _timed(lambda: verify(bundle, key.public))
        assert proved.events == size
        yield _verified(f"`audit verify` of {size:,} events, {bundle.stat().st_size >> 20} MB", took)
        yield _proofs(url)


def _verified(what: str, took: float) -> Figure:
    return Figure(
        what, f"{took:.1f} s", f"asked: under {VERIFIED_IN:.0f} s", f"{took / VERIFIED_IN:.0%}", took < VERIFIED_IN
    )


def _cost(url: str, home: Path) -> Figure:
    """Commits of one writer, with a notary that runs and without, in turns, so that both see the same weather."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    with open_ledger(url, CATALOGUE) as ledger:
        numbers = iter(range(_ROUNDS * _COMMITS + 1))
        _commits(ledger.recorder, numbers, 1)
        with _notary(url, home) as process:
            for runs in (False, True, True, False) * (_ROUNDS // 4):
                (process.resume if runs else process.suspend)()
                time.sleep(0.2)
                rates[runs].append(_commits(ledger.recorder, numbers, _COMMITS - 1))
            process.resume()
    with_it, without = (statistics.median(rates[runs]) for runs in (True, False))
    cost = 1 - with_it / without
    low, _, high = statistics.quantiles(rates[False], n=4)
    return Figure(
        "what sealing costs whoever writes, one event a commit",
        f"{cost:.1%}",
        f"{with_it:,.0f} commits/s with a notary, {without:,.0f} without (half of the time {low:,.0f} to {high:,.0f}); "
        f"asked: under {COSTS:.0%}",
        f"{1 - cost:.3f}",
        cost < COSTS,
    )


@contextmanager
def _notary(url: str, home: Path) -> Iterator[Any]:
    home.mkdir()
    child = start_part(
        PROCESS,
        home=home,
        port=urlsplit(url).port or 5432,
        variables={"PERENNIAL_DATABASE_URL": url},
        without=None,
        abandon=threading.Event(),
    )
    try:
        yield psutil.Process(child.pid)
    finally:
        child.stop(within=10)


def _commits(recorder: Any, numbers: Iterator[int], count: int) -> float:
    """Commits a second."""
    began = time.perf_counter()
    for number in (next(numbers) for _ in range(count)):
        recorder.insert_events([StoredEvent(f"benchmark/{number}", 1, "benchmark", b'{"v":1,"said":"%d"}' % number)])
    return count / (time.perf_counter() - began)


def _export(url: str, key: SigningKey, path: Path) -> int:
    with snapshot(url, "perennial export") as connection:
        head = statements.newest(connection)
        return write_bundle(connection, key, path, Scope(ALL), head=head, told={}, report="").events


def _proofs(url: str) -> Figure:
    """Of events anywhere, each as if nobody had asked before."""
    chance, took = random.Random(6), []
    with psycopg.connect(url, autocommit=True) as connection:
        size = tiles.tree_size(connection)
        for _ in range(300):
            position = chance.randrange(1, size)
            began = time.perf_counter()
            (index,) = tiles.indexes(connection, [position])
            tiles.tree(connection).inclusion(index, size)
            took.append(time.perf_counter() - began)
    worst = statistics.quantiles(took, n=20)[-1]
    return Figure(
        f"a proof of one event among {size:,}, 95th percentile",
        f"{worst * 1e3:.1f} ms",
        f"median {statistics.median(took) * 1e3:.1f} ms; asked: under {PROVED_IN * 1e3:.0f} ms",
        f"{worst / PROVED_IN:.0%}",
        worst < PROVED_IN,
    )


def _size(url: str) -> int:
    with psycopg.connect(url) as connection:
        return tiles.tree_size(connection)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found
