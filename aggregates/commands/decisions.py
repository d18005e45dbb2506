"""A person's answer to a task, or vote in its ballot, and what it does to the community."""

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.effects import EFFECTS, Verdict
from aggregates.commands.entitled import must_be_entitled
from aggregates.commands.granting import answer_spending
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.plan_changes import told_the_year
from aggregates.commands.showing import shown
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from vocabulary.ids import TaskId
from vocabulary.provenance import Provenance
from vocabulary.refusals import NotDelegated
from vocabulary.stages import Sunsetting
from vocabulary.tasks import Choice, TaskKind


def decide(
    app: Perennial,
    task: TaskId,
    choice: Choice,
    command: Command,
    *,
    reason: str | None = None,
    seen: int | None = None,
) -> str:
    """Answers a task, agrees to it as a further approver, or votes where several people decide together.

    `seen` is the version of the community that the decider looked at. Answers the community's stage.
    """

    def answer(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        must_be_entitled(desk, community, question, command.by, choice, command.at)
        provenance = command.provenance(community.policy)
        before = shown(desk, community, question, seen)
        if question.terms.ballot is not None:
            question.vote(choice, reason, provenance, shown=before)
            settle(desk, community, question, provenance)
        elif question.decide(choice, reason, provenance, shown=before):
            apply_verdict(desk, community, Verdict(question.terms, choice, reason, provenance))
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"decide {task} {choice.value}", answer, by=command.by)


def abstain(app: Perennial, task: TaskId, command: Command, *, reason: str | None = None) -> str:
    """Votes blank: it counts to the quorum and to nothing else. Answers the community's stage."""

    def answer(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        must_be_entitled(desk, community, question, command.by, None, command.at)
        provenance = command.provenance(community.policy)
        question.vote(None, reason, provenance, shown=shown(desk, community, question, None))
        settle(desk, community, question, provenance)
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"abstain {task}", answer, by=command.by)


def stop(app: Perennial, task: TaskId, command: Command, *, reason: str) -> str:
    """Stops what a ballot has carried before it takes effect. Answers the community's stage."""

    def answer(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        must_be_entitled(desk, community, question, command.by, None, command.at)
        provenance = command.provenance(community.policy)
        question.stop(reason, provenance)
        settle(desk, community, question, provenance)
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"stop {task}", answer, by=command.by)


def override(app: Perennial, task: TaskId, choice: Choice, command: Command, *, reason: str) -> str:
    """An administrator answers in the place of those who were asked. Answers the community's stage."""

    def answer(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        community.must_not_concern(command.by)
        community.must_not_be_requested_by(command.by, question.terms)
        if command.by.on_behalf_of is not None:
            raise NotDelegated(f"{command.by.person} overrides as themselves; leave out for whom")
        provenance = command.provenance(community.policy)
        question.override(choice, reason, provenance)
        apply_verdict(desk, community, Verdict(question.terms, choice, reason, provenance))
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"override {task} {choice.value}", answer, by=command.by)


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
    desk.follows(community)
    asked = [task for task in community.open_tasks if task != verdict.terms.id]
    carried = verdict.choice is Choice.APPROVE
    if verdict.terms.kind is TaskKind.SPENDING:
        answer_spending(desk, community, verdict)
    with told_the_year(desk, community, verdict.provenance, carried=carried, reason=verdict.reason):
        EFFECTS[verdict.terms.kind, verdict.choice](community, verdict)
    cancel_dropped(
        desk, asked, community, f"{verdict.terms.id} was answered {verdict.choice.value!r}", verdict.provenance
    )
