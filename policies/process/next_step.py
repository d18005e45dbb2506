"""The process as a pure function: from policy, standing and time to the one next step."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from policies.document import LifecycleRules
from policies.process import active, annual_review, approval, draft, launch, probation, review, sunset, vacancy
from policies.process.due import Due, clocks
from policies.standing import Standing
from policies.step import Act, Finish, Wait
from vocabulary.stages import Outcome, Stage

STAGES: Final[dict[Stage, Callable[[LifecycleRules, Standing, datetime], Iterator[Due]]]] = {
    Stage.DRAFT: draft.due,
    Stage.REVIEW: review.due,
    Stage.APPROVAL: approval.due,
    Stage.LAUNCH: launch.due,
    Stage.ACTIVE: active.due,
    Stage.ANNUAL_REVIEW: annual_review.due,
    Stage.PROBATION: probation.due,
    Stage.SUNSET: sunset.due,
}


def agenda(rules: LifecycleRules, standing: Standing, now: datetime) -> list[Due]:
    """Everything that is ahead of a community as it stands, each with the rule that says so; in no order."""
    if standing.stage is Stage.CLOSED:
        return []
    return [*vacancy.due(rules, standing, now), *STAGES[standing.stage](rules, standing, now), *clocks(standing, now)]


def first_due(rules: LifecycleRules, standing: Standing, now: datetime) -> Due | None:
    """What comes first of everything that is ahead, with the rule that says so."""
    return min(agenda(rules, standing, now), key=_at, default=None)


def next_step(rules: LifecycleRules, standing: Standing, now: datetime) -> Wait | Finish | Act:
    """The step that is due, or what is waited for. Several that are overdue are taken in the order of their dates."""
    return step_of(agenda(rules, standing, now), standing, now)


def step_of(ahead: list[Due], standing: Standing, now: datetime) -> Wait | Finish | Act:
    """The next step of an agenda."""
    if standing.stage is Stage.CLOSED:
        return Finish(outcome=standing.outcome or Outcome.SUNSET)
    first = min(ahead, key=_at, default=None)
    if first is None:
        return Wait(until=None, why=_whom(standing))
    return Wait(until=first.at, why=first.why) if first.at > now or first.step is None else first.step


def _at(due: Due) -> datetime:
    return due.at


def _whom(standing: Standing) -> str:
    if standing.stage is Stage.DRAFT:
        return "the authors submit the proposal"
    titles = "; ".join(f"{task.terms.assigned_to.value}: {task.terms.title}" for task in standing.open_tasks)
    return titles or "something happens"
