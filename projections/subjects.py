"""Whose fact it is: the community, or the policy, that a stream belongs to."""

from typing import Final, LiteralString

from vocabulary.ids import CommunityId, TaskId, community_stream

BELONGS_TO_NONE: Final = ("policy", "person", "objectives", "ranking")
"""Kinds of streams that tell of no community alone."""


def community_of_task(task: TaskId) -> CommunityId:
    """A task's id begins with its community and a dot, and no community's id holds a dot."""
    return task.partition(".")[0]


def community_of(stream: str) -> CommunityId | None:
    """The community whose life a stream tells of; None for a policy's."""
    kind, _, rest = stream.partition("/")
    match kind:
        case "community":
            return rest
        case "task":
            return community_of_task(rest)
        case "signs" | "year" | "budget":
            return rest.partition("/")[0]
        case _:
            return None


def streams_of(community: CommunityId) -> list[tuple[str, str]]:
    """Between which names, each first and the one after the last, all streams lie that tell of a community's life."""
    within = (f"task/{community}.", *(f"{kind}/{community}/" for kind in ("signs", "year", "budget")))
    return [only(community_stream(community)), *map(beginning_with, within)]


def only(stream: str) -> tuple[str, str]:
    """Between which names that one lies alone: in the order of bytes "!" comes before what a longer id goes on with."""
    return stream, stream + "!"


def beginning_with(prefix: str) -> tuple[str, str]:
    """Between which names those lie that begin so."""
    return prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)


def subject_of(stream: str) -> str:
    """The stream under which people look for the fact: the community's own, or else the stream itself."""
    community = community_of(stream)
    return stream if community is None else community_stream(community)


SUBJECT: Final[LiteralString] = (
    "CASE WHEN split_part(originator_id, '/', 1) = 'task' "
    "THEN 'community/' || split_part(substr(originator_id, 6), '.', 1) "
    "WHEN split_part(originator_id, '/', 1) IN ('signs', 'year', 'budget') "
    "THEN 'community/' || split_part(originator_id, '/', 2) "
    "ELSE originator_id END"
)
"""The same in SQL, of an `originator_id`."""


def task_of(stream: str) -> TaskId:
    """The id of the task that a task's stream tells of."""
    return name_of(stream)


def name_of(stream: str) -> str:
    """What a stream tells of, without its kind: `ada`, `data-engineering/2`."""
    return stream.partition("/")[2]
