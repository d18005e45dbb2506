"""Where a change that was a plan comes to its end, the year hears of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.provenance import Provenance


@contextmanager
def told_the_year(
    desk: Desk, community: Community, provenance: Provenance, *, carried: bool = False, reason: str | None = None
) -> Iterator[None]:
    """Whatever ends in this block was `carried`, or else goes back to its authors."""
    open_before = [change for change in community.affairs.changes if change.terms.year is not None]
    yield
    for change in open_before:
        year = desk.year(community.community, change.terms.year or 0)
        if year is None or community.affairs.change(change.number) is not None:
            continue
        if carried:
            year.approve(change.number, provenance)
        else:
            year.send_back(change.number, reason, provenance)
