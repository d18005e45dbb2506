"""What a policy says of silence, of other causes of concern, and of communities that are exempt."""

from collections.abc import Iterator

from pydantic import Field

from policies.question import Question
from policies.section import Contradiction, Section, Wording
from vocabulary.people import Role
from vocabulary.signs import ACTIVITY, SignKind
from vocabulary.span import Span
from vocabulary.tasks import Choice, ItemName


class Exemption(Section):
    """A critical community may be exempt from being followed up, for a while, with somebody who answers for it."""

    approved_by: Role
    at_most: Span
    """Every exemption ends; it may be approved anew."""

    def contradictions(self) -> Iterator[Contradiction]:
        if self.approved_by in {Role.LEAD, Role.MEMBER}:
            yield Contradiction("a community does not exempt itself; write km or management", at=("approved_by",))


class SilenceRules(Section):
    """Two tiers: SHOULD asks the lead and then tells the KM team, MUST asks Management."""

    signs: tuple[SignKind, ...] = Field(default=ACTIVITY, min_length=1)
    """Which signs of life count. Changes of membership never do: people join and leave dead lists too."""
    should_after: Span
    should_starts: tuple[ItemName, ...] = ()
    """Duties asked for at once when the lead is asked, for example a status report."""
    words: Wording | None = None
    """How the lead is asked."""
    tell_km_after: Span
    """Counted from the question to the lead."""
    must_after: Span
    """Counted from the last sign of life; never sooner than the KM team had as long as the lead."""
    must_starts: tuple[ItemName, ...] = ()
    """Duties asked for at once when Management is asked."""
    question: Question
    """`unanswered: sunset` here means that silence is consent."""
    exemption: Exemption | None = None
    """Left out, nobody is exempt."""

    def contradictions(self) -> Iterator[Contradiction]:
        if not Span("0 days") < self.should_after:
            msg = "nobody is silent after 0 days; say how long silence has to last"
            yield Contradiction(msg, at=("should_after",))
        if self.must_after < self.should_after:
            msg = f"MUST ({self.must_after}) can't come before SHOULD ({self.should_after})"
            yield Contradiction(msg, at=("must_after",))
        for number, kind in enumerate(self.signs):
            if kind not in ACTIVITY:
                msg = f"{kind.value} is no sign of life; choose from {', '.join(one.value for one in ACTIVITY)}"
                yield Contradiction(msg, at=("signs", number))


class Missing(Section):
    """No sign of certain kinds for so long: the clock raises the concern itself, and settles it when one comes."""

    signs: tuple[SignKind, ...] = Field(min_length=1)
    lasts: Span


class ConcernRules(Section):
    """A cause for which people may be asked after a grace of its own, for example a community without a lead."""

    cause: ItemName
    title: Wording
    """What is wrong, as people are told."""
    when_missing: Missing | None = None
    """Left out, somebody has to say that it is so."""
    when_without_lead: bool = False
    """The clock raises it once the lead is gone, and settles it when another is named; once for each that is gone."""
    grace: Span
    """So long it may be put right before anybody is asked."""
    question: Question

    def contradictions(self) -> Iterator[Contradiction]:
        if self.when_missing and self.when_without_lead:
            msg = "a cause is noticed in one way; take out `when_without_lead`, or `when_missing`, or make two of it"
            yield Contradiction(msg, at=("when_without_lead",))
        if Choice.SUNSET in self.question.own_answers:
            msg = "a cause that nobody answers can't end a community; choose renew or probation"
            yield Contradiction(msg, at=("question", *self.question.answers_itself_at))
