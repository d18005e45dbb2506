"""Standings and policies that the tests of the process begin from."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from policies.document import LifecycleRules
from policies.process import next_step
from policies.reader import catalog_policy, read_policy
from policies.standing import OpenTask, Standing
from vocabulary.people import Role
from vocabulary.provenance import PolicyRef
from vocabulary.refusals import PolicyNotFound
from vocabulary.stages import Stage
from vocabulary.task_terms import Escalation, Expiry, TaskTerms
from vocabulary.tasks import TaskKind

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def catalog(name: str) -> LifecycleRules:
    rules = catalog_policy(name)
    if rules is None:
        raise PolicyNotFound(name)
    return rules


STANDARD = catalog("standard")
WHOLE = read_policy(Path(__file__).with_name("whole_language.yaml"))
"""Uses every key of the language."""


HERE: dict[str, Any] = {
    "community": "gardeners",
    "episode": 4,
    "policy": PolicyRef(name="standard", version=1, digest="0" * 64),
}
"""Whom every step is about."""


def day(number: float) -> datetime:
    return NEW_YEAR + timedelta(days=number)


def standing(stage: Stage, **facts: Any) -> Standing:
    """Gardeners, in the given stage since new year's day."""
    return Standing.model_validate(
        {
            **HERE,
            "title": "Gardeners",
            "stage": stage,
            "since": day(0),
            "heard_since": day(0),
            **facts,
        }
    )


def question(**changes: Any) -> TaskTerms:
    """Asked on new year's day: reminders after 7 and 12 days, due after 14, escalated after 21, answered after 30."""
    terms: dict[str, Any] = {
        "id": "gardeners.dormancy.4",
        "community": "gardeners",
        "kind": TaskKind.DORMANCY,
        "title": "Silent: Gardeners",
        "assigned_to": Role.MANAGEMENT,
        "due": day(14),
        "reminders": (day(7), day(12)),
        "escalations": (Escalation(at=day(21), to=Role.BOARD),),
        "expiry": Expiry.model_validate({"at": day(30), "choice": "sunset"}),
    }
    return TaskTerms.model_validate(terms | changes)


def waiting(terms: TaskTerms | None = None, *, reminded: int = 0, escalated: int = 0) -> tuple[OpenTask, ...]:
    return (OpenTask(terms=terms or question(), reminded=reminded, escalated=escalated),)


def changed(rules: LifecycleRules = STANDARD, **sections: Any) -> LifecycleRules:
    """The policy with sections, or parts of sections, written otherwise."""
    document = rules.model_dump(mode="json")
    for name, parts in sections.items():
        document[name] = document[name] | parts if isinstance(parts, dict) else parts
    return LifecycleRules.model_validate(document)


def step_on(number: float, where: Standing, rules: LifecycleRules = STANDARD) -> Any:
    return next_step(rules, where, day(number))
