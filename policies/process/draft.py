"""Draft: the authors write; what was returned is resubmitted in time or lapses."""

from collections.abc import Iterator
from datetime import datetime

from policies.calendar import Clock
from policies.document import LifecycleRules
from policies.process.due import Due, day, here
from policies.standing import Standing
from policies.step import LapseProposal


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if standing.returned:
        end = rules.calendar.after(rules.proposal.resubmit_within, standing.since, Clock.QUESTIONS)
        step = LapseProposal(**here(standing, now))
        yield Due(end, step, f"the authors resubmit by {day(end)}", "proposal.resubmit_within")
