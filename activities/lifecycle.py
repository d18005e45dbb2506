"""The activities of the lifecycle: each records one step and reports where the community stands then."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from temporalio import activity

from activities.standing import briefing_of, standing_of
from aggregates.application import Perennial
from aggregates.commands.budget_clockwork import BudgetClockwork
from policies import step
from policies.briefing import Briefing, Inquiry
from policies.standing import Standing
from vocabulary.stored_names import TAKE_STANDING
from vocabulary.tasks import ItemName


class LifecycleActivities:
    """Activity names are the kinds of `policies.step`; a test holds the two together."""

    def __init__(self, app: Perennial) -> None:
        self._app = app
        self._clockwork = BudgetClockwork(app)

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
            self.settle_ballot,
            self.renew_itself,
            self.ask_duty,
            self.ask_sign_off,
            self.postpone_duty,
            self.put_change,
            self.drop_change,
            self.raise_concern,
            self.settle_concern,
            self.put_concern,
            self.put_spending,
            self.drop_spending,
            self.close_budget,
            self.note_nothing_requested,
            self.note_vacancy,
            self.pass_on,
        ]

    @activity.defn(name=TAKE_STANDING)
    def take_standing(self, inquiry: Inquiry) -> Briefing:
        return briefing_of(self._app, inquiry.community, inquiry.known)

    @activity.defn(name="open_review_task")
    def open_review_task(self, due: step.OpenReviewTask) -> Standing:
        self._under(due).open_task(due.task, due.at)
        return self._report(due)

    @activity.defn(name="open_checklist")
    def open_checklist(self, due: step.OpenChecklist) -> Standing:
        self._under(due).open_checklist(due.community, due.episode, due.tasks, due.not_before, due.at)
        return self._report(due)

    @activity.defn(name="remind")
    def remind(self, due: step.Remind) -> Standing:
        self._under(due).remind(due.community, due.task, due.number, due.at, restarts=due.restarts)
        return self._report(due)

    @activity.defn(name="escalate")
    def escalate(self, due: step.Escalate) -> Standing:
        self._under(due).escalate(due.community, due.task, due.level, due.at, restarts=due.restarts)
        return self._report(due)

    @activity.defn(name="let_expire")
    def let_expire(self, due: step.LetExpire) -> Standing:
        self._under(due).expire(due.community, due.task, due.at)
        return self._report(due)

    @activity.defn(name="lapse_proposal")
    def lapse_proposal(self, due: step.LapseProposal) -> Standing:
        self._under(due).lapse(due.community, due.episode, due.at)
        return self._report(due)

    @activity.defn(name="launch")
    def launch(self, due: step.Launch) -> Standing:
        self._under(due).launch(due.community, due.episode, due.at)
        return self._report(due)

    @activity.defn(name="open_annual_review")
    def open_annual_review(self, due: step.OpenAnnualReview) -> Standing:
        self._under(due).open_annual_review(due.anniversary, due.on, due.task, due.at)
        return self._report(due)

    @activity.defn(name="suspect_silence")
    def suspect_silence(self, due: step.SuspectSilence) -> Standing:
        self._under(due).nudge_lead(due.community, due.episode, due.silent_since, due.at, starts=_dates(due.starts))
        return self._report(due)

    @activity.defn(name="report_silence")
    def report_silence(self, due: step.ReportSilence) -> Standing:
        self._under(due).report_silence(due.community, due.episode, due.silent_since, due.at)
        return self._report(due)

    @activity.defn(name="confirm_silence")
    def confirm_silence(self, due: step.ConfirmSilence) -> Standing:
        self._under(due).confirm_silence(due.episode, due.silent_since, due.task, due.at, starts=_dates(due.starts))
        return self._report(due)

    @activity.defn(name="revive")
    def revive(self, due: step.Revive) -> Standing:
        self._under(due).revive(due.community, due.sign_at, due.at)
        return self._report(due)

    @activity.defn(name="close_community")
    def close_community(self, due: step.CloseCommunity) -> Standing:
        self._under(due).close(due.community, due.episode, due.at, restorable_until=due.restorable_until)
        return self._report(due)

    @activity.defn(name="settle_ballot")
    def settle_ballot(self, due: step.SettleBallot) -> Standing:
        self._under(due).settle_ballot(due.community, due.task, due.votes, due.due, due.at)
        return self._report(due)

    @activity.defn(name="renew_itself")
    def renew_itself(self, due: step.RenewItself) -> Standing:
        self._under(due).renew_itself(due.community, due.anniversary, due.on, due.sign_at, due.at)
        return self._report(due)

    @activity.defn(name="ask_duty")
    def ask_duty(self, due: step.AskDuty) -> Standing:
        self._under(due).ask_duty(due.name, due.on, due.round, due.task, due.at)
        return self._report(due)

    @activity.defn(name="ask_sign_off")
    def ask_sign_off(self, due: step.AskSignOff) -> Standing:
        self._under(due).ask_sign_off(due.name, due.on, due.task, due.at)
        return self._report(due)

    @activity.defn(name="postpone_duty")
    def postpone_duty(self, due: step.PostponeDuty) -> Standing:
        self._under(due).postpone(due.community, due.task, due.due, due.at)
        return self._report(due)

    @activity.defn(name="put_change")
    def put_change(self, due: step.PutChange) -> Standing:
        self._under(due).put_change(due.number, due.step, due.task, due.at)
        return self._report(due)

    @activity.defn(name="drop_change")
    def drop_change(self, due: step.DropChange) -> Standing:
        self._under(due).drop_change(due.community, due.number, due.because, due.at)
        return self._report(due)

    @activity.defn(name="raise_concern")
    def raise_concern(self, due: step.RaiseConcern) -> Standing:
        self._under(due).raise_concern(due.community, due.cause, due.missing_since, due.at)
        return self._report(due)

    @activity.defn(name="settle_concern")
    def settle_concern(self, due: step.SettleConcern) -> Standing:
        self._under(due).settle_concern(due.community, due.cause, due.number, due.at)
        return self._report(due)

    @activity.defn(name="put_concern")
    def put_concern(self, due: step.PutConcern) -> Standing:
        self._under(due).put_concern(due.cause, due.number, due.task, due.at)
        return self._report(due)

    @activity.defn(name="put_spending")
    def put_spending(self, due: step.PutSpending) -> Standing:
        self._under(due).put_spending(due.number, due.task, due.at)
        return self._report(due)

    @activity.defn(name="drop_spending")
    def drop_spending(self, due: step.DropSpending) -> Standing:
        self._under(due).drop_spending(due.community, due.number, due.because, due.at)
        return self._report(due)

    @activity.defn(name="close_budget")
    def close_budget(self, due: step.CloseBudget) -> Standing:
        self._under(due).close_budget(due.community, due.year, due.at)
        return self._report(due)

    @activity.defn(name="note_nothing_requested")
    def note_nothing_requested(self, due: step.NoteNothingRequested) -> Standing:
        self._under(due).note_nothing_requested(due.community, due.since, due.at)
        return self._report(due)

    @activity.defn(name="note_vacancy")
    def note_vacancy(self, due: step.NoteVacancy) -> Standing:
        self._under(due).note_vacancy(due.community, due.lead, due.tenure, due.at)
        return self._report(due)

    @activity.defn(name="pass_on")
    def pass_on(self, due: step.PassOn) -> Standing:
        clockwork = self._under(due)
        clockwork.pass_on(due.community, due.task, due.person, due.since, due.at, to=due.to, number=due.number)
        return self._report(due)

    def _under(self, due: step.Act) -> BudgetClockwork:
        return self._clockwork.under(due.policy)

    def _report(self, due: step.Act) -> Standing:
        return standing_of(self._app, due.community, fresh=due.lead_leaves)


def _dates(starts: Sequence[step.ExtraDuty]) -> dict[ItemName, datetime]:
    return {duty.name: duty.on for duty in starts}
