"""What each fact of a history led to: what came with it, what came at once, and how what it asked ended."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from aggregates.review_task import events as task
from aggregates.review_task.handing_events import TaskOverridden
from projections.history import HistoryRow
from vocabulary.people import Role

AT_ONCE: Final = timedelta(minutes=1)
"""Within this time Perennial does what somebody's decision calls for, unless it is away; later it acts by its dates."""
_ENDINGS: Final = frozenset(
    kind.TOPIC for kind in (task.TaskDecided, task.TaskSettled, task.TaskExpired, task.TaskCancelled, TaskOverridden)
)


@dataclass(slots=True)
class Consequences:
    """Of one fact; facts are named by their positions."""

    together: list[int] = field(default_factory=list)
    """What was recorded by the same command."""
    next: list[int] = field(default_factory=list)
    """What Perennial did at once, before anybody else did anything."""
    ended_by: int | None = None
    """What it came to, where it is a question that was answered or ended otherwise."""


def consequences(rows: Sequence[HistoryRow]) -> dict[int, Consequences]:
    """By position, of all facts of one history, which are in the order of the log."""
    found = {row.position: Consequences() for row in rows}
    _together(rows, found)
    _at_once(rows, found)
    _questions(rows, found)
    return found


def _together(rows: Sequence[HistoryRow], found: dict[int, Consequences]) -> None:
    by_command: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_command[row.command_id].append(row.position)
    for row in rows:
        found[row.position].together = [one for one in by_command[row.command_id] if one != row.position]


def _at_once(rows: Sequence[HistoryRow], found: dict[int, Consequences]) -> None:
    cause: HistoryRow | None = None
    for row in rows:
        if row.role is not Role.SYSTEM:
            cause = row
        elif (
            cause is not None
            and cause.command_id != row.command_id
            and timedelta() <= row.recorded_at - cause.recorded_at <= AT_ONCE
        ):
            found[cause.position].next.append(row.position)


def _questions(rows: Sequence[HistoryRow], found: dict[int, Consequences]) -> None:
    open_by_stream: dict[str, int] = {}
    for row in rows:
        if row.topic == task.TaskOpened.TOPIC:
            open_by_stream[row.stream] = row.position
        elif row.topic in _ENDINGS and row.stream in open_by_stream:
            found[open_by_stream[row.stream]].ended_by = row.position
