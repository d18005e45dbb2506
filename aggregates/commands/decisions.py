"""A person's answer to a task, and what it does to the community."""

from collections.abc import Callable
from typing import Final, NamedTuple

from aggregates.application import Answer, Desk, Perennial
from aggregates.commands.command import Command
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.community import Community
from vocabulary.ids import TaskId
from vocabulary.people import Actor, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import WrongRole
from vocabulary.stages import Sunsetting
from vocabulary.tasks import Choice, TaskKind, TaskTerms

ITEMS: Final = frozenset({TaskKind.LAUNCH_ITEM, TaskKind.SUNSET_ITEM})
"""Work that members do themselves; everything else is decided about them by others."""


class Verdict(NamedTuple):
    """An answer on its way from the task to the community."""

    terms: TaskTerms
    choice: Choice
    reason: str | None
    provenance: Provenance
    cause: Sunsetting = Sunsetting.DECIDED


def decide(app: Perennial, task: TaskId, choice: Choice, command: Command, *, reason: str | None = None) -> str:
    """Answers a task; task and community change together. Answers the community's stage."""

    def answer(desk: Desk) -> Answer:
        question = desk.task(task)
        community = desk.community(question.terms.community)
        _must_be_entitled(community, question.terms, command.by)
        provenance = command.provenance(community.policy)
        question.decide(choice, reason, provenance)
        apply_verdict(desk, community, Verdict(question.terms, choice, reason, provenance))
        return Answer(community.stage.value)

    return app.carry_out(command.id, f"decide {task} {choice.value}", answer)


def apply_verdict(desk: Desk, community: Community, verdict: Verdict) -> None:
    """Lets an answer take effect, and takes back whatever else was asked and no longer matters."""
    asked = [task for task in community.open_tasks if task != verdict.terms.id]
    EFFECTS[verdict.terms.kind, verdict.choice](community, verdict)
    cancel_dropped(
        desk, asked, community, f"{verdict.terms.id} was answered {verdict.choice.value!r}", verdict.provenance
    )


def _must_be_entitled(community: Community, terms: TaskTerms, actor: Actor) -> None:
    if terms.kind not in ITEMS:
        community.must_not_concern(actor)
    if actor.role is Role.LEAD and actor.person != community.lead:
        raise WrongRole(f"{actor.person} does not lead {community.community}; {community.lead or 'nobody'} does")


def _tick(community: Community, verdict: Verdict) -> None:
    if verdict.terms.item is None:
        msg = f"{verdict.terms.id} stands for no line of a checklist"
        raise TypeError(msg)
    community.tick(verdict.terms.item, verdict.terms.id, verdict.reason, verdict.provenance)


def _keep(community: Community, verdict: Verdict) -> None:
    community.revive(verdict.provenance.recorded_at, verdict.provenance)


def _renew(community: Community, verdict: Verdict) -> None:
    community.renew(verdict.reason, verdict.provenance)


def _announce_sunset(community: Community, verdict: Verdict) -> None:
    community.announce_sunset(verdict.cause, verdict.reason, verdict.provenance)


def _send_back(community: Community, verdict: Verdict) -> None:
    community.send_back(verdict.reason or "", verdict.provenance)


def _reject(community: Community, verdict: Verdict) -> None:
    community.reject(verdict.reason or "", verdict.provenance)


def _put_on_probation(community: Community, verdict: Verdict) -> None:
    community.put_on_probation(verdict.reason or "", verdict.provenance)


EFFECTS: Final[dict[tuple[TaskKind, Choice], Callable[[Community, Verdict], None]]] = {
    (TaskKind.KM_REVIEW, Choice.APPROVE): lambda community, verdict: community.pass_review(verdict.provenance),
    (TaskKind.KM_REVIEW, Choice.RETURN): _send_back,
    (TaskKind.KM_REVIEW, Choice.REJECT): _reject,
    (TaskKind.APPROVAL, Choice.APPROVE): lambda community, verdict: community.approve(verdict.provenance),
    (TaskKind.APPROVAL, Choice.RETURN): _send_back,
    (TaskKind.APPROVAL, Choice.REJECT): _reject,
    (TaskKind.LAUNCH_ITEM, Choice.DONE): _tick,
    (TaskKind.ANNUAL_REVIEW, Choice.RENEW): _renew,
    (TaskKind.ANNUAL_REVIEW, Choice.PROBATION): _put_on_probation,
    (TaskKind.ANNUAL_REVIEW, Choice.SUNSET): _announce_sunset,
    (TaskKind.PROBATION_REVIEW, Choice.RENEW): _renew,
    (TaskKind.PROBATION_REVIEW, Choice.SUNSET): _announce_sunset,
    (TaskKind.DORMANCY, Choice.RENEW): _keep,
    (TaskKind.DORMANCY, Choice.PROBATION): _put_on_probation,
    (TaskKind.DORMANCY, Choice.SUNSET): _announce_sunset,
    (TaskKind.SUNSET_ITEM, Choice.DONE): _tick,
}
"""What each answer to each kind of task does; a test holds it against CHOICES."""
