"""A review task: opened with its dates, reminded, escalated, and answered once."""

from collections.abc import Iterable
from datetime import datetime
from functools import singledispatchmethod

from aggregates.event import Aggregate, Event
from aggregates.review_task.events import (
    REVIEW_TASK,
    TaskCancelled,
    TaskDecided,
    TaskEscalated,
    TaskExpired,
    TaskOpened,
    TaskPostponed,
    TaskReminded,
    TaskRestarted,
    TaskSettled,
    TaskStopped,
    TaskVoted,
)
from aggregates.review_task.moving import moved, restarted
from vocabulary.ballot import Result, Stop, Vote, result
from vocabulary.ids import task_stream
from vocabulary.people import Actor, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import (
    ChoiceNotOffered,
    InPast,
    Malformed,
    ReasonMissing,
    TaskAlreadyDecided,
    TaskNotOpen,
    WrongRole,
)
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice

MOST_VOTERS_NAMED = 20
"""More make no sentence that anybody reads."""


class ReviewTask(Aggregate):
    """Open until it is decided by a person, expires by its own terms, or is cancelled."""

    TOPIC = REVIEW_TASK

    def __init__(self, terms: TaskTerms) -> None:
        self.terms = terms
        self.reminded = 0
        self.escalated = 0
        self.restarts = 0
        """How often its clock began anew; tells a reminder from the same one of an earlier time round."""
        self.votes: tuple[Vote, ...] = ()
        self.stopped: Stop | None = None
        self.opened_at = self.created_on
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
        reason = self._checked(choice, reason)
        self._happened(TaskDecided, provenance, choice=choice, reason=reason)

    def vote(self, choice: Choice | None, reason: str | None, provenance: Provenance) -> None:
        """Votes in the ballot, blank with None; voting again replaces one's vote as long as nothing was carried."""
        self._must_be_open()
        self._must_decide(provenance.actor)
        found = self._must_go_on(provenance)
        if found.pending is not None:
            raise TaskAlreadyDecided(f"{self.terms.id} has carried {found.pending.value!r}: {found.why}")
        reason = self._checked(choice, reason) if choice else _said(reason)
        self._happened(TaskVoted, provenance, choice=choice, reason=reason)

    def stop(self, reason: str, provenance: Provenance) -> None:
        """Stops what was carried, in the time that the ballot leaves for that."""
        self._must_be_open()
        self._must_decide(provenance.actor)
        found = self._must_go_on(provenance)
        if found.pending is None:
            raise TaskNotOpen(f"{self.terms.id} has carried nothing that could be stopped: {found.why}")
        said = _said(reason)
        if said is None:
            raise ReasonMissing(f"say why you stop {self.terms.id}: others have agreed to it")
        self._happened(TaskStopped, provenance, reason=said)

    def settle(self, provenance: Provenance) -> TaskSettled | None:
        """Ends the ballot if it is over by now; returns how, or None when it goes on."""
        self._must_be_open()
        found = self._must_have_ballot(provenance)
        if found.choice is None:
            return None
        self._happened(
            TaskSettled,
            provenance,
            choice=found.choice,
            why=found.why[:2_000],
            voted=found.tally.voted,
            cast=found.tally.cast,
        )
        settled: TaskSettled = self.pending_events[-1]  # type: ignore[assignment]
        return settled

    def result(self, now: datetime) -> Result | None:
        """How the ballot stands; None where one person decides."""
        if self.terms.ballot is None:
            return None
        return result(self.terms.ballot, self.votes, now, stop=self.stopped)

    def restart(self, because: str, provenance: Provenance) -> None:
        """All dates begin anew, and votes cast so far no longer count: what is asked about was edited."""
        self._must_be_open()
        if not self.terms.edit_resets_clock:
            return
        if self.terms.ballot is not None:
            self._must_go_on(provenance)
        again = restarted(self.terms, self.opened_at, provenance.recorded_at)
        self._happened(TaskRestarted, provenance, terms=again, because=because)

    def postpone(self, due: datetime, because: str, provenance: Provenance) -> None:
        """Moves the date, and all that hangs on it, for a reason that concerns everybody."""
        self._must_be_open()
        if due <= self.terms.due:
            raise InPast(f"{self.terms.id} is due on {self.terms.due:%Y-%m-%d}; it is only moved to a later day")
        self._happened(TaskPostponed, provenance, terms=moved(self.terms, due - self.terms.due), because=because)

    def _checked(self, choice: Choice, reason: str | None) -> str | None:
        offered = CHOICES[self.terms.kind]
        if choice not in offered:
            raise ChoiceNotOffered(
                f"{self.terms.id} can't be answered {choice.value!r}; choose {_either(c.value for c in offered)}"
            )
        reason = _said(reason)
        if reason is None and choice not in PLAIN_YES:
            raise ReasonMissing(f"say why: an answer {choice.value!r} needs a reason")
        return reason

    def _must_go_on(self, provenance: Provenance) -> Result:
        """A ballot whose time is over is over, even where the clock has not written its end down yet."""
        found = self._must_have_ballot(provenance)
        if found.choice is not None:
            raise TaskAlreadyDecided(f"{self.terms.id} is over, {found.choice.value!r}: {found.why}{self._voters()}")
        return found

    def _voters(self) -> str:
        """Who has voted what, for whoever comes too late."""
        said = [f"{vote.person} {vote.choice.value if vote.choice else 'blank'}" for vote in self.votes]
        return f" ({', '.join(said)})" if 0 < len(said) <= MOST_VOTERS_NAMED else ""

    def _must_have_ballot(self, provenance: Provenance) -> Result:
        found = self.result(provenance.recorded_at)
        if found is None:
            raise TaskNotOpen(f"{self.terms.id} is answered by one person; there is no ballot")
        return found

    def remind(self, number: int, provenance: Provenance) -> None:
        self._must_be_open()
        if number != self.reminded + 1 or number > len(self.terms.reminders):
            raise TaskNotOpen(f"reminder {number} of {self.terms.id} is not the next one")
        self._must_have_come(self.terms.reminders[number - 1], provenance)
        self._happened(TaskReminded, provenance, number=number)

    def escalate(self, level: int, provenance: Provenance) -> None:
        self._must_be_open()
        if level != self.escalated + 1 or level > len(self.terms.escalations):
            raise TaskNotOpen(f"escalation {level} of {self.terms.id} is not the next one")
        self._must_have_come(self.terms.escalations[level - 1].at, provenance)
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

    def _must_have_come(self, date: datetime, provenance: Provenance) -> None:
        if provenance.recorded_at < date:
            raise TaskNotOpen(f"nobody is told of {self.terms.id} before {date:%Y-%m-%d %H:%M} UTC; its dates moved")

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
    def _voted(self, event: TaskVoted) -> None:
        by = event.provenance
        vote = Vote(person=by.actor.on_behalf_of or by.actor.person, choice=event.choice, at=by.recorded_at)
        self.votes = (*(other for other in self.votes if other.person != vote.person), vote)

    @remember.register
    def _stopped(self, event: TaskStopped) -> None:
        by = event.provenance
        self.stopped = Stop(person=by.actor.on_behalf_of or by.actor.person, at=by.recorded_at, reason=event.reason)

    @remember.register
    def _settled(self, event: TaskSettled) -> None:
        self.ending = f"{event.choice.value!r} since {_day(event)}: {event.why}{self._voters()}"

    @remember.register
    def _restarted(self, event: TaskRestarted) -> None:
        self.terms = event.terms
        self.opened_at = event.provenance.recorded_at
        self.restarts += 1
        self.reminded = 0
        self.escalated = 0
        self.votes = ()
        self.stopped = None

    @remember.register
    def _postponed(self, event: TaskPostponed) -> None:
        self.terms = event.terms

    @remember.register
    def _decided(self, event: TaskDecided) -> None:
        self.ending = f"{event.provenance.actor} answered {event.choice.value!r} on {_day(event)}"

    @remember.register
    def _expired(self, event: TaskExpired) -> None:
        self.ending = f"nobody answered in time, so the policy's {event.choice.value!r} holds since {_day(event)}"

    @remember.register
    def _cancelled(self, event: TaskCancelled) -> None:
        self.ending = f"cancelled on {_day(event)}: {event.because}"


def _said(reason: str | None) -> str | None:
    """What was said, or None where nothing was."""
    reason = (reason or "").strip() or None
    if reason is not None and len(reason) > 2_000:
        raise Malformed(f"a reason has at most 2000 characters; yours has {len(reason)}")
    return reason


def _day(event: Event) -> str:
    return f"{event.provenance.recorded_at.isoformat(' ', 'minutes').removesuffix('+00:00')} UTC"


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)
