"""How much of what a year was to bring has come: the formula, in one place."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from vocabulary.plans import Kpi
from vocabulary.tasks import ItemName

_DIGITS: Final = Decimal("0.0001")
NONE: Final = Decimal(0)
ALL: Final = Decimal(1)


def attainment(kpi: Kpi, value: Decimal | None) -> Decimal:
    """The part of the way from baseline to target that was gone, from 0 to 1; nothing measured is 0.

    More than the target counts as the target, and worse than the baseline as the baseline: no figure makes up for
    another. To four digits.
    """
    if value is None:
        return NONE
    way = (value - kpi.baseline) / (kpi.target - kpi.baseline)
    return min(ALL, max(NONE, way)).quantize(_DIGITS, ROUND_HALF_UP)


def overall(kpis: Iterable[Kpi], values: Mapping[ItemName, Decimal]) -> Decimal:
    """The mean of all attainments by weight, from 0 to 1; what was not measured counts as 0. To four digits."""
    weighed = [(kpi.weight, attainment(kpi, values.get(kpi.id))) for kpi in kpis]
    total = sum((weight for weight, _ in weighed), NONE)
    if not total:
        return NONE
    return (sum((weight * part for weight, part in weighed), NONE) / total).quantize(_DIGITS, ROUND_HALF_UP)
