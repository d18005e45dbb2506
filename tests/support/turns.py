"""Two processes run tests at once; a test that wants the machine for itself waits for the other, and holds it up."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_FLOOR: Final = Path(__file__)
_GATE: Final = _FLOOR.with_name("__init__.py")
"""Two files that every process of a run has before it: only their locks count, which end with whoever holds them."""


@contextmanager
def turn(*, alone: bool, floor: Path = _FLOOR, gate: Path = _GATE) -> Iterator[None]:
    """Waits until a test may run.

    Whoever wants to begin takes the gate, and keeps it only until it has the floor: nobody else begins while somebody
    waits to be alone.
    """
    with floor.open() as held:
        with gate.open() as waited_at:
            fcntl.flock(waited_at, fcntl.LOCK_EX)
            fcntl.flock(held, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
