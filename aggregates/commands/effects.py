"""What each answer to each kind of task does to the community."""

from collections.abc import Callable
from typing import Final, NamedTuple

from aggregates.community import Community
from vocabulary.provenance import Provenance
from vocabulary.stages import Stage, Sunsetting
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice, ItemName, TaskKind


class Verdict(NamedTuple):
    """An answer on its way from the task to the community."""

    terms: TaskTerms
    choice: Choice
    reason: str | None
    provenance: Provenance
    cause: Sunsetting = Sunsetting.DECIDED
    told: bool = False
    """The lead was asked to confirm that the community is still wanted, and was reminded."""


def _item(verdict: Verdict) -> ItemName:
    if verdict.terms.item is None:
        msg = f"{verdict.terms.id} names nothing that it stands for"
        raise TypeError(msg)
    return verdict.terms.item


def _tick(community: Community, verdict: Verdict) -> None:
    community.tick(_item(verdict), verdict.terms.id, verdict.reason, verdict.provenance)


def _keep(community: Community, verdict: Verdict) -> None:
    community.revive(verdict.provenance.recorded_at, verdict.provenance)


def _renew(community: Community, verdict: Verdict) -> None:
    community.renew(verdict.reason, verdict.provenance)


def _announce_sunset(community: Community, verdict: Verdict) -> None:
    community.announce_sunset(verdict.cause, verdict.reason, verdict.provenance, told=verdict.told)


def _send_back(community: Community, verdict: Verdict) -> None:
    community.send_back(verdict.reason or "", verdict.provenance)


def _reject(community: Community, verdict: Verdict) -> None:
    community.reject(verdict.reason or "", verdict.provenance)


def _put_on_probation(community: Community, verdict: Verdict) -> None:
    community.put_on_probation(verdict.reason or "", verdict.provenance)


def _settle(community: Community, verdict: Verdict) -> None:
    community.settle_concern(_item(verdict), verdict.reason, verdict.provenance)


def _settle_by_probation(community: Community, verdict: Verdict) -> None:
    _settle(community, verdict)
    if community.stage is not Stage.PROBATION:
        _put_on_probation(community, verdict)


def _settle_by_sunset(community: Community, verdict: Verdict) -> None:
    _settle(community, verdict)
    _announce_sunset(community, verdict)


def _file(community: Community, verdict: Verdict) -> None:
    community.file_duty(_item(verdict), verdict.terms.id, verdict.reason, verdict.provenance)


def _sign_off(community: Community, verdict: Verdict) -> None:
    community.sign_off(_item(verdict), verdict.terms, verdict.provenance)


def _file_again(community: Community, verdict: Verdict) -> None:
    community.return_duty(_item(verdict), verdict.terms.id, verdict.reason, verdict.provenance)


def _answer_change(community: Community, verdict: Verdict) -> None:
    decided = community.answer_change(verdict.terms, verdict.choice, verdict.reason, verdict.provenance)
    if decided and decided.terms.sunsets and verdict.choice is Choice.APPROVE:
        # Whoever asked for it is the person who ends it; that nobody objected is no silence of the community.
        community.announce_sunset(Sunsetting.DECIDED, verdict.reason, verdict.provenance)


def _settle_spending(community: Community, verdict: Verdict) -> None:
    community.settle_spending(community.spending_of(verdict.terms.id).number, verdict.provenance)


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
    (TaskKind.CONCERN, Choice.RENEW): _settle,
    (TaskKind.CONCERN, Choice.PROBATION): _settle_by_probation,
    (TaskKind.CONCERN, Choice.SUNSET): _settle_by_sunset,
    (TaskKind.DUTY, Choice.DONE): _file,
    (TaskKind.SIGN_OFF, Choice.APPROVE): _sign_off,
    (TaskKind.SIGN_OFF, Choice.RETURN): _file_again,
    (TaskKind.CHANGE, Choice.APPROVE): _answer_change,
    (TaskKind.CHANGE, Choice.RETURN): _answer_change,
    (TaskKind.CHANGE, Choice.REJECT): _answer_change,
    (TaskKind.SPENDING, Choice.APPROVE): _settle_spending,
    (TaskKind.SPENDING, Choice.RETURN): _settle_spending,
    (TaskKind.SPENDING, Choice.REJECT): _settle_spending,
}
"""A test holds this against CHOICES."""
