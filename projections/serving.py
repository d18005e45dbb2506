"""Which communities own which part of an objective, and how much of it they have reached."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from projections.objectives import ObjectiveRow
from projections.year_row import KpiRow, YearRow
from vocabulary.ids import CommunityId
from vocabulary.tasks import ItemName

_NONE: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Segment:
    """A KPI by which a community serves an objective."""

    community: CommunityId
    kpi: KpiRow

    @property
    def share(self) -> Decimal:
        """The part of the objective that it owns; 0 where its plan does not say."""
        return self.kpi.share or _NONE

    @property
    def reached(self) -> Decimal:
        """Which part of the objective that has brought."""
        return self.share * self.kpi.attained


@dataclass(frozen=True, slots=True)
class Served:
    """An objective, where it lies in the tree, and who serves it."""

    objective: ObjectiveRow
    depth: int
    """0 for those that lie under none."""
    segments: tuple[Segment, ...]

    @property
    def owned(self) -> Decimal:
        """How much of it communities own; more than 1 where they overlap."""
        return sum((one.share for one in self.segments), _NONE)

    @property
    def reached(self) -> Decimal:
        """How much of it they have reached."""
        return sum((one.reached for one in self.segments), _NONE)


def served(objectives: Sequence[ObjectiveRow], years: Sequence[YearRow]) -> list[Served]:
    """All objectives, each below the one that it is a part of; `years` are one a community: that whose plan holds."""
    segments: Mapping[str, list[Segment]] = defaultdict(list)
    for year in years:
        for kpi in year.kpis:
            if kpi.objective is not None:
                segments[kpi.objective].append(Segment(year.community, kpi))
    below: Mapping[ItemName | None, list[ObjectiveRow]] = defaultdict(list)
    for one in objectives:
        below[one.under].append(one)

    def walk(under: ItemName | None, depth: int) -> Iterator[Served]:
        for one in below[under]:
            yield Served(one, depth, tuple(segments[one.id]))
            yield from walk(one.id, depth + 1)

    return list(walk(None, 0))


def latest_plans(years: Sequence[YearRow]) -> list[YearRow]:
    """Of each community the newest year whose plan was approved."""
    latest: dict[CommunityId, YearRow] = {}
    for year in years:
        known = latest.get(year.community)
        if year.approved is not None and (known is None or known.number < year.number):
            latest[year.community] = year
    return list(latest.values())
