"""What a community's vital signs are, worked out from its days when somebody looks."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from projections.fact import moment
from projections.signs_month_row import MonthRow
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId

WINDOW: Final = timedelta(days=180)
"""How far back is looked at."""
TREND: Final = timedelta(days=90)
"""So many days are held against as many before."""


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """As of a day; all that is not said otherwise is about the last 180 days."""

    community: str
    as_of: date
    last_sign: date | None
    """Whenever it was."""
    rhythm_days: float | None
    """Median days between days with signs; None where there were fewer than two."""
    people: int
    """Distinct ones who were seen."""
    outside_core: float | None
    """Of what named people did, the share of those who are no key members (0 to 1); None where nobody knows."""
    juniors_with_seniors: int
    """Distinct pairs."""
    questions: int
    answered: int
    hours_to_answer: float | None
    """Median hours from a question to its first answer."""
    signs: int
    """In the last 90 days."""
    signs_before: int
    """In the 90 days before."""


def vital_signs(
    community: CommunityId, at: datetime, months: Sequence[MonthRow], core: Collection[PersonId]
) -> VitalSigns:
    """`months` hold the window, and where there was life before it, the last month of that."""
    today, since = at.date().isoformat(), (at - WINDOW).date().isoformat()
    all_days = {day: told for month in months for day, told in month.days.items() if day <= today}
    days = {day: told for day, told in sorted(all_days.items()) if day > since}
    signs = {date.fromisoformat(day): sum(told.kinds.values()) for day, told in days.items()}
    gaps = [(later - earlier).days for earlier, later in pairwise(signs)]
    people = Counter[PersonId]()
    for told in days.values():
        people.update(told.people)
    by_people = people.total() if core else 0
    waits = _waits(at, months)
    waited = [wait.total_seconds() / 3600 for wait in waits if wait is not None]
    recent = sum(number for day, number in signs.items() if day > at.date() - TREND)
    return VitalSigns(
        community=community,
        as_of=at.date(),
        last_sign=date.fromisoformat(max(all_days)) if all_days else None,
        rhythm_days=float(median(gaps)) if gaps else None,
        people=len(people),
        outside_core=1 - sum(people[one] for one in core) / by_people if by_people else None,
        juniors_with_seniors=len({pair for told in days.values() for pair in told.pairs}),
        questions=len(waits),
        answered=len(waited),
        hours_to_answer=round(median(waited), 2) if waited else None,
        signs=recent,
        signs_before=sum(signs.values()) - recent,
    )


def _waits(at: datetime, months: Sequence[MonthRow]) -> list[timedelta | None]:
    """How long each question of the window waited for its first answer; None where it waits still."""
    asked: dict[str, datetime] = {}
    answers: defaultdict[str, list[datetime]] = defaultdict(list)
    for month in months:
        for source, one in month.asked.items():
            told = moment(one.at)
            if told > at:
                continue
            if one.answers is not None:
                answers[one.answers].append(told)
            elif told > at - WINDOW:
                asked[source] = told
    waits = ([one - since for one in answers[source] if one >= since] for source, since in asked.items())
    return [min(each, default=None) for each in waits]
