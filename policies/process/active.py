"""Active: the year runs, its anniversary comes, and silence is noticed."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process import silence
from policies.process.due import Due, ask, day, here
from policies.span import Span
from policies.standing import Standing
from policies.step import OpenAnnualReview
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    yield _annual_review(rules, standing, now)
    yield from silence.due(rules, standing, now)


def _annual_review(rules: LifecycleRules, standing: Standing, now: datetime) -> Due:
    review = rules.annual_review
    number, on = next_anniversary(
        review.every,
        anchor=standing.anchor or standing.since,
        reviewed=standing.anniversary,
        after=standing.year_began or standing.since,
    )
    task = ask(review.question, TaskKind.ANNUAL_REVIEW, number, f"Annual review {number}", standing, now)
    step = OpenAnnualReview(**here(standing, now), anniversary=number, on=on, task=task)
    return Due(review.opens_before.before(on), step, f"annual review {number} on {day(on)}")


def next_anniversary(every: Span, *, anchor: datetime, reviewed: int, after: datetime) -> tuple[int, datetime]:
    """The first anniversary after `after` that was not reviewed yet: its number, and its day."""
    # Start near the answer: a community of twenty years under a cadence of seconds has millions behind it.
    length = (every.after(anchor) - anchor).total_seconds()
    passed = int((after - anchor).total_seconds() / length * 0.99) if after > anchor else 0
    number = max(reviewed + 1, passed)
    while (on := every.after(anchor, number)) <= after:
        number += 1
    return number, on
