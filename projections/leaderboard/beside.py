"""A published ranking beside what holds now: whose place or points are others."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from projections.leaderboard.reading import Board
from vocabulary.ids import CommunityId
from vocabulary.ranking import Placed


@dataclass(frozen=True, slots=True)
class Moved:
    """One community that the two rankings do not agree about; None where one of them does not know it."""

    community: CommunityId
    title: str
    was: int | None
    """Its place in the earlier one."""
    place: int | None
    points_were: Decimal | None
    points: Decimal | None


def moved(earlier: Board, later: Board) -> Sequence[Moved]:
    """In the order of the later ranking, those that it does not know at the end. Both list all that they rank."""
    before = {one.community: one for one in earlier.placed}
    found = [_moved(before.pop(one.community, None), one) for one in later.placed]
    gone = [_moved(one, None) for one in before.values()]
    return [one for one in (*found, *gone) if (one.was, one.points_were) != (one.place, one.points)]


def _moved(old: Placed | None, new: Placed | None) -> Moved:
    named = new or old
    assert named is not None, "it is in one of them"
    return Moved(
        named.community,
        named.title,
        old.place if old is not None else None,
        new.place if new is not None else None,
        old.points if old is not None else None,
        new.points if new is not None else None,
    )
