"""When people do things: on working days, by day (UTC)."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from simulation.habits import Habits, Reply
from vocabulary.task_terms import TaskTerms

_FRIDAY: Final = 4
_BEGINS, _ENDS = 8, 17


def at_work(moment: datetime, chance: Random) -> datetime:
    """Some moment of that day's working hours, or of the next Monday's; never before the day."""
    day = moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() > _FRIDAY else 0)
    seconds = int(chance.uniform(_BEGINS * 3600, _ENDS * 3600))
    return day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(seconds=seconds)


class InWorkingHours:
    """The same habits, of people who go home."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits

    def reply(self, terms: TaskTerms, asked: datetime, chance: Random) -> Reply | None:
        reply = self._habits.reply(terms, asked, chance)
        return reply._replace(at=_later(reply.at, asked, chance)) if reply else None

    def resubmission(self, returned: datetime, chance: Random) -> datetime | None:
        moment = self._habits.resubmission(returned, chance)
        return _later(moment, returned, chance) if moment else None


def _later(moment: datetime, than: datetime, chance: Random) -> datetime:
    """At work, and never before what it answers."""
    at = at_work(moment, chance)
    return at if at > than else at_work(moment + timedelta(days=1), chance)
