"""Where one community stands in one period: its figures, and what they are worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from vocabulary.ids import CommunityId, PolicyName
from vocabulary.measures import Figures, Measure

_DIGITS: Final = Decimal("0.0001")
NONE: Final = Decimal(0)


@dataclass(slots=True)
class StandRow:
    id: str
    """`community period`."""
    community: CommunityId
    period: str
    """As `Period` writes itself."""
    programme: PolicyName
    policy: str
    """By whose weights it has its points, as `name@version`."""
    active: int
    """How many people were seen."""
    size: int
    """How many belong to it: as was counted last, or its core and who was seen in this period or the one before."""
    accepted: int
    joined: int
    """People new in its core."""
    in_time: int
    """Answers and reports of its own people that came in time."""
    late: int
    attained: Decimal
    """Of the targets of its years, by how much of the period each fills; from 0 to 1, as the following two."""
    delivered: Decimal
    used: Decimal
    points: Decimal = NONE

    @property
    def is_blank(self) -> bool:
        """Nothing is known of it: the row says no more than if there were none."""
        return not any((self.active, self.accepted, self.joined, self.in_time, self.late)) and not any(
            (self.attained, self.delivered, self.used)
        )

    @property
    def figures(self) -> Figures:
        """By measure, as weights ask for them."""
        return {
            Measure.KPI_ATTAINMENT: self.attained,
            Measure.ACCEPTED_PRODUCTS: Decimal(self.accepted),
            Measure.ACTIVE_SHARE: share(self.active, self.size),
            Measure.WORKPLAN_DELIVERED: self.delivered,
            Measure.ON_TIME: share(self.in_time, self.in_time + self.late),
            Measure.NEW_IN_CORE: Decimal(self.joined),
            Measure.BUDGET_USED: self.used,
        }

    def weighed(self, measures: Iterable[Measure]) -> dict[Measure, Decimal]:
        """Those figures that have a weight."""
        figures = self.figures
        return {measure: figures[measure] for measure in measures}


def share(part: int | float | Decimal, whole: int | float | Decimal) -> Decimal:
    """From 0 to 1, to four digits; of nothing, nothing."""
    return (Decimal(part) / Decimal(whole)).quantize(_DIGITS, ROUND_HALF_UP) if whole else NONE


def row_id(community: CommunityId, period: str) -> str:
    return f"{community} {period}"
