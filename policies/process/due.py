"""Things that fall due, and the clocks of questions that wait for an answer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from policies.document import Checklist, Question
from policies.standing import OpenTask, Standing
from policies.step import Act, Escalate, LetExpire, OpenChecklist, Remind
from vocabulary.stages import Stage
from vocabulary.tasks import Escalation, Expiry, TaskKind, TaskTerms

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Due(NamedTuple):
    """A step with the moment at which it is to be taken."""

    at: datetime
    step: Act | None
    """May be left out where `at` is still to come: most moments are waited for many times and come once."""
    why: str


def ask(question: Question, kind: TaskKind, number: int, title: str, standing: Standing, now: datetime) -> TaskTerms:
    """A question with absolute dates, counted from now: nobody is late before they were asked."""
    expiry = question.unanswered
    return TaskTerms(
        id=f"{standing.community}.{kind.value}.{number}",
        community=standing.community,
        kind=kind,
        title=f"{title}: {standing.title}"[:200],
        assigned_to=question.decided_by,
        due=question.due.after(now),
        reminders=tuple(span.after(now) for span in question.remind_after),
        escalations=tuple(Escalation(at=rule.after.after(now), to=rule.to) for rule in question.escalate),
        expiry=Expiry(at=expiry.after.after(now), choice=expiry.answer) if expiry else None,
    )


def here(standing: Standing, now: datetime) -> dict[str, Any]:
    """What every step says of whom it concerns."""
    return {"community": standing.community, "episode": standing.episode, "at": now}


def checklist(
    rules: Checklist, kind: TaskKind, standing: Standing, now: datetime, not_before: datetime | None = None
) -> Due:
    """The list of a stage, opened at once with a task for each line."""
    tasks = tuple(
        TaskTerms(
            id=f"{standing.community}.{kind.value}.{line.item}.{standing.episode}",
            community=standing.community,
            kind=kind,
            item=line.item,
            title=f"{line.title}: {standing.title}"[:200],
            assigned_to=line.by,
            due=rules.due.after(now),
            reminders=tuple(span.after(now) for span in rules.remind_after),
            escalations=tuple(Escalation(at=rule.after.after(now), to=rule.to) for rule in rules.escalate),
        )
        for line in rules.items
    )
    stage = "launch" if standing.stage is Stage.LAUNCH else "sunset"
    step = OpenChecklist(**here(standing, now), tasks=tasks, not_before=not_before)
    return Due(now, step, f"open the {stage} checklist")


def clocks(standing: Standing, now: datetime) -> Iterator[Due]:
    """Whatever falls due for the questions that wait: the next reminder, the next escalation, the end."""
    for task in standing.open_tasks:
        yield from _clock(standing, task, now)


def _clock(standing: Standing, task: OpenTask, now: datetime) -> Iterator[Due]:
    terms = task.terms
    asked = f"{terms.assigned_to.value} answers by {day(terms.due)}: {terms.title}"
    whom = here(standing, now)
    if task.reminded < len(terms.reminders):
        at = terms.reminders[task.reminded]
        yield Due(at, Remind(**whom, task=terms.id, number=task.reminded + 1) if at <= now else None, asked)
    if task.escalated < len(terms.escalations):
        rule = terms.escalations[task.escalated]
        escalate = Escalate(**whom, task=terms.id, level=task.escalated + 1) if rule.at <= now else None
        yield Due(rule.at, escalate, f"{asked}; {rule.to.value} is told on {day(rule.at)}")
    if terms.expiry:
        at = terms.expiry.at
        why = f"{asked}; unanswered means {terms.expiry.choice.value} on {day(at)}"
        yield Due(at, LetExpire(**whom, task=terms.id) if at <= now else None, why)


def day(moment: datetime) -> str:
    """A date as people write it, with the time; the same in every locale."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} {moment.hour:02}:{moment.minute:02}"
