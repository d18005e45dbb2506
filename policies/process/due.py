"""Things that fall due, and the clocks of questions that wait for an answer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

from policies.calendar import Clock
from policies.document import Checklist, LifecycleRules, Question
from policies.standing import OpenTask, Standing
from policies.step import Act, Escalate, LetExpire, OpenChecklist, Remind, SettleBallot
from vocabulary.ballot import result
from vocabulary.people import Role
from vocabulary.span import Span
from vocabulary.stages import Stage
from vocabulary.task_terms import Escalation, Expiry, TaskTerms
from vocabulary.tasks import CHOICES, ItemName, TaskKind

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


QUESTIONS: Final[dict[TaskKind, str]] = {
    TaskKind.KM_REVIEW: "review",
    TaskKind.APPROVAL: "approval",
    TaskKind.LAUNCH_ITEM: "launch.checklist",
    TaskKind.ANNUAL_REVIEW: "annual_review.question",
    TaskKind.PROBATION_REVIEW: "probation.question",
    TaskKind.DORMANCY: "silence.question",
    TaskKind.SUNSET_ITEM: "sunset.checklist",
    TaskKind.CONCERN: "concerns.{}.question",
    TaskKind.DUTY: "duties.{}",
    TaskKind.SIGN_OFF: "duties.{}.sign_off.steps",
    TaskKind.CHANGE: "changes.{}.steps",
    TaskKind.SPENDING: "levels.{}.budget.limits",
}
"""Where in the document each kind of question is written."""


class Due(NamedTuple):
    """A step with the moment at which it is to be taken."""

    at: datetime
    step: Act | None
    """May be left out where `at` is still to come: most moments are waited for many times and come once."""
    why: str
    rule: str
    """Which part of the policy says so, as a path into the document, for example `silence.should_after`; empty where
    it is so under every policy."""


class Asked(NamedTuple):
    """What is asked: under which name, with which words, and beside which facts."""

    kind: TaskKind
    number: str
    """What tells this question from others of its kind in the community."""
    title: str
    item: ItemName | None = None
    yes_leads_to: int | None = None
    no_leads_to: int | None = None
    asks: tuple[str, ...] = ()
    """What is asked for (SHOULD) and is not there."""


def ask(rules: LifecycleRules, question: Question, asked: Asked, standing: Standing, now: datetime) -> TaskTerms:
    """A question with absolute dates, counted from now: nobody is late before they were asked."""

    def after(span: Span) -> datetime:
        return rules.calendar.after(span, now, Clock.QUESTIONS)

    expiry, ballot = question.unanswered, question.ballot
    return TaskTerms(
        id=f"{standing.community}.{asked.kind.value}.{asked.number}",
        community=standing.community,
        kind=asked.kind,
        item=asked.item,
        title=f"{question.title or asked.title}: {standing.title}"[:200],
        assigned_to=who_decides(question, standing),
        due=after(question.due),
        reminders=tuple(map(after, question.remind_after)),
        reminder_words=question.reminder_words,
        escalations=tuple(Escalation(at=after(rule.after), to=rule.to, words=rule.words) for rule in question.escalate),
        expiry=Expiry(at=after(expiry.after), choice=expiry.answer) if expiry else None,
        ballot=ballot.ballot(after, now, CHOICES[asked.kind]) if ballot else None,
        edit_resets_clock=bool(ballot and ballot.edit_resets_clock),
        confirmation=question.confirmation,
        yes_leads_to=asked.yes_leads_to,
        no_leads_to=asked.no_leads_to,
        asks=asked.asks,
        candidates=question.candidates,
        priority=question.priority,
    )


def question_of(rules: LifecycleRules, terms: TaskTerms) -> Question | None:
    """What the policy says of a question that was put; None where it is a line of a list, or is not asked any more."""
    match terms.kind:
        case TaskKind.KM_REVIEW:
            return rules.review
        case TaskKind.APPROVAL:
            return rules.approval
        case TaskKind.ANNUAL_REVIEW:
            return rules.annual_review.question
        case TaskKind.PROBATION_REVIEW:
            return rules.probation.question
        case TaskKind.DORMANCY:
            return rules.silence.question
        case TaskKind.CONCERN:
            return next((concern.question for concern in rules.concerns if concern.cause == terms.item), None)
        case _:
            return None


def who_decides(question: Question, standing: Standing) -> Role:
    """The role that is asked; somebody else while the lead would be and there is none."""
    if question.decided_by is Role.LEAD and standing.lead is None and question.without_lead:
        return question.without_lead
    return question.decided_by


def here(standing: Standing, now: datetime) -> dict[str, Any]:
    """What every step says of whom it concerns."""
    return {
        "community": standing.community,
        "episode": standing.episode,
        "policy": standing.policy,
        "at": now,
        "lead_leaves": standing.lead_left_at is not None or any(task.gone for task in standing.open_tasks),
    }


def checklist(rules: LifecycleRules, standing: Standing, now: datetime, not_before: datetime | None = None) -> Due:
    """The list of a stage, opened at once with a task for each line."""
    stage = "launch" if standing.stage is Stage.LAUNCH else "sunset"
    lines: Checklist = (rules.launch if stage == "launch" else rules.sunset).checklist
    kind = TaskKind.LAUNCH_ITEM if stage == "launch" else TaskKind.SUNSET_ITEM

    def after(span: Span) -> datetime:
        return rules.calendar.after(span, now, Clock.QUESTIONS)

    tasks = tuple(
        TaskTerms(
            id=f"{standing.community}.{kind.value}.{line.item}.{standing.episode}",
            community=standing.community,
            kind=kind,
            item=line.item,
            title=f"{line.title}: {standing.title}"[:200],
            assigned_to=line.by,
            due=after(lines.due),
            reminders=tuple(map(after, lines.remind_after)),
            escalations=tuple(
                Escalation(at=after(rule.after), to=rule.to, words=rule.words) for rule in lines.escalate
            ),
        )
        for line in lines.items
    )
    step = OpenChecklist(**here(standing, now), tasks=tasks, not_before=not_before)
    return Due(now, step, f"open the {stage} checklist", f"{stage}.checklist")


def clocks(standing: Standing, now: datetime) -> Iterator[Due]:
    """Whatever falls due for the questions that wait: the next reminder, the next escalation, the end."""
    for task in standing.open_tasks:
        yield from _clock(standing, task, now)


def _clock(standing: Standing, task: OpenTask, now: datetime) -> Iterator[Due]:
    terms = task.terms
    asked = f"{terms.assigned_to.value} answers by {day(terms.due)}: {terms.title}"
    whom = here(standing, now)
    rule = _rule_of(terms)
    if task.reminded < len(terms.reminders):
        at = terms.reminders[task.reminded]
        remind = Remind(**whom, task=terms.id, number=task.reminded + 1, restarts=task.restarts) if at <= now else None
        yield Due(at, remind, asked, f"{rule}.remind_after")
    if task.escalated < len(terms.escalations):
        rung = terms.escalations[task.escalated]
        why = f"{asked}; {rung.to.value} is told on {day(rung.at)}"
        escalate = (
            Escalate(**whom, task=terms.id, level=task.escalated + 1, restarts=task.restarts)
            if rung.at <= now
            else None
        )
        yield Due(rung.at, escalate, why, f"{rule}.escalate")
    if terms.expiry:
        at = terms.expiry.at
        why = f"{asked}; unanswered means {terms.expiry.choice.value} on {day(at)}"
        yield Due(at, LetExpire(**whom, task=terms.id) if at <= now else None, why, f"{rule}.unanswered")
    if terms.ballot:
        yield from _ballot(standing, task, now)


def _ballot(standing: Standing, task: OpenTask, now: datetime) -> Iterator[Due]:
    ballot = task.terms.ballot
    if ballot is None:
        return
    found = result(ballot, task.votes, now, stop=task.stopped)
    at = now if found.choice else found.settles_at
    if at is not None:
        step = SettleBallot(**here(standing, now), task=task.terms.id, votes=len(task.votes), due=at)
        yield Due(at, step, f"{found.why}: {task.terms.title}", f"{_rule_of(task.terms)}.ballot")


def _rule_of(terms: TaskTerms) -> str:
    """The part of a policy that a question comes from; of a chain its list of steps."""
    path = QUESTIONS[terms.kind]
    return path.format(terms.item) if terms.item else path


def day(moment: datetime) -> str:
    """A date as people write it, with the time; the same in every locale."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year} {moment.hour:02}:{moment.minute:02}"
