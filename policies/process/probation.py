"""Probation: a date by which results are shown, then Management decides again."""

from collections.abc import Iterator
from datetime import datetime

from policies.calendar import Clock
from policies.document import LifecycleRules
from policies.process import affairs
from policies.process.due import Asked, Due, ask, day, here
from policies.standing import Standing
from policies.step import OpenReviewTask
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    yield from affairs.due(rules, standing, now)
    if not standing.asks_for(TaskKind.PROBATION_REVIEW):
        end = rules.calendar.after(rules.probation.lasts, standing.since, Clock.QUESTIONS)
        asked = Asked(TaskKind.PROBATION_REVIEW, str(standing.episode), "End of probation")
        task = ask(rules, rules.probation.question, asked, standing, now)
        step = OpenReviewTask(**here(standing, now), task=task)
        yield Due(end, step, f"probation ends on {day(end)}", "probation.lasts")
