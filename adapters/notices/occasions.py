"""Which facts people are told of, and whom each concerns."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from adapters.notices.recipients import Asked
from aggregates.commands.entitled import must_not_be_ones_own
from aggregates.community import Community
from aggregates.community import events as happened
from aggregates.event import Event
from aggregates.review_task import ReviewTask
from aggregates.review_task import events as task
from aggregates.review_task import handing_events as handed
from vocabulary.notices import NoticeKind
from vocabulary.people import Actor, PersonId, Role
from vocabulary.refusals import Forbidden


class Occasion(NamedTuple):
    """Something that people are told of."""

    kind: NoticeKind
    asked: Asked


TO_THE_DECIDERS: Final[dict[type[Event], NoticeKind]] = {
    task.TaskOpened: NoticeKind.OPENED,
    task.TaskReminded: NoticeKind.REMINDED,
    task.TaskRestarted: NoticeKind.RESTARTED,
    task.TaskPostponed: NoticeKind.POSTPONED,
}
"""Facts that whoever may answer the question is told of."""
ASKING: Final = frozenset({*TO_THE_DECIDERS.values(), NoticeKind.ESCALATED})
"""Kinds that want an answer: a mail of them brings a link."""
TOLD_OF: Final[tuple[type[Event], ...]] = (
    *TO_THE_DECIDERS,
    task.TaskEscalated,
    handed.TaskAssigned,
    happened.LeadNudged,
    happened.SilenceReported,
)
CLOSINGS: Final[tuple[type[Event], ...]] = (
    task.TaskDecided,
    task.TaskSettled,
    task.TaskExpired,
    task.TaskCancelled,
    handed.TaskOverridden,
)
"""Of these, those hear who were told of the question: that it does not wait for them any more."""


def occasions(event: Event, community: Community, question: ReviewTask | None) -> Iterator[Occasion]:
    """What is told of one fact, and to whom; `question` is the task that it happened to."""
    lead = community.lead
    match event:
        case task.TaskEscalated() if question is not None:
            yield Occasion(NoticeKind.ESCALATED, Asked((event.to,), lead=lead))
            if event.people:
                yield Occasion(NoticeKind.ESCALATED, Asked((event.to,), named=event.people))
            if event.level >= len(question.terms.escalations):
                yield Occasion(NoticeKind.TOP_REACHED, Asked((Role.KM,), lead=lead))
        case handed.TaskAssigned() if question is not None and event.people:
            yield Occasion(NoticeKind.OPENED, Asked((question.terms.assigned_to,), named=event.people))
        case happened.LeadNudged():
            yield Occasion(NoticeKind.SILENCE_ASKED, Asked((Role.LEAD,), lead=lead))
        case happened.SilenceReported():
            yield Occasion(NoticeKind.SILENCE_REPORTED, Asked((Role.KM,), lead=lead))
        case task.TaskEvent() if question is not None and type(event) in TO_THE_DECIDERS:
            yield Occasion(TO_THE_DECIDERS[type(event)], deciders(question, community))


def may_answer(question: ReviewTask, community: Community, person: PersonId, role: Role) -> bool:
    """Nobody decides on their own community or request; whoever could not answer is not asked to."""
    if question.terms.confirmation:
        return True
    try:
        must_not_be_ones_own(community, question.terms, Actor(person=person, role=role))
    except Forbidden:
        return False
    return True


def deciders(question: ReviewTask, community: Community) -> Asked:
    """Whoever may answer a question as it stands: those it was given to, then those it went up to."""
    higher = tuple(rung.to for rung in question.terms.escalations[: question.escalated])
    named = (question.claim.person,) if question.claim else question.candidates
    return Asked((question.terms.assigned_to, *higher), lead=community.lead, named=named)
