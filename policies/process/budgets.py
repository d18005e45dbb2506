"""Money: requests are put to whoever approves so much; years are closed; that nobody asks is noted."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from policies.calendar import Clock
from policies.document import LifecycleRules
from policies.level_rules import BudgetRules, LevelRules
from policies.process.due import Due, day, here
from policies.standing import BudgetStanding, MoneyAsked, Standing
from policies.step import CloseBudget, DropSpending, NoteNothingRequested, PutSpending
from vocabulary.people import Role
from vocabulary.span import Span
from vocabulary.task_terms import Escalation, TaskTerms
from vocabulary.tasks import TaskKind

STANDS_IN: Final = Role.KM
"""For a lead who asks for it themselves, or is missing, where the policy names nobody above them."""


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    level = rules.level_of(standing.level)
    for asked in standing.spendings:
        if asked.task is None:
            yield _put(rules, level, standing, asked, now)
    if standing.budget is None:
        return
    if standing.budget.ends is not None:
        step = CloseBudget(**here(standing, now), year=standing.budget.year)
        why = f"year {standing.budget.year} of its budget ends on {day(standing.budget.ends)}"
        yield Due(standing.budget.ends, step, why, "annual_review.every")
    if standing.spendings or level is None or level.budget is None:
        return
    if level.budget.unrequested_after is not None:
        yield _unrequested(rules, level, level.budget.unrequested_after, standing, standing.budget, now)


def _put(rules: LifecycleRules, level: LevelRules | None, standing: Standing, asked: MoneyAsked, now: datetime) -> Due:
    budget = level.budget if level else None
    same = budget is not None and budget.per_year.currency == asked.amount.currency
    roles = budget.approvers(asked.amount) if budget and same else ()
    if level is None or budget is None or not roles:
        # Another policy was adopted meanwhile, or the community has another level.
        why = f"the policy {standing.policy} lets nobody approve {asked.amount}"
        drop = DropSpending(**here(standing, now), number=asked.number, because=f"{why}; ask anew for what it has")
        return Due(now, drop, why, "levels")
    without_lead = asked.by_lead or standing.lead is None
    first, *above = [role for role in roles if not (role is Role.LEAD and without_lead)] or [STANDS_IN]
    task = _task(rules, budget, level, standing, asked, now, first, above)
    put = PutSpending(**here(standing, now), number=asked.number, task=task)
    return Due(now, put, f"ask {first.value} for {asked.amount}", f"levels.{level.name}.budget.limits")


def _task(
    rules: LifecycleRules,
    budget: BudgetRules,
    level: LevelRules,
    standing: Standing,
    asked: MoneyAsked,
    now: datetime,
    first: Role,
    above: list[Role],
) -> TaskTerms:
    by = rules.calendar.after(budget.decided_within, now, Clock.QUESTIONS)
    later = rules.calendar.after(budget.decided_within, by, Clock.QUESTIONS)
    return TaskTerms(
        id=f"{standing.community}.{TaskKind.SPENDING.value}.{asked.number}",
        community=standing.community,
        kind=TaskKind.SPENDING,
        item=level.name,
        title=f"{asked.amount} for {asked.title}: {standing.title}"[:200],
        assigned_to=first,
        due=by,
        reminders=(by,),
        escalations=tuple(Escalation(at=later, to=role) for role in above[:1]),
    )


def _unrequested(
    rules: LifecycleRules,
    level: LevelRules,
    lasts: Span,
    standing: Standing,
    known: BudgetStanding,
    now: datetime,
) -> Due:
    """Each time that so long has passed without a request, or since that was noted last."""
    moments = (standing.living_since, known.asked_at, known.noted_at)
    since = max((moment for moment in moments if moment), default=standing.since)
    at = rules.calendar.after(lasts, since, Clock.SILENCE)
    step = NoteNothingRequested(**here(standing, now), since=since)
    return Due(at, step, f"money is asked for by {day(at)}", f"levels.{level.name}.budget.unrequested_after")
