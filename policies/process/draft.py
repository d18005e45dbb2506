"""Draft: the authors write; what was returned is resubmitted in time or lapses."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Due, day, here
from policies.standing import Standing
from policies.step import LapseProposal


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    if standing.returned:
        end = rules.proposal.resubmit_within.after(standing.since)
        step = LapseProposal(**here(standing, now))
        yield Due(end, step, f"the authors resubmit by {day(end)}")
