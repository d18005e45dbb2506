"""Which facts people are told of, and whom each concerns."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from adapters.notices.recipients import Asked
from aggregates.budget import events as budget
from aggregates.community import Community
from aggregates.community import events as happened
from aggregates.event import Event
from aggregates.review_task import ReviewTask
from aggregates.review_task import events as task
from aggregates.review_task import handing_events as handed
from vocabulary.notices import NoticeKind
from vocabulary.people import Role


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
ASKING: Final = frozenset(
    {
        *TO_THE_DECIDERS.values(),
        NoticeKind.ESCALATED,
        NoticeKind.PASSED_ON,
        NoticeKind.DELEGATED,
        NoticeKind.AGREEMENT_ASKED,
    }
)
"""Kinds that want an answer: a mail of them brings a link."""
TOLD_OF: Final[tuple[type[Event], ...]] = (
    *TO_THE_DECIDERS,
    task.TaskEscalated,
    handed.TaskAssigned,
    handed.TaskPassedOn,
    handed.TaskDelegated,
    handed.ApproverAdded,
    happened.LeadNudged,
    happened.SilenceReported,
    budget.MarkReached,
    budget.NothingRequested,
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
        case handed.TaskPassedOn() if question is not None:
            yield from _passed_on(event, community, question)
        case handed.TaskDelegated():
            asked = Asked((event.role,), named=(event.delegate,), on_behalf_of=event.principal)
            yield Occasion(NoticeKind.DELEGATED, asked)
        case handed.ApproverAdded() if question is not None:
            asked = Asked((question.terms.assigned_to,), named=(event.person,))
            yield Occasion(NoticeKind.AGREEMENT_ASKED, asked)
        case happened.LeadNudged():
            yield Occasion(NoticeKind.SILENCE_ASKED, Asked((Role.LEAD,), lead=lead))
        case happened.SilenceReported():
            yield Occasion(NoticeKind.SILENCE_REPORTED, Asked((Role.KM,), lead=lead))
        case budget.MarkReached():
            yield Occasion(NoticeKind.BUDGET_MARK, Asked((Role.LEAD, Role.KM), lead=lead))
        case budget.NothingRequested():
            yield Occasion(NoticeKind.BUDGET_UNREQUESTED, Asked((Role.LEAD, Role.KM), lead=lead))
        case task.TaskOpened() if question is not None:
            # A question that was read later has been through hands already; those are told of that.
            yield Occasion(NoticeKind.OPENED, _deciders(question, community))
        case task.TaskEvent() if question is not None and type(event) in TO_THE_DECIDERS:
            for asked in _whom(question, community):
                yield Occasion(TO_THE_DECIDERS[type(event)], asked)


def _passed_on(event: handed.TaskPassedOn, community: Community, question: ReviewTask) -> Iterator[Occasion]:
    if event.people:
        yield Occasion(NoticeKind.PASSED_ON, Asked((question.terms.assigned_to,), named=event.people))
    if event.to is not None:
        yield Occasion(NoticeKind.PASSED_ON, Asked((event.to,), lead=community.lead))
    if not event.people and event.to is None and not question.candidates:
        yield Occasion(NoticeKind.PASSED_ON, _deciders(question, community))


def _whom(question: ReviewTask, community: Community) -> Iterator[Asked]:
    """Whoever may answer a question as it stands: those it was given to, those it went up or was passed on to, those
    who have to agree, and those whom somebody lets answer."""
    yield _deciders(question, community)
    assigned_to = (question.terms.assigned_to,)
    if further := (*question.above, *question.lacking):
        yield Asked(assigned_to, named=further)
    for one in question.delegations:
        yield Asked((one.role,), named=(one.delegate,), on_behalf_of=one.principal)


def _deciders(question: ReviewTask, community: Community) -> Asked:
    higher = tuple(rung.to for rung in question.terms.escalations[: question.escalated])
    named = (question.claim.person,) if question.claim else question.candidates
    roles = (question.terms.assigned_to, *sorted(question.stand_ins), *higher)
    return Asked(roles, lead=community.lead, named=named)
