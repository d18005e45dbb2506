"""A review task: opened with its dates, reminded, escalated, and answered once."""

from collections.abc import Iterable
from functools import singledispatchmethod

from aggregates.event import Aggregate, Event
from aggregates.review_task.events import (
    REVIEW_TASK,
    TaskCancelled,
    TaskDecided,
    TaskEscalated,
    TaskExpired,
    TaskOpened,
    TaskReminded,
)
from vocabulary.ids import task_stream
from vocabulary.people import Actor, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import ChoiceNotOffered, Malformed, ReasonMissing, TaskAlreadyDecided, TaskNotOpen, WrongRole
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice, TaskTerms


class ReviewTask(Aggregate):
    """Open until it is decided by a person, expires by its own terms, or is cancelled."""

    TOPIC = REVIEW_TASK

    def __init__(self, terms: TaskTerms) -> None:
        self.terms = terms
        self.reminded = 0
        self.escalated = 0
        self.ending: str | None = None
        """How it ended, as a phrase that tells the next person who and what; None while it is open."""

    @classmethod
    def open(cls, terms: TaskTerms, provenance: Provenance) -> "ReviewTask":
        return cls._begin(TaskOpened, task_stream(terms.id), provenance, terms=terms)

    @property
    def is_open(self) -> bool:
        return self.ending is None

    @property
    def deciders(self) -> frozenset[Role]:
        """Whoever it was given to, and everybody it was escalated to."""
        higher = {step.to for step in self.terms.escalations[: self.escalated]}
        return frozenset({self.terms.assigned_to, *higher})

    def decide(self, choice: Choice, reason: str | None, provenance: Provenance) -> None:
        self._must_be_open()
        self._must_decide(provenance.actor)
        offered = CHOICES[self.terms.kind]
        if choice not in offered:
            raise ChoiceNotOffered(
                f"{self.terms.id} can't be answered {choice.value!r}; choose {_either(c.value for c in offered)}"
            )
        reason = (reason or "").strip() or None
        if reason is not None and len(reason) > 2_000:
            raise Malformed(f"a reason has at most 2000 characters; yours has {len(reason)}")
        if reason is None and choice not in PLAIN_YES:
            raise ReasonMissing(f"say why: an answer {choice.value!r} needs a reason")
        self._happened(TaskDecided, provenance, choice=choice, reason=reason)

    def remind(self, number: int, provenance: Provenance) -> None:
        self._must_be_open()
        if number != self.reminded + 1 or number > len(self.terms.reminders):
            raise TaskNotOpen(f"reminder {number} of {self.terms.id} is not the next one")
        self._happened(TaskReminded, provenance, number=number)

    def escalate(self, level: int, provenance: Provenance) -> None:
        self._must_be_open()
        if level != self.escalated + 1 or level > len(self.terms.escalations):
            raise TaskNotOpen(f"escalation {level} of {self.terms.id} is not the next one")
        self._happened(TaskEscalated, provenance, level=level, to=self.terms.escalations[level - 1].to)

    def expire(self, provenance: Provenance) -> Choice:
        """Lets the policy's answer hold; returns it."""
        self._must_be_open()
        expiry = self.terms.expiry
        if expiry is None or provenance.recorded_at < expiry.at:
            raise TaskNotOpen(f"{self.terms.id} does not end by itself now")
        self._happened(TaskExpired, provenance, choice=expiry.choice)
        return expiry.choice

    def cancel(self, because: str, provenance: Provenance) -> None:
        if self.is_open:
            self._happened(TaskCancelled, provenance, because=because)

    def _must_be_open(self) -> None:
        if self.ending is not None:
            raise TaskAlreadyDecided(f"{self.terms.id} is closed: {self.ending}")

    def _must_decide(self, actor: Actor) -> None:
        if actor.role not in self.deciders:
            wanted = _either(sorted(role.value for role in self.deciders))
            raise WrongRole(f"{self.terms.id} is decided by {wanted}, not by {actor.role.value}")

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register
    def _reminded(self, event: TaskReminded) -> None:
        self.reminded = event.number

    @remember.register
    def _escalated(self, event: TaskEscalated) -> None:
        self.escalated = event.level

    @remember.register
    def _decided(self, event: TaskDecided) -> None:
        self.ending = f"{event.provenance.actor} answered {event.choice.value!r} on {_day(event)}"

    @remember.register
    def _expired(self, event: TaskExpired) -> None:
        self.ending = f"nobody answered in time, so the policy's {event.choice.value!r} holds since {_day(event)}"

    @remember.register
    def _cancelled(self, event: TaskCancelled) -> None:
        self.ending = f"cancelled on {_day(event)}: {event.because}"


def _day(event: Event) -> str:
    return f"{event.provenance.recorded_at.isoformat(' ', 'minutes').removesuffix('+00:00')} UTC"


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)
