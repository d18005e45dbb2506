"""A lead who leaves the organisation: noted on the day, in every stage, whatever the policy makes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from policies.process.due import Due, day, here
from policies.standing import Standing
from policies.step import NoteVacancy

BEFORE_ALL_ELSE: Final = datetime.min.replace(tzinfo=UTC)
"""Whatever else is overdue may ask the lead, or count on one."""
NO_RULE: Final = ""
"""It follows from what people did, under every policy alike."""


def due(standing: Standing, now: datetime) -> Iterator[Due]:
    left_at = standing.lead_left_at
    if standing.lead is None or left_at is None:
        return
    why = f"{standing.lead}, who leads it, leaves on {day(left_at)}"
    if left_at > now:
        yield Due(left_at, None, why, NO_RULE)
    else:
        step = NoteVacancy(**here(standing, now), lead=standing.lead, tenure=standing.tenure)
        yield Due(BEFORE_ALL_ELSE, step, why, NO_RULE)
