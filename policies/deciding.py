"""How a policy has a question decided by several people: in spans, of which a ballot makes dates when it opens."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, Self

from pydantic import model_validator

from policies.agreement import Agreement
from policies.section import Section
from vocabulary.ballot import Ballot, Procedure, Rule, contradictions
from vocabulary.ballot.procedure import People
from vocabulary.span import Span
from vocabulary.tasks import PLAIN_YES, Choice

NO_TIME: Final = Span("0 days")


class BallotRules(Section):
    """Who has to agree, how long that may take, and what it means when they do not. A question without it is decided
    by the first person who answers."""

    rule: Agreement
    motion: Choice | None = None
    """What is moved; the question's plain yes when nothing is said."""
    quorum: People | None = None
    """People who have to vote, blanks included."""
    seconded: bool = False
    """Nothing is carried by one person alone."""
    open_at_least: Span | None = None
    """Counted from the opening, as all spans but `stop_window`."""
    open_at_most: Span | None = None
    silence: Choice | None = None
    """What it means when nobody was for anything by closing."""
    failed_quorum: Choice | None = None
    """What it means when too few voted by closing; otherwise as `not_carried`."""
    on_objection: Choice | None = None
    """What an objection to lazy consensus means; otherwise as `not_carried`."""
    not_carried: Choice | None = None
    """What it means when nothing is carried."""
    stop_window: Span | None = None
    """How long what was carried may be stopped before it takes effect."""
    on_stop: Choice | None = None
    edit_resets_clock: bool = False
    """A change of what is voted on begins the ballot anew."""

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        yes = {self.motion} if self.motion else PLAIN_YES
        closing = "open_at_most" if self.open_at_most is None else None
        window = self.stop_window is not None
        found = [*contradictions(self._procedure(), yes, closing=closing, window=window), *self._in_spans()]
        if found:
            msg = "; ".join(found)
            raise ValueError(msg)
        return self

    def _procedure(self) -> Procedure:
        return Procedure(
            rule=self.rule.rule,
            approvals=self.rule.approvals,
            of=self.rule.of,
            quorum=self.quorum,
            seconded=self.seconded,
            silence=self.silence,
            failed_quorum=self.failed_quorum,
            on_objection=self.on_objection,
            not_carried=self.not_carried,
            on_stop=self.on_stop,
        )

    def _in_spans(self) -> Iterator[str]:
        least, most = self.open_at_least, self.open_at_most
        if least and most and most < least:
            yield f"it can't be open for {most} at most and {least} at least; make open_at_most longer"
        if most == NO_TIME:
            yield "nobody can vote in no time; make open_at_most longer"
        if self.stop_window == NO_TIME:
            yield "nobody can stop it in no time; make stop_window longer, or leave it out"

    @property
    def without_a_vote(self) -> frozenset[Choice]:
        """What it may come to although nobody is for anything."""
        if self.silence:
            return frozenset({self.silence})
        lazy = self.rule.rule is Rule.LAZY_CONSENSUS and not self.seconded
        found = {self.motion if lazy else self.not_carried}
        if self.quorum:
            found.add(self.failed_quorum or self.not_carried)
        return frozenset(choice for choice in found if choice is not None)

    def not_offered(self, choices: Sequence[Choice]) -> Iterator[str]:
        """What these rules say that a question with these choices does not offer, a sentence each."""
        for name in ("motion", "silence", "failed_quorum", "on_objection", "not_carried", "on_stop"):
            choice = getattr(self, name)
            if choice and choice not in choices:
                allowed = " or ".join(c.value for c in choices)
                yield f"{name} can't be {choice.value!r} here; choose {allowed}"

    def ballot(self, after: Callable[[Span], datetime], opened: datetime, choices: Sequence[Choice]) -> Ballot:
        """The terms of a ballot that opens at `opened`, an aware moment, on a question that offers `choices`.

        `after` says when a span that begins at the opening is over. By the calendar one that is written longer may
        be over sooner (30 days, and a month that is February): then the ballot closes when it has been open at least
        as long as it has to. Raises `ValueError` for what `not_offered` names.
        """
        not_before = after(self.open_at_least) if self.open_at_least else None
        closes = after(self.open_at_most) if self.open_at_most else None
        return Ballot(
            **self._procedure()._asdict(),
            choices=tuple(choices),
            yes=self.motion or next(choice for choice in choices if choice in PLAIN_YES),
            opens=opened,
            not_before=not_before,
            closes=max(closes, not_before) if closes and not_before else closes,
            stop_window=after(self.stop_window) - opened if self.stop_window else timedelta(0),
            edit_resets_clock=self.edit_resets_clock,
        )
