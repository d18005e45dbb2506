"""What a policy says of each stage: proposal, launch, annual review, probation, sunset."""

from collections.abc import Iterator

from policies.measures import VerdictRule
from policies.question import Checklist, Question
from policies.section import Contradiction, Section
from vocabulary.people import Role
from vocabulary.span import Span
from vocabulary.tasks import CHOICES, Choice, TaskKind


class ProposalRules(Section):
    resubmit_within: Span
    """A proposal that was returned lapses after this."""


class LaunchRules(Section):
    within: Span
    """An approved community that is not launched in time lapses."""
    checklist: Checklist


class SelfRenewal(Section):
    """A community that shows signs of life is renewed without anybody being asked."""

    sign_within: Span
    """Counted back from the day on which the review would open."""


class AnnualReviewRules(Section):
    every: Span
    """Counted from the launch; lateness never moves the next one."""
    opens_before: Span = Span("0 days")
    renews_itself: SelfRenewal | None = None
    question: Question
    verdicts: tuple[VerdictRule, ...] = ()
    """What the figures suggest, the best first; a person decides."""

    def contradictions(self) -> Iterator[Contradiction]:
        yield from self._of_its_question()
        yield from self._of_verdicts()

    def _of_its_question(self) -> Iterator[Contradiction]:
        question = self.question
        told = question.confirmation and question.remind_after
        if Choice.SUNSET in question.own_answers and not told:
            msg = (
                "an unanswered annual review can't end a community; choose renew or probation, or ask the lead for a "
                "confirmation (`confirmation: true`) with at least one reminder"
            )
            yield Contradiction(msg, at=("question", *self.question.answers_itself_at))
        if not self.opens_before < self.every:
            msg = f"a review can't open {self.opens_before} ahead when there is one every {self.every}"
            yield Contradiction(msg, at=("opens_before",))
        if self.every.working_days:
            yield Contradiction("years are counted by the calendar, not in working days", at=("every",))

    def _of_verdicts(self) -> Iterator[Contradiction]:
        choices = CHOICES[TaskKind.ANNUAL_REVIEW]
        for number, rule in enumerate(self.verdicts):
            if rule.suggest not in choices:
                allowed = " or ".join(choice.value for choice in choices)
                msg = f"an annual review can't be answered {rule.suggest.value!r}; suggest {allowed}"
                yield Contradiction(msg, at=("verdicts", number, "suggest"))
            if number and not self.verdicts[number - 1].when:
                msg = "the rule before it fits always, so this one is never reached; put the one without `when` last"
                yield Contradiction(msg, at=("verdicts", number))


class ProbationRules(Section):
    lasts: Span
    question: Question

    def contradictions(self) -> Iterator[Contradiction]:
        if Choice.SUNSET in self.question.own_answers:
            msg = "an unanswered probation can't end a community; choose renew"
            yield Contradiction(msg, at=("question", *self.question.answers_itself_at))


class SunsetRules(Section):
    notice: Span
    """At least this long between the announcement and the end."""
    checklist: Checklist
    restore_within: Span | None = None
    """For so long after the end it may be brought back as it was; left out, never."""
    restored_by: Role = Role.KM
