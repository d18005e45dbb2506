"""Money that a community asks for and is granted, within the budget of its year."""

from typing import Final

from aggregates.application import Answer, Perennial
from aggregates.budget import Budget
from aggregates.commands.budget_year import open_budget, present_budget
from aggregates.commands.command import Command
from aggregates.commands.decisions import decide as decide_task
from aggregates.commands.granting import grant_or_refuse
from aggregates.commands.pinned import pinned
from aggregates.community import Community
from aggregates.community.affairs import spending_matter
from aggregates.desk import Desk
from vocabulary.ids import CommunityId, TaskId
from vocabulary.people import Actor, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import (
    AlreadyAsked,
    ChoiceNotOffered,
    NotDelegated,
    Overspent,
    OwnRequest,
    ReasonMissing,
    WrongRole,
)
from vocabulary.spending import SpendingTerms
from vocabulary.tasks import CHOICES, PLAIN_YES, Choice, TaskKind

MAY_ASK: Final = frozenset({Role.LEAD, Role.MEMBER, Role.KM, Role.ADMIN})
"""Whoever asks for money, and spends it."""


def request_money(app: Perennial, community: CommunityId, terms: SpendingTerms, command: Command) -> int:
    """Asks for money of the present year, which whoever approves so much decides on. Answers the request's number."""

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        must_be_of_the_community(subject, command.by, "asks for money")
        provenance = command.provenance(subject.policy)
        budget = present_budget(desk, subject, provenance)
        return Answer(str(ask_for(desk, subject, budget, terms, provenance)))

    what = f"request {terms.amount} for {terms.initiative} of {community}: {terms.title}; {terms.reason}"
    return int(app.carry_out(command.id, what, decide, by=command.by))


def answer_request(
    app: Perennial,
    community: CommunityId,
    number: int,
    choice: Choice,
    command: Command,
    *,
    reason: str | None = None,
) -> str:
    """Grants, returns or rejects a request: by its task, or before the clock has put one. Answers the stage."""
    if choice not in CHOICES[TaskKind.SPENDING]:
        raise ChoiceNotOffered(f"a request for money is approved, returned or rejected, not answered {choice.value!r}")
    task = _task_of(app, community, number)
    if task is not None:
        return decide_task(app, task, choice, command, reason=reason)

    def decide(desk: Desk) -> Answer:
        subject = desk.community(community)
        if subject.spending(number).task is not None:
            raise AlreadyAsked(f"request {number} of {community} was put to somebody this moment; answer once more")
        _must_approve(desk, subject, number, command.by)
        if choice not in PLAIN_YES and not (reason or "").strip():
            raise ReasonMissing(f"say why request {number} of {community} is answered {choice.value!r}")
        provenance = command.provenance(subject.policy)
        grant_or_refuse(desk, subject, number, choice, reason, provenance)
        subject.settle_spending(number, provenance)
        return Answer(subject.stage.value)

    return app.carry_out(command.id, f"answer request {number} of {community} {choice.value}", decide, by=command.by)


def ask_for(desk: Desk, community: Community, budget: Budget, terms: SpendingTerms, provenance: Provenance) -> int:
    """Notes a request in the budget and in the community; refuses what nobody may approve."""
    _, rules = pinned(desk, community.policy).budget(community.level, community.policy)
    terms.amount.must_be_of(budget.currency)
    if not rules.approvers(terms.amount):
        most = max(limit.up_to for limit in rules.limits if limit.up_to)
        raise Overspent(
            f"{community.policy} lets nobody approve more than {most} at once; ask for {terms.amount} in parts"
        )
    number = community.request_spending(budget.year, provenance)
    budget.request(number, terms, provenance)
    return number


def must_be_of_the_community(community: Community, by: Actor, does: str) -> None:
    """Refuses whoever neither leads it, belongs to it, nor keeps its books."""
    if by.role not in MAY_ASK:
        raise WrongRole(f"a community {does} by its lead, a member or the KM team, not by {by.role.value}")
    must_act_for_themselves(by)
    if by.role is Role.LEAD and by.person != community.lead:
        raise WrongRole(f"{by.person} does not lead {community.community}; {community.lead or 'nobody'} does")


def must_act_for_themselves(by: Actor) -> None:
    """Whoever asks in somebody's name could grant it in their own."""
    if by.on_behalf_of is not None:
        raise NotDelegated(f"{by.person} deals with money as themselves; leave out for whom")


def _task_of(app: Perennial, community: CommunityId, number: int) -> TaskId | None:
    asked = Desk(app, fresh=True).community(community).affairs.spendings
    return next((one.task for one in asked if one.number == number), None)


def _must_approve(desk: Desk, community: Community, number: int, by: Actor) -> None:
    must_act_for_themselves(by)
    community.spending(number)
    amount = open_budget(desk, community).asked(number).amount
    _, rules = pinned(desk, community.policy).budget(community.level, community.policy)
    approvers = rules.approvers(amount)
    if by.role not in approvers:
        whom = " or ".join(role.value for role in approvers)
        raise WrongRole(f"{amount} is granted by {whom}, not by {by.role.value}")
    if by.role is Role.LEAD:
        must_be_of_the_community(community, by, "is granted money")
    else:
        community.must_not_concern(by)
    if by.person in community.affairs.authors_of(spending_matter(number)):
        raise OwnRequest(f"{by.person} asked for it; somebody else has to decide")
