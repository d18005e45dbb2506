"""Whether somebody may answer a task: asked, not in their own matter, and with leave where it is for somebody else."""

from datetime import datetime
from typing import Final

from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.person import Person
from aggregates.review_task import ReviewTask
from vocabulary.ids import person_stream
from vocabulary.people import Actor, PersonId, Role
from vocabulary.refusals import Forbidden, NotDelegated, WrongRole
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import PLAIN_YES, Choice, TaskKind

ITEMS: Final = frozenset({TaskKind.LAUNCH_ITEM, TaskKind.SUNSET_ITEM, TaskKind.DUTY})
"""Work that members do themselves; everything else is decided about them by others."""


def must_be_entitled(
    desk: Desk, community: Community, question: ReviewTask, actor: Actor, choice: Choice | None, at: datetime
) -> None:
    """Refuses whoever may not give this answer; whether the task was put to them the task itself says."""
    terms = question.terms
    confirms = terms.confirmation and choice in PLAIN_YES
    if not confirms:
        must_not_be_ones_own(community, terms, actor)
    if actor.role is Role.LEAD and actor.principal != community.lead:
        raise WrongRole(f"{actor.principal} does not lead {community.community}; {community.lead or 'nobody'} does")
    must_stand_in(desk, question, actor, at)


def must_not_be_ones_own(community: Community, terms: TaskTerms, actor: Actor) -> None:
    """Refuses whoever would decide on their own community, or on what they asked for."""
    if terms.kind in ITEMS:
        return
    if not (terms.kind is TaskKind.SPENDING and actor.role is Role.LEAD):
        # A lead to whom the policy leaves small amounts grants them within the community, but never their own.
        community.must_not_concern(actor)
    community.must_not_be_requested_by(actor, terms)


def may_answer(community: Community, terms: TaskTerms, person: PersonId, role: Role) -> bool:
    """Whether somebody could answer at all if they were asked; whoever could not is not asked."""
    if terms.confirmation:
        return True
    try:
        must_not_be_ones_own(community, terms, Actor(person=person, role=role))
    except Forbidden:
        return False
    return True


def must_stand_in(desk: Desk, question: ReviewTask, actor: Actor, at: datetime) -> None:
    """Refuses to answer for somebody who has neither delegated the task nor is away with this substitute."""
    principal = actor.on_behalf_of
    if principal is None:
        return
    if principal == actor.person:
        raise NotDelegated(f"{actor.person} answers for themselves; leave out for whom")
    delegated = [one.role for one in question.delegations if (one.principal, one.delegate) == (principal, actor.person)]
    if actor.role in delegated:
        return
    if delegated:
        raise NotDelegated(
            f"{principal} has let {actor.person} answer {question.terms.id} as {delegated[0].value} only"
        )
    stands_in = substitute(desk, principal, at)
    if stands_in != actor.person:
        meanwhile = f"{stands_in} does, while {principal} is away" if stands_in else f"{principal} has not let anybody"
        raise NotDelegated(f"{actor.person} may not answer {question.terms.id} for {principal}; {meanwhile}")


def substitute(desk: Desk, person: PersonId, at: datetime) -> PersonId | None:
    """Who decides for somebody who is away at a moment."""
    found = desk.find(Person, person_stream(person), fresh=True)
    absence = found.away(at) if found else None
    return absence.decisions if absence else None
