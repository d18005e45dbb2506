"""Duties: each is asked for ahead of its date, filed, perhaps signed off; one that is late never moves the next."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from policies.calendar import Clock
from policies.document import LifecycleRules
from policies.duty_rules import DutyRules, SignOff, Whose
from policies.process.due import Asked, Due, ask, day, here
from policies.standing import Standing
from policies.step import AskDuty, AskSignOff, PostponeDuty
from vocabulary.affairs import Duty, DutyState
from vocabulary.task_terms import Escalation, TaskTerms
from vocabulary.tasks import TaskKind


class Occurrence(NamedTuple):
    """One time that a duty is asked for."""

    on: datetime
    """Its date by the calendar."""
    due: datetime
    round: int
    number: int
    """Counted from 1 over all times that this duty is asked for in the community."""


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    for policy in rules.duties:
        if policy.whose is Whose.COMMUNITY:
            known = next((duty for duty in standing.duties if duty.name == policy.name), None)
            yield from _one(rules, policy, standing, known, now)


def _one(
    rules: LifecycleRules, policy: DutyRules, standing: Standing, known: Duty | None, now: datetime
) -> Iterator[Due]:
    if known is not None:
        yield from _present(rules, policy, standing, known, now)
    if policy.schedule is not None:
        yield from _next_date(rules, policy, standing, known, now)


def _present(rules: LifecycleRules, policy: DutyRules, standing: Standing, known: Duty, now: datetime) -> Iterator[Due]:
    """What there is to do about the one that was asked for last."""
    rule = f"duties.{policy.name}"
    if known.state is DutyState.REQUESTED:
        extra = Occurrence(known.on, known.on, 1, known.asked + 1)
        yield Due(now, _ask(rules, policy, standing, extra, now), _why(policy, extra), f"{rule}.on_request")
    elif known.state is DutyState.FILED and policy.sign_off and known.passed < len(policy.sign_off.steps):
        look = _sign_off(rules, policy, policy.sign_off, standing, known, now)
        yield Due(now, look, f"ask for {policy.title} to be signed off", f"{rule}.sign_off")
    elif known.state is DutyState.RETURNED:
        # Rules adopted meanwhile may have no sign-off; what was returned by the old ones is filed again all the same.
        span = policy.sign_off.file_again_after if policy.sign_off else policy.opens_before
        due_on = rules.calendar.after(span, known.since, Clock.DUTIES)
        again = Occurrence(known.on, due_on, known.round + 1, known.asked + 1)
        step = _ask(rules, policy, standing, again, now)
        yield Due(now, step, _why(policy, again), f"{rule}.sign_off.file_again_after")
    elif known.state is DutyState.ASKED and known.round == 1 and not known.extra:
        yield from _postponed(rules, policy, standing, known, now)


def _next_date(
    rules: LifecycleRules, policy: DutyRules, standing: Standing, known: Duty | None, now: datetime
) -> Iterator[Due]:
    began = standing.anchor or standing.since
    # Dates from before it lived, or lived by these rules, were nobody's to ask for.
    done = (known and known.scheduled) or began
    asked_until = max(done, began, standing.ruled_since or began, standing.living_since or began)
    schedule = policy.schedule
    if schedule is None:
        return
    number = known.asked + 1 if known else 1

    def following(date: datetime) -> datetime | None:
        return schedule.next(began=began, after=date, group=standing.group, zone=rules.calendar.zone)

    def opening(date: datetime, before: datetime) -> datetime:
        # One at a time: the next is asked for when the date of the one before has come.
        return max(rules.calendar.before(policy.opens_before, _due(rules, policy, standing, date)), before)

    on, opens = following(asked_until), asked_until
    if on is None:
        return
    opens = opening(on, asked_until)
    # Should the clock have stood still for long, nobody is asked for what the next date has overtaken by now.
    while (after := following(on)) is not None and (overtaken := opening(after, on)) <= now:
        on, opens = after, overtaken
    scheduled = Occurrence(on, _due(rules, policy, standing, on), 1, number)
    step = _ask(rules, policy, standing, scheduled, now) if opens <= now else None
    yield Due(opens, step, _why(policy, scheduled), f"duties.{policy.name}.schedule")


def _due(rules: LifecycleRules, policy: DutyRules, standing: Standing, on: datetime) -> datetime:
    """The date by the calendar, moved for everybody by as much as the form came late."""
    if policy.form_out_before is not None:
        for form in standing.forms:
            if form.duty == policy.name and form.on == on:
                return max(on, rules.calendar.after(policy.form_out_before, form.out_at, Clock.DUTIES))
    return on


def _why(policy: DutyRules, occurrence: Occurrence) -> str:
    return f"{policy.title} is due on {day(occurrence.due)}"


def _ask(
    rules: LifecycleRules, policy: DutyRules, standing: Standing, occurrence: Occurrence, now: datetime
) -> AskDuty:
    on, due_on, round_, number = occurrence
    before, after = rules.calendar.before, rules.calendar.after
    task = TaskTerms(
        id=f"{standing.community}.duty.{policy.name}.{on:%Y%m%d%H%M%S}.{number}",
        community=standing.community,
        kind=TaskKind.DUTY,
        item=policy.name,
        title=f"{policy.title}: {standing.title}"[:200],
        assigned_to=policy.by,
        due=due_on,
        reminders=tuple(max(now, before(span, due_on)) for span in policy.remind_before),
        reminder_words=policy.reminder_words,
        escalations=tuple(
            Escalation(at=after(rule.after, max(now, due_on), Clock.DUTIES), to=rule.to, words=rule.words)
            for rule in policy.escalate
        ),
        on=on,
    )
    return AskDuty(**here(standing, now), name=policy.name, on=on, round=round_, task=task)


def _sign_off(
    rules: LifecycleRules, policy: DutyRules, sign_off: SignOff, standing: Standing, known: Duty, now: datetime
) -> AskSignOff:
    number = known.passed + 1
    asked = Asked(
        TaskKind.SIGN_OFF,
        f"{policy.name}.{known.on:%Y%m%d%H%M%S}.{known.asked * 10 + number}",
        f"Sign off: {policy.title}",
        item=policy.name,
        yes_leads_to=number + 1 if number < len(sign_off.steps) else None,
    )
    task = ask(rules, sign_off.steps[known.passed], asked, standing, now)
    return AskSignOff(**here(standing, now), name=policy.name, on=known.on, task=task)


def _postponed(
    rules: LifecycleRules, policy: DutyRules, standing: Standing, known: Duty, now: datetime
) -> Iterator[Due]:
    """One that was asked for before its form was known to be late."""
    later = _due(rules, policy, standing, known.on)
    for task in standing.open_tasks:
        if task.terms.id == known.task and task.terms.due < later:
            step = PostponeDuty(**here(standing, now), task=task.terms.id, due=later)
            yield Due(now, step, f"{policy.title} moves to {day(later)}", f"duties.{policy.name}.form_out_before")
