"""Whoever asked takes the question back before it is decided."""

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.granting import grant_or_refuse
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.plan_changes import told_the_year
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from vocabulary.ids import TaskId
from vocabulary.people import Actor, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import NothingAsked, WrongRole
from vocabulary.tasks import Choice, TaskKind


def recall(app: Perennial, task: TaskId, command: Command, *, reason: str | None = None) -> str:
    """Takes back what a task asks for: a proposal becomes a draft again, a change or a request for
    money is dropped, a report is filed anew.

    Answers the community's stage.
    """

    def decide(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        question.must_be_open()
        provenance = command.provenance(community.policy)
        asked = community.open_tasks
        with told_the_year(desk, community, provenance, reason=reason):
            _take_back(desk, community, question, command.by, reason, provenance)
        cancel_dropped(desk, asked, community, f"recalled by {command.by}", provenance)
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"recall {task}", decide, by=command.by)


def _take_back(
    desk: Desk, community: Community, question: ReviewTask, actor: Actor, reason: str | None, provenance: Provenance
) -> None:
    terms = question.terms
    match terms.kind:
        case TaskKind.KM_REVIEW | TaskKind.APPROVAL:
            community.recall(reason, provenance)
        case TaskKind.CHANGE:
            _must_stand_behind(community, question, actor)
            change = next(one for one in community.affairs.changes if one.task == terms.id)
            community.recall_change(change.number, reason, provenance)
        case TaskKind.SPENDING:
            _must_stand_behind(community, question, actor)
            number = community.spending_of(terms.id).number
            grant_or_refuse(desk, community, number, Choice.RETURN, reason, provenance)
            community.settle_spending(number, provenance)
        case TaskKind.SIGN_OFF if terms.item:
            _must_stand_behind(community, question, actor)
            community.return_duty(terms.item, terms.id, reason, provenance)
        case _:
            raise NothingAsked(f"nobody asked for {terms.id}, its policy did; it ends with an answer")


def _must_stand_behind(community: Community, question: ReviewTask, actor: Actor) -> None:
    authors = community.authors_of(question.terms)
    if actor.on_behalf_of is None and (actor.person in authors or actor.role in {Role.KM, Role.ADMIN}):
        return
    whose = " or ".join(sorted(authors)) or "nobody"
    raise WrongRole(f"{question.terms.id} was asked for by {whose}, who may recall it; so may the KM team")
