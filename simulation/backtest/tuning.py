"""Thresholds chosen on communities that ended before a day, and judged by those that ended since."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from simulation.backtest.course import Course
from simulation.backtest.finding import Finding, Tier, find
from simulation.backtest.life import Fate
from simulation.backtest.variants import Variant
from vocabulary.refusals import Malformed


@dataclass(frozen=True)
class Lived:
    """Some lives under one variant."""

    variant: Variant
    courses: tuple[Course, ...]

    @cached_property
    def finding(self) -> Finding:
        return find(self.courses)

    def where(self, true: Callable[[Course], bool]) -> "Lived":
        """The same without the lives of which it is not true."""
        return Lived(self.variant, tuple(course for course in self.courses if true(course)))


class Tuned(NamedTuple):
    """What was chosen by what happened before a day, and how it did afterwards."""

    before: datetime
    tier: Tier
    chosen: Variant
    by: list[Lived]
    """All candidates, on the lives that it was chosen by: those that ended before the day."""
    after: list[Lived]
    """The same on the lives that ended on the day or later; they had no part in the choice."""


def tune(candidates: Sequence[Lived], before: datetime, tier: Tier) -> Tuned:
    """Chooses the candidate with the best F1 at the tier among the lives that ended before the day.

    Between equals the one that disturbs fewer who graduated is chosen, then the one that waits longer. Lives that
    have not ended have no part in it. Raises `Malformed` when nobody retired on one side of the day, or no candidate
    caught anybody before it.
    """
    ended = [lived.where(lambda course: course.life.fate is not Fate.LIVING) for lived in candidates]
    by = [lived.where(lambda course: course.life.until < before) for lived in ended]
    after = [lived.where(lambda course: course.life.until >= before) for lived in ended]
    for side, when in ((by, "before"), (after, "since")):
        if not side[0].finding.score(tier).recall.of:
            raise Malformed(
                f"no community retired {when} {before:%Y-%m-%d}; choose a day with some on both sides of it"
            )
    best = max(by, key=lambda lived: _merit(lived, tier))
    if not best.finding.score(tier).f1:
        raise Malformed(f"no candidate asks about anybody who retired before {before:%Y-%m-%d}; try shorter thresholds")
    return Tuned(before, tier, best.variant, by, after)


def _merit(lived: Lived, tier: Tier) -> tuple[float, int, float]:
    score, silence = lived.finding.score(tier), lived.variant.rules.silence
    threshold = silence.should_after if tier is Tier.SHOULD else silence.must_after
    return score.f1, -len(score.false_alarms), threshold.seconds()
