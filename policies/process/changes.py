"""Changes: each is put to the next step of the chain that its kind has in the policy."""

from collections.abc import Iterator
from datetime import datetime

from policies.document import LifecycleRules
from policies.process.due import Asked, Due, ask, here
from policies.standing import Standing
from policies.step import DropChange, PutChange
from vocabulary.affairs import OpenChange
from vocabulary.tasks import TaskKind


def due(rules: LifecycleRules, standing: Standing, now: datetime) -> Iterator[Due]:
    for change in standing.changes:
        if change.task is None:
            yield _put(rules, standing, change, now)


def _drop(standing: Standing, change: OpenChange, why: str, now: datetime) -> Due:
    step = DropChange(**here(standing, now), number=change.number, because=f"{why}; ask anew for what it has")
    return Due(now, step, why, "changes")


def _put(rules: LifecycleRules, standing: Standing, change: OpenChange, now: datetime) -> Due:
    kind = rules.change(change.terms.kind)
    if kind is None or change.step >= len(kind.steps):
        # Another policy was adopted meanwhile, which knows no such change, or decides on it in fewer steps.
        return _drop(standing, change, f"the policy {standing.policy} has no step {change.step + 1} for it", now)
    if change.terms.level and rules.level(change.terms.level) is None:
        return _drop(standing, change, f"the policy {standing.policy} has no level {change.terms.level}", now)
    number = change.step + 1
    asked = Asked(
        TaskKind.CHANGE,
        f"{change.number}.{number}",
        f"{kind.title}: {change.terms.title}",
        item=change.terms.kind,
        yes_leads_to=kind.after_yes(number),
        no_leads_to=kind.after_no(number),
        asks=change.asks,
    )
    task = ask(rules, kind.steps[change.step], asked, standing, now)
    put = PutChange(**here(standing, now), number=change.number, step=number, task=task)
    return Due(now, put, f"ask {task.assigned_to.value} about {change.terms.title}", f"changes.{change.terms.kind}")
