"""Reads a large file of activity in a process of its own, since one of Python's uses one core only."""

import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from adapters.activity.batches import BATCH, Batch, batches_of
from adapters.activity.form import Format
from adapters.activity.opening import read_signs
from adapters.activity.packed import Packed, packed, unpacked
from adapters.activity.people import Addresses
from adapters.readable import readable
from aggregates.uncollected import uncollected
from vocabulary.ids import CommunityId
from vocabulary.refusals import Refusal

WORTH_IT: Final = 2_000_000
"""Bytes of a file; one that is smaller is read before another process has started."""
MEANWHILE: Final = 10
"""Batches that are read here at most until the other process has started, which takes it as long as some 6 do."""
_ENDING: Final = 5.0
"""Seconds in which a process that has nothing more to say ends."""
_PROGRAM: Final = (
    "import sys; sys.path[:] = sys.argv[2:]; from adapters.activity.apart import answer; answer(int(sys.argv[1]))"
)
"""Imports from where we do, and nothing but what reading needs."""


class ReadingEnded(Exception):  # noqa: N818  named for what is wrong, like the refusals
    """The process that reads did not get to the end of the file; the message says what to do."""


@contextmanager
def reading(
    path: Path, form: Format, community: CommunityId | None, now: datetime, addresses: Addresses
) -> Iterator[Iterator[Batch]]:
    """What `read_signs` yields, in batches: read by a process of its own, once that has started, where it is worth it.

    The batches raise `Malformed` where the file as a whole is not of the form, and `ReadingEnded`.
    """
    if not _is_worth_it(path):
        yield batches_of(read_signs(path, form, community, now, addresses))
        return
    ours, theirs = Pipe()
    with ours, _started(theirs) as process:
        yield _batches(process, ours, path, (path, form, community, now, addresses))


def _is_worth_it(path: Path) -> bool:
    with readable(path):
        return (os.cpu_count() or 1) > 1 and path.is_file() and path.stat().st_size >= WORTH_IT


@contextmanager
def _started(theirs: Connection) -> Iterator[subprocess.Popen[bytes]]:
    # Neither forked, for others' threads may hold locks, nor spawned, which would import the whole program again.
    # A group of its own keeps Ctrl-C from it: it ends with us, or by us.
    with theirs:
        process = subprocess.Popen(  # noqa: S603  our own program, no shell
            [sys.executable, "-c", _PROGRAM, str(theirs.fileno()), *sys.path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            process_group=0,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _batches(process: subprocess.Popen[bytes], ours: Connection, path: Path, asked: tuple[Any, ...]) -> Iterator[Batch]:
    try:
        here = yield from _meanwhile(ours, asked)
        if here % BATCH:
            return
        ours.recv()  # that it has started
        ours.send((*asked, here))
        while isinstance(said := ours.recv(), Packed):
            yield unpacked(said)
    except (EOFError, OSError):
        said = _ended(process)
    if isinstance(said, Refusal):
        raise said
    if said is not None:
        msg = f"{path}: the process that reads it {said}; run it again: what came in already is known"
        raise ReadingEnded(msg)


def _meanwhile(ours: Connection, asked: tuple[Any, ...]) -> Generator[Batch, None, int]:
    """What can be read here until the other process has started; returns how many rows that was."""
    here = 0
    if not ours.poll():
        for batch in islice(batches_of(read_signs(*asked)), MEANWHILE):
            yield batch
            here += batch.size
            if ours.poll():
                break
    return here


def _ended(process: subprocess.Popen[bytes]) -> str:
    try:
        code = process.wait(_ENDING)
    except subprocess.TimeoutExpired:
        return "says nothing more"
    return f"was ended by signal {-code}" if code < 0 else f"failed (exit code {code})"


def answer(connected: int) -> None:
    """What the other process does; it waits with every batch until the one before was taken."""
    with Connection(connected) as asker, uncollected():
        try:
            asker.send("started")
            for batch in batches_of(read_signs(*asker.recv())):
                asker.send(packed(batch))
            asker.send(None)
        except Refusal as refusal:
            asker.send(refusal)
        except MemoryError:
            asker.send("has no memory left")
        except (EOFError, BrokenPipeError, ConnectionResetError):
            sys.exit(1)  # nobody asks any more
