"""The paths of a community under two policies, held against each other up to the first fact in which they differ."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from aggregates.community import events as community
from aggregates.event import Event
from aggregates.review_task import events as task
from policies.process.due import QUESTIONS
from vocabulary.ids import TaskId, task_stream
from vocabulary.task_terms import TaskTerms

SAME_MOMENT: Final = timedelta(seconds=1)
"""Facts closer together than this are one and the same."""
_TASK: Final = task_stream("")
_MEANING: Final = (
    "anniversary", "round", "outcome", "cause", "name", "step", "choice", "level", "to", "items", "group",
)  # fmt: skip
"""What an event's fields tell apart, beside its topic: no dates, no ids, no wording."""


class Fact(NamedTuple):
    """Something that happened in a rehearsal."""

    what: tuple[object, ...]
    """Equal for the same fact under either policy."""
    at: datetime
    rule: str
    """The part of the policy that caused it, as a path; empty where people did it and nothing asks for it."""
    event: Event | None
    """None for what was refused."""
    words: str = ""
    """In words, where there is no event."""


class Difference(NamedTuple):
    """The first fact in which two paths differ."""

    fact: Fact
    adopted: datetime | None
    """When it happens under the policy that was lived by (UTC); None where it does not happen."""
    draft: datetime | None
    rule: str

    @property
    def at(self) -> datetime:
        """When the paths part (UTC)."""
        return min(moment for moment in (self.adopted, self.draft) if moment is not None)


class Path:
    """What happens to one community in a rehearsal, in order."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self._asked: dict[TaskId, TaskTerms] = {}

    def hear(self, event: Event, rule: str) -> None:
        """`rule` is what the clock obeyed last."""
        if isinstance(event, community.PolicyAdopted):
            return
        by_clock = event.provenance.actor.is_the_clock
        meant, terms = self._what(event)
        if not by_clock:
            rule = _question(terms) if terms else ""
        self.facts.append(Fact(meant, event.provenance.recorded_at, rule, event))

    def refuse(self, what: str, rule: str, at: datetime, why: str) -> None:
        self.facts.append(Fact(("refused", rule), at, rule, None, f"{what}: {why}"))

    def _what(self, event: Event) -> tuple[tuple[object, ...], TaskTerms | None]:
        if isinstance(event, task.TaskOpened):
            terms = self._asked[event.terms.id] = event.terms
            return (event.TOPIC, terms.kind, terms.item, terms.assigned_to), terms
        fields = vars(event)
        said: tuple[Any, ...] = tuple(fields[name] for name in _MEANING if name in fields)
        if isinstance(event, task.TaskEvent):
            terms = self._asked[event.originator_id.removeprefix(_TASK)]
            number = fields.get("number")
            return (event.TOPIC, terms.kind, terms.item, number, *said), terms
        return (event.TOPIC, *said), None


def first_difference(adopted: Iterable[Fact], draft: Iterable[Fact]) -> Difference | None:
    """The earliest fact that only one path has, or that comes at another time; None where there is none."""
    ours, theirs = list(adopted), list(draft)
    for number, (one, other) in enumerate(zip_longest(ours, theirs)):
        if one and other and _same(one, other):
            continue
        if other and (one is None or other.at <= one.at):
            twin = _twin(other, ours[number:])
            return Difference(other, twin.at if twin else None, other.at, _asked_otherwise(one, other) or other.rule)
        if one:
            twin = _twin(one, theirs[number:])
            return Difference(one, one.at, twin.at if twin else None, (twin.rule if twin else "") or one.rule)
    return None


def _same(one: Fact, other: Fact) -> bool:
    return one.what == other.what and abs(one.at - other.at) < SAME_MOMENT


def _twin(fact: Fact, later: list[Fact]) -> Fact | None:
    return next((other for other in later if other.what == fact.what), None)


def _asked_otherwise(one: Fact | None, other: Fact | None) -> str:
    """Where both ask the same at the same moment, but somebody else."""
    if one is None or other is None or one.at != other.at:
        return ""
    if isinstance(one.event, task.TaskOpened) and isinstance(other.event, task.TaskOpened):
        terms = other.event.terms
        if (one.event.terms.kind, one.event.terms.item) == (terms.kind, terms.item):
            return f"{_question(terms)}.decided_by"
    return ""


def _question(terms: TaskTerms) -> str:
    path = QUESTIONS[terms.kind]
    return path.format(terms.item) if terms.item else path
