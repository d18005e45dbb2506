"""Who was seen in a community in a period, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from projections.leaderboard.stand import row_id
from projections.leaderboard.tables import Place
from projections.rows import Table
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId


@dataclass(slots=True)
class SeenRow:
    """All people of one place in one row: a batch of signs names most of them, and so writes one row and not sixty."""

    id: str
    """`community period`."""
    community: CommunityId
    period: str
    people: dict[PersonId, int] = field(default_factory=dict)
    """In how many signs each was seen."""

    def count(self, seen: Mapping[PersonId, int]) -> bool:
        """Adds what was counted, or takes it away; returns whether somebody is new, or is gone."""
        changed = False
        for person, number in seen.items():
            known = self.people.get(person, 0)
            if known + number > 0:
                self.people[person] = known + number
                changed = changed or not known
            elif known:
                del self.people[person]
                changed = True
        return changed


def count_people(table: Table[SeenRow], seen: Mapping[Place, Mapping[PersonId, int]]) -> set[Place]:
    """Adds to how often people were seen; returns the places in which somebody is new, or is gone."""
    ids = {place: row_id(*place) for place in seen}
    rows = table.load(list(ids.values()))
    changed: set[Place] = set()
    for place, name in ids.items():
        row = rows.setdefault(name, SeenRow(name, *place))
        if row.count(seen[place]):
            changed.add(place)
    table.store(rows.values())
    return changed
