"""What a review task remembers of what happened to it; one small function a fact."""

from datetime import datetime
from functools import singledispatchmethod
from typing import NamedTuple

from aggregates.event import Aggregate, Event
from aggregates.review_task import events as happened
from aggregates.review_task import handing_events as handed
from vocabulary.ballot import Stop, Vote
from vocabulary.people import PersonId, Role
from vocabulary.task_terms import TaskTerms

MOST_VOTERS_NAMED = 20
"""More make no sentence that anybody reads."""


class Claim(NamedTuple):
    """Who has taken it on, and in which role."""

    person: PersonId
    role: Role


class Delegation(NamedTuple):
    """Who may answer for whom, in which role."""

    principal: PersonId
    role: Role
    delegate: PersonId


class TaskMemory(Aggregate):
    """State that follows from the facts, and nothing else; every value is immutable."""

    def __init__(self, terms: TaskTerms) -> None:
        self.terms = terms
        self.reminded = 0
        self.escalated = 0
        self.restarts = 0
        """How often its clock began anew; tells a reminder from the same one of an earlier time round."""
        self.votes: tuple[Vote, ...] = ()
        self.stopped: Stop | None = None
        self.opened_at = self.created_on
        self.candidates = terms.candidates
        """Who of those in the role is asked; nobody named means everybody."""
        self.above: tuple[PersonId, ...] = ()
        """Those above the named, to whom it was escalated."""
        self.claim: Claim | None = None
        self.delegations: tuple[Delegation, ...] = ()
        self.approvers: tuple[PersonId, ...] = ()
        """Whose agreement a yes waits for."""
        self.endorsed: tuple[PersonId, ...] = ()
        """Those of them who have agreed."""
        self.priority = terms.priority
        self.follow_ups: tuple[tuple[PersonId, datetime], ...] = ()
        self.remarks = 0
        """Comments and links, counted; whoever reads them reads the history."""
        self.ending: str | None = None
        """How it ended, as a phrase that tells the next person who and what; None while it is open."""

    @property
    def is_open(self) -> bool:
        return self.ending is None

    @property
    def higher(self) -> frozenset[Role]:
        """Every role that it was escalated to."""
        return frozenset(step.to for step in self.terms.escalations[: self.escalated])

    @property
    def deciders(self) -> frozenset[Role]:
        """Whoever it was given to, and everybody it was escalated to."""
        return self.higher | {self.terms.assigned_to}

    @property
    def lacking(self) -> tuple[PersonId, ...]:
        """Further approvers who have not said anything yet."""
        return tuple(person for person in self.approvers if person not in self.endorsed)

    def voters(self) -> str:
        """Who has voted what, for whoever comes too late."""
        said = [f"{vote.person} {vote.choice.value if vote.choice else 'blank'}" for vote in self.votes]
        return f" ({', '.join(said)})" if 0 < len(said) <= MOST_VOTERS_NAMED else ""

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    # -- its clock, and its answer ------------------------------------------------------------------------------

    @remember.register
    def _reminded(self, event: happened.TaskReminded) -> None:
        self.reminded = event.number

    @remember.register
    def _escalated(self, event: happened.TaskEscalated) -> None:
        self.escalated = event.level
        self.above = (*self.above, *(person for person in event.people if person not in self.above))

    @remember.register
    def _voted(self, event: happened.TaskVoted) -> None:
        by = event.provenance
        vote = Vote(person=by.actor.principal, choice=event.choice, at=by.recorded_at)
        self.votes = (*(other for other in self.votes if other.person != vote.person), vote)

    @remember.register
    def _stopped(self, event: happened.TaskStopped) -> None:
        by = event.provenance
        self.stopped = Stop(person=by.actor.principal, at=by.recorded_at, reason=event.reason)

    @remember.register
    def _settled(self, event: happened.TaskSettled) -> None:
        self.ending = f"{event.choice.value!r} since {minute(event)}: {event.why}{self.voters()}"

    @remember.register
    def _restarted(self, event: happened.TaskRestarted) -> None:
        self.terms = event.terms
        self.opened_at = event.provenance.recorded_at
        self.restarts += 1
        self.reminded = 0
        self.escalated = 0
        self.above = ()
        self.votes = ()
        self.endorsed = ()
        self.stopped = None

    @remember.register
    def _postponed(self, event: happened.TaskPostponed) -> None:
        self.terms = event.terms

    @remember.register
    def _decided(self, event: happened.TaskDecided) -> None:
        self.ending = f"{event.provenance.actor} answered {event.choice.value!r} on {minute(event)}"

    @remember.register
    def _overridden(self, event: handed.TaskOverridden) -> None:
        who = event.provenance.actor
        self.ending = f"{who} answered {event.choice.value!r} in the place of those asked, on {minute(event)}"

    @remember.register
    def _expired(self, event: happened.TaskExpired) -> None:
        self.ending = f"nobody answered in time, so the policy's {event.choice.value!r} holds since {minute(event)}"

    @remember.register
    def _cancelled(self, event: happened.TaskCancelled) -> None:
        self.ending = f"cancelled on {minute(event)}: {event.because}"

    # -- on its way to the right person -------------------------------------------------------------------------

    @remember.register
    def _claimed(self, event: handed.TaskClaimed) -> None:
        self.claim = Claim(event.person, event.role)

    @remember.register
    def _released(self, _: handed.TaskReleased) -> None:
        self.claim = None

    @remember.register
    def _assigned(self, event: handed.TaskAssigned) -> None:
        self.candidates = event.people
        if self.claim is not None and event.people and self.claim.person not in event.people:
            self.claim = None

    @remember.register
    def _delegated(self, event: handed.TaskDelegated) -> None:
        self.delegations = (*self.delegations, Delegation(event.principal, event.role, event.delegate))

    @remember.register
    def _delegation_ended(self, event: handed.DelegationEnded) -> None:
        ended = (event.principal, event.delegate)
        self.delegations = tuple(one for one in self.delegations if (one.principal, one.delegate) != ended)

    @remember.register
    def _approver_added(self, event: handed.ApproverAdded) -> None:
        self.approvers = (*self.approvers, event.person)

    @remember.register
    def _endorsed(self, event: handed.TaskEndorsed) -> None:
        self.endorsed = (*self.endorsed, event.person)

    @remember.register
    def _prioritised(self, event: handed.TaskPrioritised) -> None:
        self.priority = event.priority

    @remember.register
    def _follow_up_set(self, event: handed.FollowUpSet) -> None:
        others = tuple(one for one in self.follow_ups if one[0] != event.person)
        self.follow_ups = others if event.on is None else (*others, (event.person, event.on))

    @remember.register(handed.TaskCommented)
    @remember.register(handed.TaskLinked)
    def _remarked(self, _: Event) -> None:
        self.remarks += 1


def minute(event: Event) -> str:
    """When it was recorded, as people read it."""
    return f"{event.provenance.recorded_at.isoformat(' ', 'minutes').removesuffix('+00:00')} UTC"
