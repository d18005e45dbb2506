"""Plans that tests write."""

from datetime import date
from decimal import Decimal
from typing import Any

from vocabulary.plans import Direction, Initiative, Kpi, Workplan

CLINIC = Initiative(
    id="clinic",
    title="A clinic every month",
    starts=date(2026, 2, 1),
    ends=date(2026, 12, 1),
    owner="mia",
    deliverables=("Ten clinics", "A list of what was asked"),
)
GUIDE = Initiative(id="guide", title="A guideline", starts=date(2026, 3, 1), ends=date(2026, 9, 30), owner="ada")
CORRECTIONS = Kpi(
    id="corrections",
    title="Corrected invoices",
    unit="a month",
    direction=Direction.DOWN,
    baseline=Decimal(400),
    target=Decimal(200),
    weight=Decimal(3),
    objective="Halve the number of corrected invoices",
    share=Decimal("0.25"),
)
ANSWERED = Kpi(
    id="answered",
    title="Questions answered in a day",
    unit="%",
    direction=Direction.UP,
    baseline=Decimal(40),
    target=Decimal(90),
)
PLAN = Workplan(initiatives=(CLINIC, GUIDE), kpis=(CORRECTIONS, ANSWERED))


def plan(**changes: Any) -> Workplan:
    """Checked anew."""
    return Workplan.model_validate(PLAN.model_dump() | changes)


def smaller() -> Workplan:
    """Without the guideline."""
    return plan(initiatives=(CLINIC.model_dump(),))
