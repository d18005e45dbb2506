"""What one set of rules found: who was asked about in time, who in vain, how early, and at what cost to people."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from simulation.backtest.course import Course, Silence
from simulation.backtest.figures import Share, Spread
from simulation.backtest.life import Fate
from vocabulary.ids import CommunityId
from vocabulary.people import Role

A_MONTH: Final = timedelta(days=365.25 / 12)


class Tier(StrEnum):
    """Whom the rules ask."""

    SHOULD = "should"
    """The lead."""
    MUST = "must"
    """Management."""


class Score(BaseModel):
    """What came of asking at one tier. Ids are in the order of the lives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tier: Tier
    caught: tuple[CommunityId, ...]
    """Retired, and asked about before."""
    missed: tuple[CommunityId, ...]
    """Retired, and never asked about."""
    false_alarms: tuple[CommunityId, ...]
    """Graduated, and asked about."""
    undisturbed: tuple[CommunityId, ...]
    """Graduated, and never asked about."""
    living_asked: tuple[CommunityId, ...]
    living: int
    stood: tuple[CommunityId, ...]
    """Caught by a question that still stood at the end; the others were heard of again in between."""
    ahead: Spread | None
    """Months from the first question to the real end, of those caught."""
    ahead_stood: Spread | None
    """Months from the question that still stood to the real end."""
    questions: int
    heard_again: int
    """Questions after which the community was active again."""

    @property
    def recall(self) -> Share:
        """Of those that retired, who was caught."""
        return Share(count=len(self.caught), of=len(self.caught) + len(self.missed))

    @property
    def precision(self) -> Share:
        """Of those asked about whose end is known, who retired."""
        return Share(count=len(self.caught), of=len(self.caught) + len(self.false_alarms))

    @property
    def disturbed(self) -> Share:
        """Of those that graduated, who was asked about."""
        return Share(count=len(self.false_alarms), of=len(self.false_alarms) + len(self.undisturbed))

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, between 0 and 1; 0 where nobody was caught."""
        right, wrong = 2 * len(self.caught), len(self.false_alarms) + len(self.missed)
        return right / (right + wrong) if right else 0.0


class Finding(BaseModel):
    """What one set of rules did to some lives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    should: Score
    must: Score
    would_have_ended: dict[Fate, tuple[CommunityId, ...]]
    """Where nobody answered, notice ran out, and silence is consent."""
    years: float
    """Community-years lived."""
    asked: dict[Role, int]
    """Questions about silence, by whom they were put to."""

    def score(self, tier: Tier) -> Score:
        return self.should if tier is Tier.SHOULD else self.must

    def a_year(self, role: Role) -> float | None:
        """Questions a community-year."""
        return self.asked.get(role, 0) / self.years if self.years else None


def find(courses: Iterable[Course]) -> Finding:
    """Adds up what happened in some lives."""
    courses = tuple(courses)
    asked: Counter[Role] = sum((course.asked for course in courses), Counter())
    return Finding(
        should=_score(Tier.SHOULD, courses),
        must=_score(Tier.MUST, courses),
        would_have_ended={
            fate: _ids(course for course in _of(courses, fate) if course.would_have_ended) for fate in Fate
        },
        years=sum(course.life.years for course in courses),
        asked={role: asked[role] for role in Role if asked[role]},
    )


def _score(tier: Tier, courses: Sequence[Course]) -> Score:
    caught = [course for course in _of(courses, Fate.RETIRED) if _questions(course, tier)]
    stood = [course for course in caught if _questions(course, tier)[-1].stands]
    graduated, living = _of(courses, Fate.GRADUATED), _of(courses, Fate.LIVING)
    questions = [question for course in courses for question in _questions(course, tier)]
    return Score(
        tier=tier,
        caught=_ids(caught),
        missed=_ids(course for course in _of(courses, Fate.RETIRED) if not _questions(course, tier)),
        false_alarms=_ids(course for course in graduated if _questions(course, tier)),
        undisturbed=_ids(course for course in graduated if not _questions(course, tier)),
        living_asked=_ids(course for course in living if _questions(course, tier)),
        living=len(living),
        stood=_ids(stood),
        ahead=Spread.of([_months_ahead(course, tier, 0) for course in caught]),
        ahead_stood=Spread.of([_months_ahead(course, tier, -1) for course in stood]),
        questions=len(questions),
        heard_again=sum(question.heard_again is not None for question in questions),
    )


def _asked_at(silence: Silence, tier: Tier) -> datetime | None:
    return silence.lead_asked if tier is Tier.SHOULD else silence.management_asked


def _questions(course: Course, tier: Tier) -> list[Silence]:
    return [silence for silence in course.silences if _asked_at(silence, tier) is not None]


def _months_ahead(course: Course, tier: Tier, which: int) -> float:
    asked = _asked_at(_questions(course, tier)[which], tier)
    return (course.life.until - (asked or course.life.until)) / A_MONTH


def _of(courses: Iterable[Course], fate: Fate) -> list[Course]:
    return [course for course in courses if course.life.fate is fate]


def _ids(courses: Iterable[Course]) -> tuple[CommunityId, ...]:
    return tuple(course.life.id for course in courses)
