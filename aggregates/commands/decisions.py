"""A person's answer to a task, or vote in its ballot, and what it does to the community."""

from typing import Final

from aggregates.application import Answer, Desk, Perennial
from aggregates.commands.command import Command
from aggregates.commands.effects import EFFECTS, Verdict
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.community import Community
from aggregates.review_task import ReviewTask
from vocabulary.ids import TaskId
from vocabulary.people import Actor, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import WrongRole
from vocabulary.stages import Sunsetting
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import PLAIN_YES, Choice, TaskKind

ITEMS: Final = frozenset({TaskKind.LAUNCH_ITEM, TaskKind.SUNSET_ITEM, TaskKind.DUTY})
"""Work that members do themselves; everything else is decided about them by others."""


def decide(app: Perennial, task: TaskId, choice: Choice, command: Command, *, reason: str | None = None) -> str:
    """Answers a task, or votes where several people decide together. Answers the community's stage."""

    def answer(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        _must_be_entitled(community, question.terms, command.by, choice)
        provenance = command.provenance(community.policy)
        if question.terms.ballot is None:
            question.decide(choice, reason, provenance)
            apply_verdict(desk, community, Verdict(question.terms, choice, reason, provenance))
        else:
            question.vote(choice, reason, provenance)
            settle(desk, community, question, provenance)
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"decide {task} {choice.value}", answer)


def abstain(app: Perennial, task: TaskId, command: Command, *, reason: str | None = None) -> str:
    """Votes blank: it counts to the quorum and to nothing else. Answers the community's stage."""

    def answer(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        _must_be_entitled(community, question.terms, command.by, None)
        provenance = command.provenance(community.policy)
        question.vote(None, reason, provenance)
        settle(desk, community, question, provenance)
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"abstain {task}", answer)


def stop(app: Perennial, task: TaskId, command: Command, *, reason: str) -> str:
    """Stops what a ballot has carried before it takes effect. Answers the community's stage."""

    def answer(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        _must_be_entitled(community, question.terms, command.by, None)
        provenance = command.provenance(community.policy)
        question.stop(reason, provenance)
        settle(desk, community, question, provenance)
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"stop {task}", answer)


def settle(desk: Desk, community: Community, question: ReviewTask, provenance: Provenance) -> None:
    """Lets a ballot that is over take effect; one that goes on changes nothing."""
    settled = question.settle(provenance)
    if settled is None:
        return
    by_people = settled.cast or question.stopped
    cause = Sunsetting.DECIDED if by_people else Sunsetting.SILENCE
    apply_verdict(desk, community, Verdict(question.terms, settled.choice, settled.why, provenance, cause=cause))


def apply_verdict(desk: Desk, community: Community, verdict: Verdict) -> None:
    """Lets an answer take effect, and takes back whatever else was asked and no longer matters."""
    asked = [task for task in community.open_tasks if task != verdict.terms.id]
    EFFECTS[verdict.terms.kind, verdict.choice](community, verdict)
    cancel_dropped(
        desk, asked, community, f"{verdict.terms.id} was answered {verdict.choice.value!r}", verdict.provenance
    )


def _must_be_entitled(community: Community, terms: TaskTerms, actor: Actor, choice: Choice | None) -> None:
    confirms = terms.confirmation and choice in PLAIN_YES
    if terms.kind not in ITEMS and not confirms:
        community.must_not_concern(actor)
    if actor.role is Role.LEAD and actor.person != community.lead:
        raise WrongRole(f"{actor.person} does not lead {community.community}; {community.lead or 'nobody'} does")
