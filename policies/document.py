"""A lifecycle policy as data: thresholds, cadences, roles, wording. No conditions, no loops."""

from hashlib import sha256
from typing import Self

from pydantic import Field, model_validator

from policies.section import Section, Wording
from policies.span import Span
from vocabulary.ids import PolicyName
from vocabulary.people import Role
from vocabulary.tasks import CHOICES, Choice, ItemName, TaskKind


class EscalationRule(Section):
    after: Span
    """Counted from the opening of the task."""
    to: Role


class Unanswered(Section):
    """The policy's own answer to a task that nobody answers."""

    after: Span
    answer: Choice


def _must_go_forward(due: Span, remind_after: tuple[Span, ...], escalate: tuple[EscalationRule, ...]) -> None:
    if any(due < reminder for reminder in remind_after):
        msg = f"a reminder later than the due date ({due}) reminds nobody; remind earlier"
        raise ValueError(msg)
    if list(remind_after) != sorted(remind_after):
        msg = "reminders go forward in time; put the earliest first"
        raise ValueError(msg)
    rungs = [rule.after for rule in escalate]
    if rungs != sorted(rungs):
        msg = "an escalation ladder goes forward in time; put the earliest first"
        raise ValueError(msg)


class Question(Section):
    """Who decides, by when, who is reminded, and what happens when nobody answers."""

    decided_by: Role
    due: Span
    remind_after: tuple[Span, ...] = ()
    escalate: tuple[EscalationRule, ...] = ()
    unanswered: Unanswered | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _must_go_forward(self.due, self.remind_after, self.escalate)
        if self.decided_by is Role.LEAD:
            msg = "a community can't be decided by its lead: nobody decides on their own community"
            raise ValueError(msg)
        if self.unanswered and self.unanswered.after < self.due:
            msg = f"the policy can't answer before the due date ({self.due})"
            raise ValueError(msg)
        if self.unanswered and any(self.unanswered.after < rule.after for rule in self.escalate):
            msg = f"nobody is told after the policy has answered ({self.unanswered.after}); escalate earlier"
            raise ValueError(msg)
        return self


class ChecklistLine(Section):
    item: ItemName
    title: Wording
    by: Role


class Checklist(Section):
    """Things that have to be done before a stage is complete, each a task of its own."""

    items: tuple[ChecklistLine, ...] = Field(default=(), max_length=20)
    due: Span
    remind_after: tuple[Span, ...] = ()
    escalate: tuple[EscalationRule, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _must_go_forward(self.due, self.remind_after, self.escalate)
        return self

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        names = [line.item for line in self.items]
        if len(names) != len(set(names)):
            msg = "each item stands on a checklist once"
            raise ValueError(msg)
        return self


class ProposalRules(Section):
    resubmit_within: Span
    """A proposal that was returned lapses after this."""


class LaunchRules(Section):
    within: Span
    """An approved community that is not launched in time lapses."""
    checklist: Checklist


class AnnualReviewRules(Section):
    every: Span
    """Counted from the launch; lateness never moves the next one."""
    opens_before: Span = Span("0 days")
    question: Question

    @model_validator(mode="after")
    def _no_silent_sunset(self) -> Self:
        if self.question.unanswered and self.question.unanswered.answer is Choice.SUNSET:
            msg = "an unanswered annual review can't end a community; choose renew or probation"
            raise ValueError(msg)
        if not self.opens_before < self.every:
            msg = f"a review can't open {self.opens_before} ahead when there is one every {self.every}"
            raise ValueError(msg)
        return self


class ProbationRules(Section):
    lasts: Span
    question: Question

    @model_validator(mode="after")
    def _no_silent_sunset(self) -> Self:
        if self.question.unanswered and self.question.unanswered.answer is Choice.SUNSET:
            msg = "an unanswered probation can't end a community; choose renew"
            raise ValueError(msg)
        return self


class SilenceRules(Section):
    """Two tiers: SHOULD asks the lead and then tells the KM team, MUST asks Management."""

    should_after: Span
    tell_km_after: Span
    """Counted from the question to the lead."""
    must_after: Span
    """Counted from the last sign of life; never sooner than the KM team had as long as the lead."""
    question: Question
    """`unanswered: sunset` here means that silence is consent."""

    @model_validator(mode="after")
    def _tiers_in_order(self) -> Self:
        if not Span("0 days") < self.should_after:
            msg = "nobody is silent after 0 days; say how long silence has to last"
            raise ValueError(msg)
        if self.must_after < self.should_after:
            msg = f"MUST ({self.must_after}) can't come before SHOULD ({self.should_after})"
            raise ValueError(msg)
        return self


class SunsetRules(Section):
    notice: Span
    """At least this long between the announcement and the end."""
    checklist: Checklist


class LifecycleRules(Section):
    """One lifecycle policy; its published versions are values that communities carry with them."""

    name: PolicyName
    title: Wording
    proposal: ProposalRules
    review: Question
    approval: Question
    launch: LaunchRules
    annual_review: AnnualReviewRules
    probation: ProbationRules
    silence: SilenceRules
    sunset: SunsetRules

    @model_validator(mode="after")
    def _answers_that_exist(self) -> Self:
        questions = {
            TaskKind.KM_REVIEW: self.review,
            TaskKind.APPROVAL: self.approval,
            TaskKind.ANNUAL_REVIEW: self.annual_review.question,
            TaskKind.PROBATION_REVIEW: self.probation.question,
            TaskKind.DORMANCY: self.silence.question,
        }
        for kind, question in questions.items():
            if question.unanswered and question.unanswered.answer not in CHOICES[kind]:
                allowed = " or ".join(choice.value for choice in CHOICES[kind])
                msg = f"{kind.value} can't be answered {question.unanswered.answer.value!r}; choose {allowed}"
                raise ValueError(msg)
        return self

    def canonical(self) -> str:
        """The document as JSON with one spelling for one meaning; its digest proves it."""
        return self.model_dump_json()

    def digest(self) -> str:
        """SHA-256 of `canonical()`, hexadecimal."""
        return sha256(self.canonical().encode()).hexdigest()
