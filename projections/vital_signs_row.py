"""What a community's vital signs are, worked out from its days when somebody looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Seen:
    """What the view knows of a community, as far back as it matters."""

    last: date | None
    days: Sequence[tuple[date, int]]
    """Days with signs, in order, and how many."""
    people: int
    by_core: int
    by_others: int
    """Signs, counted once for each person."""
    pairs: int
    waits: Sequence[timedelta | None]
    """How long each question waited for its first answer; None where it waits still."""


def vital_signs(community: str, at: datetime, seen: Seen) -> VitalSigns:
    today = at.date()
    gaps = [(later - earlier).days for (earlier, _), (later, _) in pairwise(seen.days)]
    waited = [wait.total_seconds() / 3600 for wait in seen.waits if wait is not None]
    by_people = seen.by_core + seen.by_others
    recent = sum(signs for day, signs in seen.days if day > today - TREND)
    return VitalSigns(
        community=community,
        as_of=today,
        last_sign=seen.last,
        rhythm_days=float(median(gaps)) if gaps else None,
        people=seen.people,
        outside_core=seen.by_others / by_people if by_people else None,
        juniors_with_seniors=seen.pairs,
        questions=len(seen.waits),
        answered=len(waited),
        hours_to_answer=round(median(waited), 2) if waited else None,
        signs=recent,
        signs_before=sum(signs for _, signs in seen.days) - recent,
    )
