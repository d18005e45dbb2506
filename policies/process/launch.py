"""Launch: kick-off, platform and training are done in time, or the approval lapses."""

from collections.abc import Iterator
from datetime import datetime

from policies.calendar import Clock
from policies.document import LifecycleRules
from policies.process.due import Due, checklist, day, here
from policies.standing import Standing
from policies.step import LapseProposal, Launch


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    whom = here(standing, now)
    if standing.checklist is None:
        yield checklist(rules, standing, now)
    elif not standing.checklist:
        yield Due(now, Launch(**whom), "everything for the launch is done", "launch.checklist")
    else:
        end = rules.calendar.after(rules.launch.within, standing.since, Clock.QUESTIONS)
        why = f"still to do by {day(end)}: {', '.join(standing.checklist)}"
        yield Due(end, LapseProposal(**whom), why, "launch.within")
