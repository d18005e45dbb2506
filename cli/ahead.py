"""What happens next to a community by itself: the step that will be taken, and when, in words for whoever looks."""

from datetime import datetime
from typing import NamedTuple, assert_never

from cli.shown import day
from policies import step as steps
from policies.document import LifecycleRules
from policies.process import first_due, next_step
from policies.standing import Standing
from policies.step import Act, Finish, Wait
from projections.telling import ANSWERS, plain, role
from vocabulary.ids import TaskId
from vocabulary.task_terms import TaskTerms

Asking = (
    steps.OpenReviewTask
    | steps.OpenAnnualReview
    | steps.ConfirmSilence
    | steps.AskDuty
    | steps.AskSignOff
    | steps.PutChange
    | steps.PutConcern
    | steps.PutSpending
)
"""Steps that put one question to somebody."""


class Ahead(NamedTuple):
    """What comes next, unless something happens before."""

    at: datetime
    what: str


def ahead(rules: LifecycleRules, standing: Standing, now: datetime) -> Ahead | None:
    """The step that is taken first, found as the clock will find it on that day; what is late is taken now."""
    first = first_due(rules, standing, now)
    if first is None:
        return None
    at = max(first.at, now)
    step = next_step(rules, standing, at)
    return Ahead(at, first.why if isinstance(step, Wait | Finish) else happens(step, standing))


def happens(step: Act, standing: Standing) -> str:
    """What the step does; days are those of UTC."""
    match step:
        case steps.LapseProposal():
            return "the proposal lapses"
        case steps.Launch():
            return "it is launched"
        case steps.OpenChecklist(tasks=tasks):
            whom = " and ".join(dict.fromkeys(role(task.assigned_to) for task in tasks)) or "nobody"
            return f"the {standing.stage.value} checklist is opened, for {whom}"
        case steps.CloseCommunity():
            return "it is closed"
        case steps.RenewItself(anniversary=number, sign_at=at):
            return f"annual review {number}: it renews itself by its sign of life of {day(at)}"
        case steps.SuspectSilence(silent_since=since):
            return f"the lead is asked whether it is alive, silent since {day(since)}"
        case steps.ReportSilence(silent_since=since):
            return f"the KM team is told that it is silent, since {day(since)}"
        case steps.Revive(sign_at=at):
            return f"it is revived by its sign of life of {day(at)}"
        case steps.NoteVacancy(lead=lead):
            return f"{lead}, who leads it, is gone, and it has no lead"
        case (
            steps.OpenReviewTask()
            | steps.OpenAnnualReview()
            | steps.ConfirmSilence()
            | steps.AskDuty()
            | steps.AskSignOff()
            | steps.PutChange()
            | steps.PutConcern()
            | steps.PutSpending()
        ):
            return _asks(step, standing)
        case (
            steps.Remind()
            | steps.Escalate()
            | steps.LetExpire()
            | steps.SettleBallot()
            | steps.PostponeDuty()
            | steps.PassOn()
        ):
            return _chases(step, standing)
        case _:
            return _beside(step)


def _asks(step: Asking, standing: Standing) -> str:
    task = step.task
    if isinstance(step, steps.AskDuty):
        return f"{role(task.assigned_to)} is asked for {_title(task, standing)}, due on {day(task.due)}"
    return f"{role(task.assigned_to)} is asked for an answer by {day(task.due)}: {_title(task, standing)}"


def _chases(
    step: steps.Remind | steps.Escalate | steps.LetExpire | steps.SettleBallot | steps.PostponeDuty | steps.PassOn,
    standing: Standing,
) -> str:
    """What becomes of a question that waits for an answer."""
    terms = _waiting(step.task, standing)
    title, whom = _title(terms, standing), role(terms.assigned_to)
    match step:
        case steps.Remind(at=at):
            until = f"it has until {day(terms.due)}" if terms.due > at else f"it had until {day(terms.due)}"
            return f"{whom} is reminded; {until}: {title}"
        case steps.Escalate(level=level):
            return f"{role(terms.escalations[level - 1].to)} is told that {whom} has not answered: {title}"
        case steps.LetExpire():
            holds = f"the policy's answer holds, {ANSWERS[terms.expiry.choice]}" if terms.expiry else "it ends"
            return f"nobody has answered, and {holds}: {title}"
        case steps.SettleBallot():
            return f"the ballot is counted: {title}"
        case steps.PostponeDuty(due=due):
            return f"{title} moves to {day(due)}"
        case steps.PassOn(person=person, to=to):
            gone = person or "the lead"
            return f"{gone} is gone, and {role(to) if to else f'whoever is above {gone}'} is asked instead: {title}"
        case _:
            assert_never(step)


def _beside(
    step: steps.DropChange
    | steps.DropSpending
    | steps.RaiseConcern
    | steps.SettleConcern
    | steps.CloseBudget
    | steps.NoteNothingRequested,
) -> str:
    """What happens beside the stage, and asks nobody."""
    match step:
        case steps.DropChange(number=number, because=why):
            return f"change {number} is dropped: {why}"
        case steps.DropSpending(number=number, because=why):
            return f"request {number} for money is dropped: {why}"
        case steps.RaiseConcern(cause=cause, missing_since=since):
            return f"a concern is raised: {plain(cause)}, since {day(since)}"
        case steps.SettleConcern(cause=cause):
            return f"the concern {plain(cause)} is settled: it was put right"
        case steps.CloseBudget(year=year):
            return f"the budget of year {year} is closed"
        case steps.NoteNothingRequested(since=since):
            return f"it is noted that nobody has asked for money since {day(since)}"
        case _:
            assert_never(step)


def _waiting(task: TaskId, standing: Standing) -> TaskTerms:
    return next(one.terms for one in standing.open_tasks if one.terms.id == task)


def _title(task: TaskTerms, standing: Standing) -> str:
    """The question, without the community's name that stands beside it anyway."""
    return task.title.removesuffix(f": {standing.title}")
