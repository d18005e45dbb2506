"""Two processes share the work of a long rebuild, since one of Python's uses one core only."""

import os
import signal
from collections.abc import Sequence
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Final

from projections.building import Reached, complete, copy, fill
from projections.partition import WHOLE, Partition
from projections.view import View

WORTH_IT: Final = 50_000
"""Events in the log; fewer are applied before a process has started."""
LOOK_SECONDS: Final = 0.2
_OURS, _THEIRS = Partition(0, 2), Partition(1, 2)
"""Each fact is read and decoded once in all, by the process that its community falls to."""


class RebuildFailed(Exception):  # noqa: N818  named for what is wrong, like the refusals
    """The other process could not go on; the message says why."""


def build_shared(views: Sequence[View], url: str, last: int, batch_size: int, reached: Reached) -> None:
    """Fills and indexes the empty tables, up to `last`; in two processes where that is worth it."""
    processes = 2 if last >= WORTH_IT and (os.cpu_count() or 1) >= 2 else 1
    if processes == 1:
        fill(views, url, last, batch_size, reached, WHOLE)
        copy(views, url, last)
    else:
        _fill_together(views, url, last, batch_size, reached)
    complete(views, url, connections=processes)


def _fill_together(views: Sequence[View], url: str, last: int, batch_size: int, reached: Reached) -> None:
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_fill, args=(theirs, views, url, last, batch_size), daemon=True)
    process.start()
    theirs.close()
    try:
        fill(views, url, last, batch_size, reached, _OURS)
        copy(views, url, last)  # by the one that did not have to be started first, and so is through earlier
        while not ours.poll(LOOK_SECONDS):
            reached(last)
        _hear(ours)
    finally:
        process.terminate()
        process.join()


def _hear(ours: Connection) -> None:
    try:
        said = ours.recv()
    except EOFError:
        said = "its process was ended"
    if said is not None:
        msg = f"half of the rebuild failed, and the old views stay: {said}"
        raise RebuildFailed(msg)


def _fill(answer: Connection, views: Sequence[View], url: str, last: int, batch_size: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is told to both, and the other one ends this one
    try:
        fill(views, url, last, batch_size, _end_with_the_other, _THEIRS)
    except Exception as fault:
        answer.send(f"{type(fault).__name__}: {fault}")
        raise
    answer.send(None)


def _end_with_the_other(_: int) -> None:
    other = parent_process()
    if other is not None and not other.is_alive():
        raise SystemExit
