"""Active: the year runs, its anniversary comes, and silence is noticed."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process import affairs, silence
from policies.process.due import Asked, Due, ask, day, here
from policies.schedule import next_multiple
from policies.standing import Standing
from policies.step import OpenAnnualReview, RenewItself
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    yield _annual_review(rules, standing, now)
    yield from silence.due(rules, standing, now)
    yield from affairs.due(rules, standing, now)


def _annual_review(rules: LifecycleRules, standing: Standing, now: datetime) -> Due:
    review = rules.annual_review
    number, on = next_multiple(
        review.every,
        anchor=standing.anchor or standing.since,
        done=standing.anniversary,
        after=standing.year_began or standing.since,
    )
    opens = review.opens_before.before(on)
    why = f"annual review {number} on {day(on)}"
    if opens > now:
        return Due(opens, None, why, "annual_review.every")
    sign = standing.last_sign if standing.silence is None else None
    if review.renews_itself and sign and sign >= review.renews_itself.sign_within.before(opens):
        itself = RenewItself(**here(standing, now), anniversary=number, on=on, sign_at=sign)
        return Due(opens, itself, why, "annual_review.renews_itself")
    asked = Asked(TaskKind.ANNUAL_REVIEW, str(number), f"Annual review {number}")
    task = ask(rules, review.question, asked, standing, now)
    step = OpenAnnualReview(**here(standing, now), anniversary=number, on=on, task=task)
    return Due(opens, step, why, "annual_review.every")
