"""Annual review: Management decides; a late answer is chased, and moves no later anniversary."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process import affairs
from policies.process.due import Due
from policies.standing import Standing


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    """Nothing of its own beyond the clocks of its question, which was asked when the review opened."""
    yield from affairs.due(rules, standing, now)
