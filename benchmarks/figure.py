"""A figure, and what it is held against."""

from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    limit: str
    """What the same machine does without us, or what was asked for."""
    ratio: str
    reached: bool | None
    """None where nothing was asked for."""
