"""People who leave: noted on the day, in every stage, under every policy; what waited for them moves on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from policies.document import LifecycleRules
from policies.process.due import Due, day, here, question_of
from policies.standing import Gone, OpenTask, Standing
from policies.step import NoteVacancy, PassOn
from vocabulary.people import Role

BEFORE_ALL_ELSE: Final = datetime.min.replace(tzinfo=UTC)
"""Whatever else is overdue may ask whoever is gone, or count on one."""
NO_RULE: Final = ""
"""It follows from what people did, under every policy alike."""
STANDS_IN: Final = Role.KM
"""For a lead, where the policy names nobody: they see to it that communities are led."""


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    yield from _lead(standing, now)
    for task in standing.open_tasks:
        for gone in task.gone:
            yield _passed_on(rules, standing, task, gone, now)


def _lead(standing: Standing, now: datetime) -> Iterator[Due]:
    left_at = standing.lead_left_at
    if standing.lead is None or left_at is None:
        return
    why = f"{standing.lead}, who leads it, leaves on {day(left_at)}"
    if left_at > now:
        yield Due(left_at, None, why, NO_RULE)
    else:
        step = NoteVacancy(**here(standing, now), lead=standing.lead, tenure=standing.tenure)
        yield Due(BEFORE_ALL_ELSE, step, why, NO_RULE)


def _passed_on(rules: LifecycleRules, standing: Standing, task: OpenTask, gone: Gone, now: datetime) -> Due:
    terms = task.terms
    why = f"{gone.person or 'the lead'} leaves on {day(gone.at)}, and is waited for: {terms.title}"
    if gone.at > now:
        return Due(gone.at, None, why, NO_RULE)
    to = None
    if gone.led:
        question = question_of(rules, terms)
        to = (question and question.without_lead) or STANDS_IN
    where = here(standing, now)
    step = PassOn(**where, task=terms.id, person=gone.person, since=gone.at, to=to, number=task.passed_on)
    return Due(BEFORE_ALL_ELSE, step, why, NO_RULE)
