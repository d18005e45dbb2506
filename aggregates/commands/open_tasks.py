"""Questions that no longer stand are taken back."""

from collections.abc import Iterable

from aggregates.application import Desk
from aggregates.community import Community
from vocabulary.ids import TaskId
from vocabulary.provenance import Provenance


def cancel_dropped(
    desk: Desk, asked: Iterable[TaskId], community: Community, because: str, provenance: Provenance
) -> None:
    """Cancels what a community had asked for and, after what just happened to it, asks no more."""
    for task in asked:
        if task not in community.open_tasks:
            desk.task(task).cancel(because, provenance)
