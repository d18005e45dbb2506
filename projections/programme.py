"""The whole programme at one glance: of each community who led it, its stage, its money, and its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from projections.budget_row import BudgetRow
from projections.catalogue import BUDGETS, COMMUNITIES, LEADERBOARD
from projections.community_row import CommunityRow
from projections.leaderboard.reading import Board, board, criteria, editions, last_published, programmes, published
from projections.present_money import is_over
from projections.view import Connected, View
from vocabulary.ids import CommunityId, PolicyName

VIEWS: Final[tuple[View, ...]] = (COMMUNITIES, BUDGETS, LEADERBOARD)
"""From which it is put together."""


@dataclass(frozen=True, slots=True)
class Place:
    """In one ranking."""

    programme: PolicyName
    period: str
    edition: int | None
    """None where it is not published, but what holds by what is known."""
    place: int
    of: int
    apart: bool
    points: str


@dataclass(slots=True)
class Standing:
    """One community."""

    row: CommunityRow
    money: BudgetRow | None
    """Of the latest year that has a budget, which may be over."""
    present: Place | None = None
    """In the period that the day lies in."""
    published: list[Place] = field(default_factory=list)
    """In the latest period that was published: what was believed, edition by edition."""
    holds: Place | None = None
    """In that same period, by what is known of it now."""

    @property
    def money_is_over(self) -> bool:
        """Whether that year is no more: it was closed, or the community was."""
        return self.money is not None and is_over(self.money, self.row)

    @property
    def believed(self) -> Place | None:
        """Of the last edition."""
        return self.published[-1] if self.published else None

    @property
    def differs(self) -> bool:
        """Whether what holds is otherwise than what was published last."""
        last, holds = self.believed, self.holds
        return last is not None and (holds is None or (last.place, last.points) != (holds.place, holds.points))


def programme(connection: Connected, at: datetime) -> list[Standing]:
    """All communities by id, as the views of this connection show them on a day."""
    money = {row.community: row for row in BUDGETS.find(connection, latest=True)}
    found = {row.id: Standing(row, money.get(row.id)) for row in COMMUNITIES.find(connection)}
    for name in programmes(connection):
        _rank(connection, name, at, found)
    return list(found.values())


def _rank(connection: Connected, name: PolicyName, at: datetime, found: dict[CommunityId, Standing]) -> None:
    now = criteria(connection).at(name, at)
    if now is not None and now[1].leaderboard is not None:
        for community, place in _places(board(connection, name, at, at)):
            found[community].present = place
    period = last_published(connection, name)
    if period is None:
        return
    for edition in editions(connection, name, period.starts):
        for community, place in _places(published(connection, edition)):
            if community in found:
                found[community].published.append(place)
    for community, place in _places(board(connection, name, period.starts, at)):
        found[community].holds = place


def _places(ranked: Board) -> Iterator[tuple[CommunityId, Place]]:
    edition = ranked.edition.edition if ranked.edition is not None else None
    for one in ranked.placed:
        yield (
            one.community,
            Place(
                programme=ranked.programme,
                period=str(ranked.period),
                edition=edition,
                place=one.place,
                of=_of(ranked.placed, apart=one.apart),
                apart=one.apart,
                points=f"{one.points:.2f}",
            ),
        )


def _of(placed: Sequence[object], *, apart: bool) -> int:
    """How many are ranked with it."""
    return sum(getattr(one, "apart", False) is apart for one in placed)
