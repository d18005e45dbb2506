"""Sunset: notice runs, knowledge is handed over, budget released, channels closed; then it is over."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Due, checklist, day, here
from policies.standing import Standing
from policies.step import CloseCommunity
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if standing.checklist is None:
        # Notice is counted from the day people hear of it: should the clock have stood still, it is not shortened.
        not_before = rules.sunset.notice.after(max(standing.since, now))
        yield checklist(rules.sunset.checklist, TaskKind.SUNSET_ITEM, standing, now, not_before)
    elif not standing.checklist:
        end = standing.not_before or now
        step = CloseCommunity(**here(standing, now))
        yield Due(end, step, f"notice runs until {day(end)}")
