"""Where the tables of the views stand: those that everybody reads, or one reader's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Final, NamedTuple

SCHEMA: Final = "views"
"""Of those that everybody reads."""


class Stand(NamedTuple):
    """A set of tables for all views."""

    schema: str = SCHEMA
    replayed: bool = False
    """Made for one reader from chosen facts; nothing follows the log into them."""
    known_until: datetime | None = None
    """Of replayed ones: when the last of their facts was recorded."""


_STAND: Final = ContextVar("stand", default=Stand())  # noqa: B039  a tuple


def stand() -> Stand:
    """Where views are read and written at present; the live ones unless somebody said otherwise."""
    return _STAND.get()


@contextmanager
def standing_at(place: Stand) -> Iterator[None]:
    """All views are read and written there, by whatever runs within this block."""
    before = _STAND.set(place)
    try:
        yield
    finally:
        _STAND.reset(before)
