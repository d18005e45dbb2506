"""What a review task remembers of what happened to it; one small function a fact."""

from collections.abc import Iterable, Iterator
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
        """Those above the named, to whom it was escalated, and above whoever is gone."""
        self.heirs: tuple[PersonId, ...] = ()
        """Those to whom it came from somebody who is gone; they stay asked when its clock begins anew."""
        self.stand_ins: frozenset[Role] = frozenset()
        """Who stands in for a lead who is gone."""
        self.passed_on = 0
        """How often it came from somebody who is gone; tells one time from the next."""
        self.vacant_since: datetime | None = None
        """When it was last passed on because the community has no lead."""
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
        """Every role that it was escalated or passed on to."""
        return self.stand_ins.union(step.to for step in self.terms.escalations[: self.escalated])

    @property
    def deciders(self) -> frozenset[Role]:
        """Whoever it was given to, and everybody it was escalated to."""
        return self.higher | {self.terms.assigned_to}

    @property
    def lacking(self) -> tuple[PersonId, ...]:
        """Further approvers who have not said anything yet."""
        return tuple(person for person in self.approvers if person not in self.endorsed)

    @property
    def waits_for(self) -> frozenset[PersonId]:
        """Everybody on whom it counts by name, and who has not had their say in it yet."""
        claimed = {self.claim.person} if self.claim else set()
        delegated = {person for one in self.delegations for person in (one.principal, one.delegate)}
        voted = {vote.person for vote in self.votes}
        return frozenset({*self.candidates, *self.above, *self.lacking} | claimed | delegated) - voted

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
        self._begin_anew(event.terms, event)
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
        who = event.provenance.actor
        by = "" if who.is_the_clock else f" by {who}"
        self.ending = f"cancelled{by} on {minute(event)}: {event.because}"

    def _begin_anew(self, terms: TaskTerms, event: Event) -> None:
        self.terms = terms
        self.opened_at = event.provenance.recorded_at
        self.restarts += 1
        self.reminded = 0
        self.escalated = 0
        self.above = self.heirs

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
    def _passed_on(self, event: handed.TaskPassedOn) -> None:
        gone, people = event.person, event.people
        self.passed_on += 1
        principals = {one.principal for one in self.delegations}
        claimed = self.claim is not None and self.claim.person == gone
        if event.to is not None or claimed or gone in {*self.candidates, *self.above, *principals}:
            self.heirs = _each_once(*_without(gone, self.heirs), *people)
            self.above = _each_once(*_without(gone, self.above), *people)
        if gone in self.candidates:
            self.candidates = _each_once(*_without(gone, self.candidates), *people)
        if gone in self.lacking:
            self.approvers = _each_once(*_without(gone, self.approvers), *people)
        if claimed:
            self.claim = None
        self.delegations = tuple(one for one in self.delegations if gone not in {one.principal, one.delegate})
        if event.to is not None:
            self.stand_ins |= {event.to}
            self.vacant_since = event.provenance.recorded_at
        if event.terms is not None:
            self._begin_anew(event.terms, event)

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


def _without(gone: PersonId | None, people: Iterable[PersonId]) -> Iterator[PersonId]:
    return (person for person in people if person != gone)


def _each_once(*people: PersonId) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(people))


def minute(event: Event) -> str:
    """When it was recorded, as people read it."""
    return f"{event.provenance.recorded_at.isoformat(' ', 'minutes').removesuffix('+00:00')} UTC"
