"""Beside the stage: duties by their calendar, changes step by step, concerns after their grace, money by its limits."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process import budgets, changes, concerns, duties
from policies.process.due import Due
from policies.standing import Standing


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if rules.duties:
        yield from duties.due(rules, standing, now)
    if standing.changes:
        yield from changes.due(rules, standing, now)
    if rules.concerns:
        yield from concerns.due(rules, standing, now)
    if standing.spendings or standing.budget:
        yield from budgets.due(rules, standing, now)
