"""Questions and checklists as a policy writes them: who answers, by when, and what happens when nobody does."""

from collections.abc import Iterator

from pydantic import Field

from policies.deciding import BallotRules
from policies.section import Contradiction, Section, Wording
from vocabulary.people import PersonId, Role
from vocabulary.span import Span
from vocabulary.tasks import Choice, ItemName, Priority


class EscalationRule(Section):
    """Somebody higher up is told, and may answer too."""

    after: Span
    """Counted from the opening of the task; for a duty from its date."""
    to: Role
    words: Wording | None = None
    """How it is put to them."""


class Unanswered(Section):
    """The policy's own answer to a task that nobody answers."""

    after: Span
    answer: Choice


def out_of_order(
    due: Span, remind_after: tuple[Span, ...], escalate: tuple[EscalationRule, ...]
) -> Iterator[Contradiction]:
    """Reminders after the due date or one before the other, and ladders that go back in time."""
    for number, reminder in enumerate(remind_after):
        if due < reminder:
            yield Contradiction(
                f"a reminder later than the due date ({due}) reminds nobody; remind earlier",
                at=("remind_after", number),
            )
    for number in range(1, len(remind_after)):
        if remind_after[number] < remind_after[number - 1]:
            yield Contradiction("reminders go forward in time; put the earliest first", at=("remind_after", number))
    yield from backwards(escalate)


def backwards(escalate: tuple[EscalationRule, ...]) -> Iterator[Contradiction]:
    """Rungs of a ladder that go back in time."""
    for number in range(1, len(escalate)):
        if escalate[number].after < escalate[number - 1].after:
            yield Contradiction(
                "an escalation ladder goes forward in time; put the earliest first", at=("escalate", number, "after")
            )


class Question(Section):
    """Who decides, by when, who is reminded, and what happens when nobody answers."""

    decided_by: Role
    candidates: tuple[PersonId, ...] = Field(default=(), max_length=20)
    """Who of those in the role, by their ids in the directory; left out, everybody who holds it."""
    priority: Priority = Priority.NORMAL
    """How much it matters beside others that are due at the same time."""
    without_lead: Role | None = None
    """Who decides instead while a community has no lead, where the lead is asked."""
    title: Wording | None = None
    """What is asked, in the policy's own words."""
    due: Span
    remind_after: tuple[Span, ...] = ()
    reminder_words: Wording | None = None
    escalate: tuple[EscalationRule, ...] = ()
    unanswered: Unanswered | None = None
    ballot: BallotRules | None = None
    """How several people decide together; left out, the first answer decides."""
    confirmation: bool = False
    """The lead is asked to confirm that the community is still wanted: a fact, not a judgement of its work."""

    def contradictions(self) -> Iterator[Contradiction]:
        yield from out_of_order(self.due, self.remind_after, self.escalate)
        yield from self._of_who_is_asked()
        yield from self._of_confirmations()
        yield from self._of_its_own_answer()

    def _of_who_is_asked(self) -> Iterator[Contradiction]:
        if self.decided_by is Role.LEAD and not self.confirmation:
            yield Contradiction(
                "a community can't be decided by its lead: nobody decides on their own community; write another role, "
                "or `confirmation: true` where the lead only confirms that it is still wanted",
                at=("decided_by",),
            )
        if self.without_lead and self.decided_by is not Role.LEAD:
            yield Contradiction(
                "`without_lead` says who stands in for the lead, who is not asked here; take it out",
                at=("without_lead",),
            )
        if self.without_lead is Role.LEAD:
            yield Contradiction("somebody other than the lead stands in for a missing lead", at=("without_lead",))

        if self.candidates and self.decided_by is Role.LEAD:
            yield Contradiction("the record says who leads; take `candidates` out", at=("candidates",))
        for number, person in enumerate(self.candidates):
            if person in self.candidates[:number]:
                yield Contradiction(f"{person} is named twice; once is enough", at=("candidates", number))

    def _of_confirmations(self) -> Iterator[Contradiction]:
        if self.confirmation and self.decided_by is not Role.LEAD:
            yield Contradiction(
                "a confirmation is asked of the lead; write `decided_by: lead`, or take `confirmation` out",
                at=("confirmation",),
            )
        if self.confirmation and self.ballot is not None:
            yield Contradiction(
                "the lead confirms alone; take the ballot out, or `confirmation`",
                at=("ballot",),
            )

    def _of_its_own_answer(self) -> Iterator[Contradiction]:
        if self.unanswered is None:
            return
        if self.ballot is not None:
            yield Contradiction(
                "a ballot says itself what silence means (`silence:` under `ballot:`); take `unanswered` out",
                at=("unanswered",),
            )
        if self.unanswered.after < self.due:
            yield Contradiction(f"the policy can't answer before the due date ({self.due})", at=("unanswered", "after"))
        if any(self.unanswered.after < rule.after for rule in self.escalate):
            yield Contradiction(
                f"nobody is told after the policy has answered ({self.unanswered.after}); escalate earlier",
                at=("escalate",),
            )

    @property
    def own_answers(self) -> frozenset[Choice]:
        """What the policy may answer when nobody else says anything."""
        if self.ballot is not None:
            return self.ballot.without_a_vote
        return frozenset({self.unanswered.answer} if self.unanswered else ())

    @property
    def answers_itself_at(self) -> tuple[str, ...]:
        """Where a question says what it means that nobody answers, from the question inwards."""
        return ("ballot",) if self.ballot is not None else ("unanswered", "answer")


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

    def contradictions(self) -> Iterator[Contradiction]:
        yield from out_of_order(self.due, self.remind_after, self.escalate)
        names = [line.item for line in self.items]
        for number, name in enumerate(names):
            if name in names[:number]:
                yield Contradiction("each item stands on a checklist once", at=("items", number, "item"))
