"""One thing that is otherwise than it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    what: str
    """Which thing, for programs: `lead`, `task data-engineering.approval.1`."""
    before: Any
    """None where there was none."""
    after: Any
    sentence: str


def day(moment: datetime) -> str:
    return f"{moment:%-d %B %Y}"


def since(moment: datetime | None) -> str:
    return f" since {day(moment)}" if moment is not None else ""


def or_none(value: object) -> str:
    return "none" if value is None else str(value).replace("_", " ")
