"""Rows of a file, gathered into what is written together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from adapters.activity.row import Row
from adapters.csv_lines import BadRow, Place
from aggregates.signs.sources import Told, told_together
from vocabulary.ids import CommunityId
from vocabulary.signs import SignOfLife

BATCH: Final = 4_000
"""Rows in one transaction; other writers wait for it, and what comes after it is seen in views after it."""


@dataclass
class Batch:
    """Rows that are written together."""

    told: dict[CommunityId, list[Told]]
    """Signs with their names, by community and in the order of the file."""
    places: dict[CommunityId, list[Place]]
    """Where in the file each of them stands."""
    bad: list[BadRow] = field(default_factory=list)
    size: int = 0
    """In rows, whether they are good or bad."""


def batches_of(rows: Iterable[Row | BadRow]) -> Iterator[Batch]:
    following = iter(rows)
    while some := list(islice(following, BATCH)):
        bad: list[BadRow] = []
        signs: dict[CommunityId, list[SignOfLife]] = defaultdict(list)
        places: dict[CommunityId, list[Place]] = defaultdict(list)
        for row in some:
            if isinstance(row, BadRow):
                bad.append(row)
            else:
                place, community, sign = row
                signs[community].append(sign)
                places[community].append(place)
        told = {community: told_together(community, those) for community, those in signs.items()}
        yield Batch(told, places, bad, len(some))
