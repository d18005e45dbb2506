"""Probation: a date by which results are shown, then Management decides again."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Due, ask, day, here
from policies.standing import Standing
from policies.step import OpenReviewTask
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if not standing.open_tasks:
        end = rules.probation.lasts.after(standing.since)
        title = "End of probation"
        task = ask(rules.probation.question, TaskKind.PROBATION_REVIEW, standing.episode, title, standing, now)
        step = OpenReviewTask(**here(standing, now), task=task)
        yield Due(end, step, f"probation ends on {day(end)}")
