"""The health board: which communities somebody should look at, why, since when, by what is known at a moment."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from projections.catalogue import BUDGETS, COMMUNITIES, YEARS
from projections.community_row import CommunityRow
from projections.signs_evidence import signs_evidence
from projections.view import Connected
from projections.warnings import OF_THE_ARTICLE, Warned, warnings
from projections.year_row import YearRow
from vocabulary.ids import CommunityId


@dataclass(frozen=True, slots=True)
class Health:
    """One community, and what is to be said of it."""

    community: CommunityRow
    warnings: tuple[Warned, ...]

    @property
    def by_the_article(self) -> int:
        """How many of the four causes of fading it shows."""
        return sum(one.cause in OF_THE_ARTICLE for one in self.warnings)


def health(connection: Connected, at: datetime) -> list[Health]:
    """All open communities, those at risk first, then those with the most warnings."""
    years: Mapping[CommunityId, list[YearRow]] = defaultdict(list)
    for year in YEARS.find(connection):
        years[year.community].append(year)
    budgets = {budget.community: budget for budget in BUDGETS.find(connection, latest=True)}
    signs = signs_evidence(connection, at)
    found = [
        Health(row, tuple(warnings(row, years[row.id], budgets.get(row.id), signs.get(row.id), at)))
        for row in COMMUNITIES.find(connection, is_open=True)
    ]
    return sorted(found, key=lambda one: (not one.community.at_risk, -len(one.warnings), one.community.id))
