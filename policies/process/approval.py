"""Approval: Management decides on what the KM team has passed."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Due, ask, here
from policies.standing import Standing
from policies.step import OpenReviewTask
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if not standing.open_tasks:
        task = ask(rules.approval, TaskKind.APPROVAL, standing.round, "Approve the community", standing, now)
        step = OpenReviewTask(**here(standing, now), task=task)
        yield Due(now, step, "ask Management")
