"""What recurs by a calendar of its own: reports, yearly plans, assessments, the newsletter, the summit."""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from policies.question import EscalationRule, Question, backwards
from policies.schedule import Schedule
from policies.section import Contradiction, Section, Wording
from vocabulary.people import Role
from vocabulary.span import Span
from vocabulary.tasks import ItemName


class Whose(StrEnum):
    COMMUNITY = "community"
    """Each community has it, by its own calendar."""
    PROGRAMME = "programme"
    """One for all communities together: the newsletter, the ranking, the summit."""


class SignOff(Section):
    """Somebody other than the author looks at what was filed."""

    steps: tuple[Question, ...] = Field(min_length=1, max_length=3)
    """One after the other, for example the KM team and then Management."""
    file_again_after: Span
    """What was refused is filed again within this; the calendar goes on unmoved."""


class DutyRules(Section):
    """Something that is due again and again. One that is late never moves the next."""

    name: ItemName
    title: Wording
    whose: Whose = Whose.COMMUNITY
    by: Role
    schedule: Schedule | None = None
    """Left out, it is only asked for on request."""
    on_request: Span | None = None
    """The KM team may ask for an extra one, to be filed within this; left out, it may not."""
    opens_before: Span = Span("14 days")
    """How long before its date people are asked."""
    remind_before: tuple[Span, ...] = ()
    """Counted back from its date, the longest first."""
    reminder_words: Wording | None = None
    escalate: tuple[EscalationRule, ...] = ()
    """Counted from its date."""
    form_out_before: Span | None = None
    """The form is out so long before the date; when it comes late, the date moves for everybody by as much."""
    sign_off: SignOff | None = None

    def contradictions(self) -> Iterator[Contradiction]:
        yield from self._of_what_nobody_can_file()
        yield from self._of_order()

    def _of_what_nobody_can_file(self) -> Iterator[Contradiction]:
        if self.schedule is None and self.on_request is None:
            yield Contradiction("is never asked for; give it a `schedule`, or `on_request` with a time", at=("name",))
        if self.on_request is not None and not Span("0 days") < self.on_request:
            yield Contradiction("nobody can file anything in no time; make on_request longer", at=("on_request",))
        if self.whose is Whose.PROGRAMME and (self.sign_off or self.on_request or self.form_out_before):
            yield Contradiction(
                "a duty of the programme has dates and nothing else; take sign_off, on_request, form_out_before out",
                at=("whose",),
            )

    def _of_order(self) -> Iterator[Contradiction]:
        for number, span in enumerate(self.remind_before):
            if self.opens_before < span:
                yield Contradiction(
                    f"nobody is reminded {span} before the date of what opens {self.opens_before} before it",
                    at=("remind_before", number),
                )
            if number and self.remind_before[number - 1] < span:
                yield Contradiction("reminders go forward in time; put the longest first", at=("remind_before", number))
        yield from backwards(self.escalate)
