"""Review: the KM team looks at what was submitted."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Due, ask, here
from policies.standing import Standing
from policies.step import OpenReviewTask
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if not standing.open_tasks:
        task = ask(rules.review, TaskKind.KM_REVIEW, standing.round, "Review the proposal", standing, now)
        step = OpenReviewTask(**here(standing, now), task=task)
        yield Due(now, step, "ask the KM team")
