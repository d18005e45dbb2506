"""How a review task finds the right person: claimed, named, delegated, agreed to, talked about."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from aggregates.review_task import handing_events as happened
from aggregates.review_task.memory import TaskMemory
from aggregates.review_task.moving import restarted
from vocabulary.people import Actor, PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import (
    AlreadyAsked,
    ClaimedByAnother,
    Forbidden,
    InPast,
    Malformed,
    NotDelegated,
    NothingAsked,
    NotNamed,
    TaskAlreadyDecided,
    TaskNotOpen,
    WrongRole,
)
from vocabulary.tasks import Priority

MOST_PEOPLE: Final = 20
"""Named, delegated to or asked to agree; more is a matter for a role."""
MOST_REMARKS: Final = 500
KEEPERS: Final = frozenset({Role.KM, Role.ADMIN})
"""They put a task into the right hands, whoever's it is."""


class TaskHanding(TaskMemory):
    """Decides on everything that happens to a task before it is answered."""

    # -- claim and release --------------------------------------------------------------------------------------

    def take_on(self, provenance: Provenance) -> None:
        """Claims it; claiming one's own again changes nothing."""
        self.must_be_open()
        actor = provenance.actor
        if self.terms.ballot is not None:
            raise TaskNotOpen(f"{self.terms.id} is voted on by several people; nobody claims it, vote instead")
        self.must_be_asked(actor)
        if self.claim is not None and self.claim.person == actor.principal:
            return
        if self.claim is not None:
            raise ClaimedByAnother(f"{self.terms.id} was claimed by {self.claim.person}; ask them to release it")
        self._happened(happened.TaskClaimed, provenance, person=actor.principal, role=actor.role)

    def release(self, because: str | None, provenance: Provenance) -> None:
        """Gives it back to everybody who was asked: by whoever claimed it, by the KM team or an administrator."""
        self.must_be_open()
        if self.claim is None:
            raise NothingAsked(f"nobody has claimed {self.terms.id}")
        if provenance.actor.principal != self.claim.person and provenance.actor.role not in KEEPERS:
            raise ClaimedByAnother(f"{self.terms.id} was claimed by {self.claim.person}, who may release it; so may KM")
        self._happened(happened.TaskReleased, provenance, person=self.claim.person, because=said(because))

    # -- naming people ------------------------------------------------------------------------------------------

    def assign(self, people: Iterable[PersonId], because: str | None, provenance: Provenance) -> None:
        """Names who of the role is asked; nobody named means everybody again."""
        self.must_be_open()
        named = tuple(dict.fromkeys(people))
        if len(named) > MOST_PEOPLE:
            raise Malformed(f"at most {MOST_PEOPLE} people are named for a task; leave it to the role instead")
        if provenance.actor.role not in KEEPERS | {Role.SYSTEM}:
            self.must_be_asked(provenance.actor)
        if named != self.candidates:
            self._happened(happened.TaskAssigned, provenance, people=named, because=said(because))

    def pass_on(
        self, gone: PersonId | None, people: Iterable[PersonId], provenance: Provenance, *, to: Role | None = None
    ) -> None:
        """Comes to those above somebody who is gone; to a role as well, `to`, where the lead was asked and is gone."""
        self.must_be_open()
        if to is None and gone not in self.waits_for:
            raise NothingAsked(f"{self.terms.id} does not wait for {gone}")
        others = [person for person in self.candidates if person != gone]
        alone = self.terms.ballot is None and (to is not None or (gone in self.candidates and not others))
        anew = restarted(self.terms, self.opened_at, provenance.recorded_at) if alone else None
        self._happened(happened.TaskPassedOn, provenance, person=gone, people=tuple(people), to=to, terms=anew)

    def delegate(self, delegate: PersonId, because: str | None, provenance: Provenance) -> None:
        """Lets somebody answer this one instead; it may not be handed on, and may be taken back."""
        self.must_be_open()
        actor = provenance.actor
        if actor.on_behalf_of is not None:
            raise NotDelegated(f"{actor.person} answers for {actor.on_behalf_of} and may not hand it on")
        self.must_be_asked(actor)
        if delegate == actor.person:
            raise NotDelegated(f"{actor.person} is asked already; delegate to somebody else")
        if self.is_delegated(actor.person, delegate):
            return
        if len(self.delegations) >= MOST_PEOPLE:
            raise Malformed(f"{self.terms.id} was delegated {MOST_PEOPLE} times; let the KM team name people instead")
        self._happened(
            happened.TaskDelegated,
            provenance,
            principal=actor.person,
            role=actor.role,
            delegate=delegate,
            because=said(because),
        )

    def end_delegation(self, delegate: PersonId, provenance: Provenance) -> None:
        """Takes it back."""
        self.must_be_open()
        principal = provenance.actor.person
        if not self.is_delegated(principal, delegate):
            raise NothingAsked(f"{principal} has not delegated {self.terms.id} to {delegate}")
        self._happened(happened.DelegationEnded, provenance, principal=principal, delegate=delegate)

    def is_delegated(self, principal: PersonId, delegate: PersonId) -> bool:
        return any((one.principal, one.delegate) == (principal, delegate) for one in self.delegations)

    def add_approver(self, person: PersonId, because: str | None, provenance: Provenance) -> None:
        """A yes waits until this person has agreed too; a no of theirs counts like anybody's who is asked."""
        self.must_be_open()
        if self.terms.ballot is not None:
            raise TaskNotOpen(f"{self.terms.id} is voted on by several people; its ballot says who has to agree")
        if provenance.actor.role not in KEEPERS:
            self.must_be_asked(provenance.actor)
        if person in self.approvers:
            raise AlreadyAsked(f"{person} was asked to agree to {self.terms.id} already")
        if len(self.approvers) >= MOST_PEOPLE:
            raise Malformed(f"at most {MOST_PEOPLE} people have to agree to a task")
        self._happened(happened.ApproverAdded, provenance, person=person, because=said(because))

    # -- talking about it ---------------------------------------------------------------------------------------

    def prioritise(self, priority: Priority, provenance: Provenance) -> None:
        self.must_be_open()
        if provenance.actor.role not in KEEPERS:
            self.must_be_asked(provenance.actor)
        if priority is not self.priority:
            self._happened(happened.TaskPrioritised, provenance, priority=priority)

    def follow_up(self, on: datetime | None, provenance: Provenance) -> None:
        """Notes for one person when they want to see it again; None takes it back."""
        self.must_be_open()
        if on is not None and on <= provenance.recorded_at:
            raise InPast(f"{on:%Y-%m-%d %H:%M} UTC has passed; look at it again on a day to come")
        if on is not None and len(self.follow_ups) >= MOST_REMARKS:
            raise Malformed(f"{MOST_REMARKS} people follow {self.terms.id} up already")
        self._happened(happened.FollowUpSet, provenance, person=provenance.actor.principal, on=on)

    def comment(self, text: str, provenance: Provenance) -> None:
        self._must_have_room()
        self._happened(happened.TaskCommented, provenance, text=text)

    def link(self, url: str, title: str, provenance: Provenance) -> None:
        self._must_have_room()
        self._happened(happened.TaskLinked, provenance, url=url, title=title)

    # -- rules used above, and by whoever decides ---------------------------------------------------------------

    def is_asked(self, actor: Actor) -> bool:
        """Whether it waits for this person, acting in this role; a claim by somebody else is not looked at."""
        return self._why_not_asked(actor) is None

    def must_be_asked(self, actor: Actor) -> None:
        """Refuses for whom it does not wait."""
        if refusal := self._why_not_asked(actor):
            raise refusal

    def _why_not_asked(self, actor: Actor) -> Forbidden | None:
        who = actor.principal
        if who in self.above:
            return None
        if actor.role not in self.deciders:
            wanted = either(sorted(role.value for role in self.deciders))
            return WrongRole(f"{self.terms.id} is decided by {wanted}, not by {actor.role.value}")
        if actor.role not in self.higher and self.candidates and who not in self.candidates:
            return NotNamed(f"{self.terms.id} waits for {either(self.candidates)}; {who} was not asked")
        return None

    def must_not_be_anothers(self, actor: Actor) -> None:
        """What somebody has claimed is theirs, until those above are asked too."""
        claim = self.claim
        if claim is None or claim.person == actor.principal or actor.principal in self.above:
            return
        if actor.role is claim.role:
            raise ClaimedByAnother(f"{self.terms.id} was claimed by {claim.person}; ask them to release it")

    def must_be_open(self) -> None:
        """Refuses whoever comes too late, with who answered what and when."""
        if self.ending is not None:
            raise TaskAlreadyDecided(f"{self.terms.id} is closed: {self.ending}")

    def _must_have_room(self) -> None:
        if self.remarks >= MOST_REMARKS:
            raise Malformed(f"{self.terms.id} has {MOST_REMARKS} comments and links; go on elsewhere and link to it")


def said(reason: str | None) -> str | None:
    """What was said, or None where nothing was."""
    reason = (reason or "").strip() or None
    if reason is not None and len(reason) > 2_000:
        raise Malformed(f"a reason has at most 2000 characters; yours has {len(reason)}")
    return reason


def either(words: Iterable[str]) -> str:
    return " or ".join(words)
