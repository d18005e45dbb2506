"""What is measured of a community's year, and which verdict the figures suggest."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Protocol

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from vocabulary.digits import percent
from vocabulary.tasks import Choice

_PERCENT: Final = re.compile(r"(\d{1,4}(?:\.\d{1,2})?) ?%")


def _share(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    written = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        msg = 'expected a share such as "80%"'
        raise ValueError(msg)
    return Decimal(written[1]) / 100


Share = Annotated[
    Decimal,
    BeforeValidator(_share),
    PlainSerializer(percent),
    WithJsonSchema({"type": "string", "description": 'a share such as "80%"', "examples": ["80%"]}),
]
"""A share of a whole, written "80%"; 1 is all of it."""


class Measure(StrEnum):
    """What is known of a community's year, each a share of what was planned or of its people."""

    KPI_ATTAINMENT = "kpi_attainment"
    """Objectives and KPIs, weighted."""
    ACCEPTED_PRODUCTS = "accepted_products"
    """Knowledge products accepted in the year: a count."""
    ACTIVE_SHARE = "active_share"
    """Members with a sign of life in the year."""
    WORKPLAN_DELIVERED = "workplan_delivered"
    ON_TIME = "on_time"
    """Reports and answers that came in time."""
    NEW_IN_CORE = "new_in_core"
    """People who joined the core in the year: a count."""
    BUDGET_USED = "budget_used"


COUNTS: Final = frozenset({Measure.ACCEPTED_PRODUCTS, Measure.NEW_IN_CORE})
"""Measures that count things; the others are shares."""

Figures = Mapping[Measure, Decimal]
"""What was measured; shares as fractions of 1, counts as numbers. What is missing counts as nothing."""


class Suggests(Protocol):
    """A rule of a policy: a verdict, and the least that each figure has to reach for it."""

    @property
    def suggest(self) -> Choice: ...

    @property
    def when(self) -> Figures: ...


def suggested(rules: Collection[Suggests], figures: Figures) -> Choice | None:
    """The verdict that the figures suggest to whoever decides; None where no rule fits."""
    for rule in rules:
        if all(figures.get(measure, Decimal(0)) >= least for measure, least in rule.when.items()):
            return rule.suggest
    return None
