"""Which tests run beside each other."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.support.turns import turn


class Hall:
    """Where tests run, each in a thread, until they are told to end."""

    def __init__(self, folder: Path, pool: ThreadPoolExecutor) -> None:
        self._floor, self._gate = folder / "floor", folder / "gate"
        self._pool = pool
        for file in (self._floor, self._gate):
            file.touch()

    def begin(self, *, alone: bool) -> "Running":
        running = Running()
        running.over = self._pool.submit(self._run, running, alone)
        return running

    def _run(self, running: "Running", alone: bool) -> None:
        with turn(alone=alone, floor=self._floor, gate=self._gate):
            running.begun.set()
            assert running.told_to_end.wait(30)


class Running:
    over: Future[None]

    def __init__(self) -> None:
        self.begun, self.told_to_end = Event(), Event()

    @property
    def runs(self) -> bool:
        return self.begun.wait(10)

    @property
    def waits(self) -> bool:
        return not self.begun.wait(0.2)

    def end(self) -> None:
        self.told_to_end.set()
        self.over.result(30)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with ThreadPoolExecutor() as pool:
        yield Hall(tmp_path, pool)


def test_two_run_at_once(hall: Hall) -> None:
    one, other = hall.begin(alone=False), hall.begin(alone=False)
    assert one.runs
    assert other.runs
    one.end()
    other.end()


def test_one_that_wants_to_be_alone_waits_for_whoever_runs_and_is_the_next(hall: Hall) -> None:
    first = hall.begin(alone=False)
    assert first.runs
    alone = hall.begin(alone=True)
    assert alone.waits
    later = hall.begin(alone=False)
    assert later.waits, "else it would never be its turn"
    first.end()
    assert alone.runs
    assert later.waits
    alone.end()
    assert later.runs
    later.end()
