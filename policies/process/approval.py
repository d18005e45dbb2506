"""Approval: Management decides on what the KM team has passed."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Asked, Due, ask, here
from policies.standing import Standing
from policies.step import OpenReviewTask
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if not standing.open_tasks:
        asked = Asked(TaskKind.APPROVAL, str(standing.round), "Approve the community", asks=standing.asks)
        task = ask(rules, rules.approval, asked, standing, now)
        yield Due(now, OpenReviewTask(**here(standing, now), task=task), "ask Management", "approval")
