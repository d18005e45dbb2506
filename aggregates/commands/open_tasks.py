"""Questions that no longer stand are taken back."""

from collections.abc import Iterable

from aggregates.commands.granting import return_requests
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.ids import TaskId
from vocabulary.provenance import Provenance
from vocabulary.stages import LIVING


def cancel_dropped(
    desk: Desk, asked: Iterable[TaskId], community: Community, because: str, provenance: Provenance
) -> None:
    """Cancels what a community had asked for and, after what just happened to it, asks no more; money too."""
    for task in asked:
        if task not in community.open_tasks:
            desk.task(task).cancel(because, provenance)
    if community.stage not in LIVING:
        return_requests(desk, community, because, provenance)
