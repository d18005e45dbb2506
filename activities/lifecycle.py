"""The activities of the lifecycle: each records one step and reports where the community stands then."""

from collections.abc import Callable, Sequence
from typing import Any

from temporalio import activity

from activities.standing import briefing_of, standing_of
from aggregates.application import Perennial
from aggregates.commands.clockwork import Clockwork
from policies import step
from policies.briefing import Briefing, Inquiry
from policies.standing import Standing
from vocabulary.ids import CommunityId
from vocabulary.stored_names import TAKE_STANDING


class LifecycleActivities:
    """Activity names are the kinds of `policies.step`; a test holds the two together."""

    def __init__(self, app: Perennial) -> None:
        self._app = app
        self._clockwork = Clockwork(app)

    @property
    def all(self) -> Sequence[Callable[..., Any]]:
        """What a worker registers."""
        return [
            self.take_standing,
            self.open_review_task,
            self.open_checklist,
            self.remind,
            self.escalate,
            self.let_expire,
            self.lapse_proposal,
            self.launch,
            self.open_annual_review,
            self.suspect_silence,
            self.report_silence,
            self.confirm_silence,
            self.revive,
            self.close_community,
        ]

    @activity.defn(name=TAKE_STANDING)
    def take_standing(self, inquiry: Inquiry) -> Briefing:
        return briefing_of(self._app, inquiry.community, inquiry.known)

    @activity.defn(name="open_review_task")
    def open_review_task(self, due: step.OpenReviewTask) -> Standing:
        self._clockwork.open_task(due.task, due.at)
        return self._report(due.community)

    @activity.defn(name="open_checklist")
    def open_checklist(self, due: step.OpenChecklist) -> Standing:
        self._clockwork.open_checklist(due.community, due.episode, due.tasks, due.not_before, due.at)
        return self._report(due.community)

    @activity.defn(name="remind")
    def remind(self, due: step.Remind) -> Standing:
        self._clockwork.remind(due.community, due.task, due.number, due.at)
        return self._report(due.community)

    @activity.defn(name="escalate")
    def escalate(self, due: step.Escalate) -> Standing:
        self._clockwork.escalate(due.community, due.task, due.level, due.at)
        return self._report(due.community)

    @activity.defn(name="let_expire")
    def let_expire(self, due: step.LetExpire) -> Standing:
        self._clockwork.expire(due.community, due.task, due.at)
        return self._report(due.community)

    @activity.defn(name="lapse_proposal")
    def lapse_proposal(self, due: step.LapseProposal) -> Standing:
        self._clockwork.lapse(due.community, due.episode, due.at)
        return self._report(due.community)

    @activity.defn(name="launch")
    def launch(self, due: step.Launch) -> Standing:
        self._clockwork.launch(due.community, due.episode, due.at)
        return self._report(due.community)

    @activity.defn(name="open_annual_review")
    def open_annual_review(self, due: step.OpenAnnualReview) -> Standing:
        self._clockwork.open_annual_review(due.anniversary, due.on, due.task, due.at)
        return self._report(due.community)

    @activity.defn(name="suspect_silence")
    def suspect_silence(self, due: step.SuspectSilence) -> Standing:
        self._clockwork.nudge_lead(due.community, due.silent_since, due.at)
        return self._report(due.community)

    @activity.defn(name="report_silence")
    def report_silence(self, due: step.ReportSilence) -> Standing:
        self._clockwork.report_silence(due.community, due.silent_since, due.at)
        return self._report(due.community)

    @activity.defn(name="confirm_silence")
    def confirm_silence(self, due: step.ConfirmSilence) -> Standing:
        self._clockwork.confirm_silence(due.silent_since, due.task, due.at)
        return self._report(due.community)

    @activity.defn(name="revive")
    def revive(self, due: step.Revive) -> Standing:
        self._clockwork.revive(due.community, due.sign_at, due.at)
        return self._report(due.community)

    @activity.defn(name="close_community")
    def close_community(self, due: step.CloseCommunity) -> Standing:
        self._clockwork.close(due.community, due.episode, due.at)
        return self._report(due.community)

    def _report(self, community: CommunityId) -> Standing:
        return standing_of(self._app, community, fresh=False)
