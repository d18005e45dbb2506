"""What the passing of time causes; called by the activities of the lifecycle, never by people.

Every command id is built from the community and what is asked, so that a repeated activity finds its receipt. The
community's `episode` is part of it where the same thing may be due again in another year.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Self

from aggregates.application import Answer, Perennial
from aggregates.commands.command import Command
from aggregates.commands.decisions import apply_verdict, settle
from aggregates.commands.effects import Verdict
from aggregates.commands.open_tasks import cancel_dropped
from aggregates.commands.pinned import pinned
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from vocabulary.ids import CommunityId, TaskId, lifecycle_workflow
from vocabulary.people import THE_CLOCK
from vocabulary.provenance import PolicyRef, Provenance
from vocabulary.refusals import PolicyChanged, WrongStage
from vocabulary.stages import Sunsetting
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import ItemName

NOTHING_ELSE: Final[Mapping[ItemName, datetime]] = MappingProxyType({})


def _start(desk: Desk, community: Community, starts: Mapping[ItemName, datetime], provenance: Provenance) -> None:
    """Asks for extra duties; one that is being done already is not asked for twice."""
    for name, on in starts.items():
        sign_offs = pinned(desk, community.policy).duty(name, community.policy).sign_offs
        if not community.duty_is_being_done(name, sign_offs):
            community.request_duty(name, on, provenance, sign_offs=sign_offs)


Change = Callable[[Desk, Community, Provenance], None]


def _anew(restarts: int) -> str:
    """What tells a reminder from the same one before the question's clock began anew."""
    return f", begun anew {restarts}" if restarts else ""


def _must_live_by(community: Community, policy: PolicyRef | None) -> None:
    if policy is not None and community.policy != policy:
        raise PolicyChanged(f"{community.community} has adopted {community.policy} since this was found to be due")


def _must_be_in(community: Community, episode: int) -> None:
    if community.episode != episode:
        raise WrongStage(f"{community.community} has moved on since this was found to be due")


class Clockwork:
    """The clock's commands, decided by the same aggregates as people's."""

    def __init__(self, app: Perennial, under: PolicyRef | None = None) -> None:
        self._app = app
        self._under = under

    def under(self, policy: PolicyRef | None) -> Self:
        """For what was found to be due under a policy: once the community has adopted another, it is refused."""
        return type(self)(self._app, policy)

    def open_task(self, terms: TaskTerms, at: datetime) -> None:
        def change(desk: Desk, community: Community, provenance: Provenance) -> None:
            community.await_decision(terms.id, provenance)
            desk.add(ReviewTask.open(terms, provenance))

        self._cause(terms.community, f"open {terms.id}", at, change)

    def open_checklist(
        self,
        community: CommunityId,
        episode: int,
        tasks: tuple[TaskTerms, ...],
        not_before: datetime | None,
        at: datetime,
    ) -> None:
        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            items = tuple(terms.item for terms in tasks if terms.item)
            community_.open_checklist(items, tuple(terms.id for terms in tasks), not_before, provenance)
            for terms in tasks:
                desk.add(ReviewTask.open(terms, provenance))

        self._cause(community, f"open checklist {episode}", at, change)

    def remind(self, community: CommunityId, task: TaskId, number: int, at: datetime, *, restarts: int = 0) -> None:
        def change(desk: Desk, _: Community, provenance: Provenance) -> None:
            desk.task(task).remind(number, provenance)

        self._cause(community, f"remind {task} {number}{_anew(restarts)}", at, change)

    def escalate(self, community: CommunityId, task: TaskId, level: int, at: datetime, *, restarts: int = 0) -> None:
        """To the next role by the policy, and to those over whoever was named for it or has claimed it."""

        def change(desk: Desk, _: Community, provenance: Provenance) -> None:
            question = desk.task(task)
            named = [question.claim.person] if question.claim else question.candidates
            above = self._app.roster.above(named, level) if named else ()
            question.escalate(level, provenance, above=above)

        self._cause(community, f"escalate {task} {level}{_anew(restarts)}", at, change)

    def expire(self, community: CommunityId, task: TaskId, at: datetime) -> None:
        """Lets the policy's own answer hold for a task that nobody answered."""

        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            question = desk.task(task)
            choice = question.expire(provenance)
            reason = "nobody answered in time"
            told = question.terms.confirmation and question.reminded > 0
            verdict = Verdict(question.terms, choice, reason, provenance, cause=Sunsetting.SILENCE, told=told)
            apply_verdict(desk, community_, verdict)

        self._cause(community, f"expire {task}", at, change)

    def lapse(self, community: CommunityId, episode: int, at: datetime) -> None:
        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            asked = community_.open_tasks
            _must_be_in(community_, episode)
            community_.lapse(provenance)
            cancel_dropped(desk, asked, community_, "the time for it ran out", provenance)

        self._cause(community, f"lapse {episode}", at, change)

    def launch(self, community: CommunityId, episode: int, at: datetime) -> None:
        def change(_: Desk, community_: Community, provenance: Provenance) -> None:
            community_.launch(provenance)

        self._cause(community, f"launch {episode}", at, change)

    def open_annual_review(self, anniversary: int, on: datetime, terms: TaskTerms, at: datetime) -> None:
        def change(desk: Desk, community: Community, provenance: Provenance) -> None:
            asked = community.open_tasks
            community.open_annual_review(anniversary, on, terms.id, provenance)
            cancel_dropped(desk, asked, community, "the annual review takes its place", provenance)
            desk.add(ReviewTask.open(terms, provenance))

        self._cause(terms.community, f"open {terms.id}", at, change)

    def nudge_lead(
        self,
        community: CommunityId,
        episode: int,
        silent_since: datetime,
        at: datetime,
        *,
        starts: Mapping[ItemName, datetime] = NOTHING_ELSE,
    ) -> None:
        """`starts` are duties asked for at once, by their dates."""

        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            _must_be_in(community_, episode)
            community_.nudge_lead(silent_since, provenance)
            _start(desk, community_, starts, provenance)

        self._cause(community, f"nudge lead {episode}, silent since {silent_since.isoformat()}", at, change)

    def report_silence(self, community: CommunityId, episode: int, silent_since: datetime, at: datetime) -> None:
        def change(_: Desk, community_: Community, provenance: Provenance) -> None:
            _must_be_in(community_, episode)
            community_.report_silence(silent_since, provenance)

        self._cause(community, f"report silence {episode} since {silent_since.isoformat()}", at, change)

    def confirm_silence(
        self,
        episode: int,
        silent_since: datetime,
        terms: TaskTerms,
        at: datetime,
        *,
        starts: Mapping[ItemName, datetime] = NOTHING_ELSE,
    ) -> None:
        def change(desk: Desk, community: Community, provenance: Provenance) -> None:
            _must_be_in(community, episode)
            community.confirm_silence(silent_since, terms.id, provenance)
            desk.add(ReviewTask.open(terms, provenance))
            _start(desk, community, starts, provenance)

        self._cause(terms.community, f"confirm silence {episode} since {silent_since.isoformat()}", at, change)

    def revive(self, community: CommunityId, sign_at: datetime, at: datetime) -> None:
        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            asked = community_.open_tasks
            community_.revive(sign_at, provenance)
            cancel_dropped(desk, asked, community_, "the community shows signs of life again", provenance)

        self._cause(community, f"revive by the sign of {sign_at.isoformat()}", at, change)

    def close(
        self, community: CommunityId, episode: int, at: datetime, *, restorable_until: datetime | None = None
    ) -> None:
        def change(_: Desk, community_: Community, provenance: Provenance) -> None:
            community_.close(provenance, restorable_until=restorable_until)

        self._cause(community, f"close {episode}", at, change)

    def settle_ballot(self, community: CommunityId, task: TaskId, votes: int, due: datetime, at: datetime) -> None:
        """Ends a ballot that is over; `votes` and `due` tell this end from an earlier one of the same ballot."""

        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            settle(desk, community_, desk.task(task), provenance)

        self._cause(community, f"settle {task} with {votes} votes, due {due.isoformat()}", at, change)

    def renew_itself(
        self, community: CommunityId, anniversary: int, on: datetime, sign_at: datetime, at: datetime
    ) -> None:
        def change(_: Desk, community_: Community, provenance: Provenance) -> None:
            community_.renew_itself(anniversary, on, sign_at, provenance)

        self._cause(community, f"renew itself {anniversary}", at, change)

    def _cause(self, community: CommunityId, what: str, at: datetime, change: Change) -> None:
        def decide(desk: Desk) -> Answer:
            subject = desk.community(community)
            _must_live_by(subject, self._under)
            change(desk, subject, command.provenance(subject.policy))
            return Answer(subject.stage.value)

        command = Command(by=THE_CLOCK, at=at, id=f"{lifecycle_workflow(community)}: {what}")
        self._app.carry_out(command.id, what, decide, by=command.by)
