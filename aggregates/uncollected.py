"""Keeps the cyclic garbage collector out of reading many facts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Thousands of facts, no cycle among them: walked through again and again they cost a third of a batch's time
    (measured), and something of loading one long stream. Whoever of several threads switches it off switches it on."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
