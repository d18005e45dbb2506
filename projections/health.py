"""The health board: which communities somebody should look at, why, since when, by what is known at a moment."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from projections.catalogue import BUDGETS, COMMUNITIES, YEARS
from projections.community_row import CommunityRow
from projections.signs_evidence import evidence_at_ends, signs_evidence
from projections.view import Connected
from projections.warnings import OF_THE_ARTICLE, Warned, causes_at_end, warnings
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


@dataclass(frozen=True, slots=True)
class Ended:
    """One community that is gone, and what the board said of it before."""

    community: CommunityRow
    causes: tuple[Warned, ...]
    """Of the article's four, those that it showed on its last day; the first seen first."""

    @property
    def first_seen(self) -> datetime | None:
        """When the board first said one of them; None where there was none to be seen."""
        return min((one.seen_from for one in self.causes if one.seen_from), default=None)


def ended(connection: Connected) -> list[Ended]:
    """All communities that were launched and are closed, the first to end first."""
    years = _years(connection)
    closed = [row for row in COMMUNITIES.find(connection, is_open=False) if row.launched_at is not None]
    signs = evidence_at_ends(connection, {row.id: row.since for row in closed})
    found = [Ended(row, tuple(causes_at_end(row, years[row.id], signs.get(row.id)))) for row in closed]
    return sorted(found, key=lambda one: (one.community.since, one.community.id))


def health(connection: Connected, at: datetime) -> list[Health]:
    """All open communities, those at risk first, then those with the most warnings."""
    years = _years(connection)
    budgets = {budget.community: budget for budget in BUDGETS.find(connection, is_open=True)}
    signs = signs_evidence(connection, at)
    found = [
        Health(row, tuple(warnings(row, years[row.id], budgets.get(row.id), signs.get(row.id), at)))
        for row in COMMUNITIES.find(connection, is_open=True)
    ]
    return sorted(found, key=lambda one: (not one.community.at_risk, -len(one.warnings), one.community.id))


def _years(connection: Connected) -> Mapping[CommunityId, list[YearRow]]:
    """By community, the newest first."""
    years: dict[CommunityId, list[YearRow]] = defaultdict(list)
    for year in YEARS.find(connection):
        years[year.community].append(year)
    return years
