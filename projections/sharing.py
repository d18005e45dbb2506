"""Two processes share the work of a long rebuild, since one of Python's uses one core only."""

import os
import signal
from collections.abc import Sequence
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Final

from projections.building import Reached, build
from projections.view import View

WORTH_IT: Final = 50_000
"""Events in the log; fewer are applied before a process has started."""
LOOK_SECONDS: Final = 0.2


class RebuildFailed(Exception):  # noqa: N818  named for what is wrong, like the refusals
    """The other process could not go on; the message says why."""


def build_shared(views: Sequence[View], url: str, last: int, batch_size: int, reached: Reached) -> None:
    """As `projections.building.build`; the heavy views are built in a process of their own where that is worth it."""
    heavy, others = [view for view in views if view.heavy], [view for view in views if not view.heavy]
    if not heavy or not others or last < WORTH_IT or (os.cpu_count() or 1) < 2:
        build(views, url, last, batch_size, reached)
        return
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    process = get_context("spawn").Process(target=_build, args=(theirs, heavy, url, last, batch_size), daemon=True)
    process.start()
    theirs.close()
    try:
        build(others, url, last, batch_size, reached)
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


def _build(answer: Connection, views: Sequence[View], url: str, last: int, batch_size: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is told to both, and the other one ends this one
    try:
        build(views, url, last, batch_size, _end_with_the_other)
    except Exception as fault:
        answer.send(f"{type(fault).__name__}: {fault}")
        raise
    answer.send(None)


def _end_with_the_other(_: int) -> None:
    other = parent_process()
    if other is not None and not other.is_alive():
        raise SystemExit
