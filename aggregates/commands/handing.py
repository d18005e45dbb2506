"""A task on its way to the right person: claimed, named, delegated, agreed to, talked about."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.entitled import must_be_entitled, must_not_be_ones_own, must_stand_in
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from vocabulary.ids import TaskId
from vocabulary.people import Actor, PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import WrongRole
from vocabulary.tasks import Priority

LOOKS_ON: Final = frozenset({Role.KM, Role.ADMIN})
"""They may say something to every task."""

Change = Callable[[ReviewTask, Community, Desk, Provenance], None]


def claim(app: Perennial, task: TaskId, command: Command) -> None:
    """Takes a task on, so that the others who were asked need not look at it; whoever has left takes nothing on."""

    def change(question: ReviewTask, community: Community, desk: Desk, provenance: Provenance) -> None:
        _must_be_there(desk, command)
        must_be_entitled(desk, community, question, command.by, None, command.at)
        question.take_on(provenance)

    _change(app, task, "claim", command, change)


def release(app: Perennial, task: TaskId, command: Command, *, reason: str | None = None) -> None:
    """Gives a claimed task back to everybody who was asked."""

    def change(question: ReviewTask, _: Community, desk: Desk, provenance: Provenance) -> None:
        must_stand_in(desk, question, command.by, command.at)
        question.release(reason, provenance)

    _change(app, task, "release", command, change)


def assign(
    app: Perennial, task: TaskId, people: Sequence[PersonId], command: Command, *, reason: str | None = None
) -> None:
    """Names who of the role is asked; nobody named means everybody again."""

    def change(question: ReviewTask, community: Community, desk: Desk, provenance: Provenance) -> None:
        must_stand_in(desk, question, command.by, command.at)
        for person in people:
            _must_be_able(desk, community, question, person, command.at)
        question.assign(people, reason, provenance)

    _change(app, task, f"assign to {', '.join(people)}", command, change)


def delegate(app: Perennial, task: TaskId, to: PersonId, command: Command, *, reason: str | None = None) -> None:
    """Lets somebody else answer one task in one's own name; whoever has left lets nobody."""

    def change(question: ReviewTask, community: Community, desk: Desk, provenance: Provenance) -> None:
        _must_be_there(desk, command)
        must_be_entitled(desk, community, question, command.by, None, command.at)
        _must_be_able(desk, community, question, to, command.at)
        question.delegate(to, reason, provenance)

    _change(app, task, f"delegate to {to}", command, change)


def end_delegation(app: Perennial, task: TaskId, to: PersonId, command: Command) -> None:
    """Takes a delegation back."""

    def change(question: ReviewTask, _: Community, __: Desk, provenance: Provenance) -> None:
        question.end_delegation(to, provenance)

    _change(app, task, f"end delegation to {to}", command, change)


def add_approver(
    app: Perennial, task: TaskId, person: PersonId, command: Command, *, reason: str | None = None
) -> None:
    """Lets a yes wait until somebody else has agreed too."""

    def change(question: ReviewTask, community: Community, desk: Desk, provenance: Provenance) -> None:
        if command.by.role not in LOOKS_ON:
            must_be_entitled(desk, community, question, command.by, None, command.at)
        _must_be_able(desk, community, question, person, command.at)
        question.add_approver(person, reason, provenance)

    _change(app, task, f"ask {person} to agree", command, change)


def prioritise(app: Perennial, task: TaskId, priority: Priority, command: Command) -> None:
    def change(question: ReviewTask, _: Community, desk: Desk, provenance: Provenance) -> None:
        must_stand_in(desk, question, command.by, command.at)
        question.prioritise(priority, provenance)

    _change(app, task, f"priority {priority.value}", command, change)


def follow_up(app: Perennial, task: TaskId, on: datetime | None, command: Command) -> None:
    """Notes when one wants to look at it again; None takes it back."""

    def change(question: ReviewTask, community: Community, _: Desk, provenance: Provenance) -> None:
        _must_look_on(question, community, command.by)
        question.follow_up(on, provenance)

    _change(app, task, f"follow up on {on.isoformat() if on else 'no day'}", command, change)


def comment(app: Perennial, task: TaskId, text: str, command: Command) -> None:
    def change(question: ReviewTask, community: Community, _: Desk, provenance: Provenance) -> None:
        _must_look_on(question, community, command.by)
        question.comment(text, provenance)

    _change(app, task, f"comment {text}", command, change)


def link(app: Perennial, task: TaskId, url: str, title: str, command: Command) -> None:
    """Puts something to read beside it."""

    def change(question: ReviewTask, community: Community, _: Desk, provenance: Provenance) -> None:
        _must_look_on(question, community, command.by)
        question.link(url, title, provenance)

    _change(app, task, f"link {url} {title}", command, change)


def _change(app: Perennial, task: TaskId, what: str, command: Command, change: Change) -> None:
    def decide(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        change(question, community, desk, command.provenance(community.policy))
        return Answer(task)

    app.carry_out(command.id, f"{what}: {task}", decide, by=command.by)


def _must_be_there(desk: Desk, command: Command) -> None:
    """Refuses whoever has left, and whoever acts for somebody who has."""
    for person in {command.by.person, command.by.principal}:
        desk.must_be_there(person, command.at)


def _must_be_able(desk: Desk, community: Community, question: ReviewTask, person: PersonId, at: datetime) -> None:
    """Nothing is put into the hands of somebody who does not exist or could not answer it anyway."""
    desk.must_exist(person, at)
    must_not_be_ones_own(community, question.terms, Actor(person=person, role=Role.MEMBER))


def _must_look_on(question: ReviewTask, community: Community, actor: Actor) -> None:
    """Those asked, those whose community it is, and those who keep the tasks may say something."""
    near = {*question.candidates, *question.approvers, *question.above, *(one.delegate for one in question.delegations)}
    if actor.role in question.deciders | LOOKS_ON or actor.principal in near | community.insiders:
        return
    raise WrongRole(f"{actor} has no part in {question.terms.id}; ask whoever has, or the KM team")
