"""Published rankings beside each other, and beside what holds now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cli.shown import say
from vocabulary.refusals import UnknownItem

if TYPE_CHECKING:
    from projections.leaderboard.beside import Moved
    from projections.leaderboard.editions import EditionRow

FEW: Final = 10
"""Communities that are named where many moved."""


def up_to(edition: int | None, printed: "Sequence[EditionRow]") -> "Sequence[EditionRow]":
    """The editions up to the one that is asked for; refuses one that there is not."""
    if edition is None:
        return printed
    if edition > len(printed):
        were = "was" if len(printed) < 2 else "were"
        raise UnknownItem(f"there is no edition {edition} of it; {len(printed) or 'none'} {were} published")
    return printed[:edition]


def say_moved(label: str, those: "Sequence[Moved]") -> None:
    """For example: "By what is known now: mu is 2 (40.00 points), was 1 (55.00)"."""
    if those:
        say(f"{label}: {'; '.join(map(_moved, those[:FEW]))}{' …' if len(those) > FEW else ''}.")


def _moved(one: "Moved") -> str:
    now = "is not ranked" if one.place is None else f"is {one.place} ({one.points:.2f} points)"
    was = "was not ranked" if one.was is None else f"was {one.was} ({one.points_were:.2f})"
    return f"{one.community} {now}, {was}"
