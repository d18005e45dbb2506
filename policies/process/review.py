"""Review: the KM team looks at what was submitted."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Asked, Due, ask, here
from policies.standing import Standing
from policies.step import OpenReviewTask
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if not standing.open_tasks:
        asked = Asked(TaskKind.KM_REVIEW, str(standing.round), "Review the proposal", asks=standing.asks)
        task = ask(rules, rules.review, asked, standing, now)
        yield Due(now, OpenReviewTask(**here(standing, now), task=task), "ask the KM team", "review")
