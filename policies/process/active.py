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
    opens = review.opens_before.before(on)
    why = f"annual review {number} on {day(on)}"
    if opens > now:
        return Due(opens, None, why)
    task = ask(review.question, TaskKind.ANNUAL_REVIEW, number, f"Annual review {number}", standing, now)
    return Due(opens, OpenAnnualReview(**here(standing, now), anniversary=number, on=on, task=task), why)


def next_anniversary(every: Span, *, anchor: datetime, reviewed: int, after: datetime) -> tuple[int, datetime]:
    """The first anniversary after `after` that was not reviewed yet: its number, and its day."""
    # Found by doubling and halving: a community of twenty years under a cadence of seconds has millions behind it.
    number = reviewed + 1
    if (on := every.after(anchor, number)) > after:
        return number, on
    ahead = number + 1
    while every.after(anchor, ahead) <= after:
        number, ahead = ahead, ahead * 2
    while ahead - number > 1:
        middle = (number + ahead) // 2
        if every.after(anchor, middle) <= after:
            number = middle
        else:
            ahead = middle
    return ahead, every.after(anchor, ahead)
