"""A ballot's terms: everything that is fixed when the question is asked, with absolute dates."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from vocabulary.ballot.procedure import People, Procedure, Rule, contradictions
from vocabulary.provenance import Moment
from vocabulary.refusals import InPast
from vocabulary.tasks import Choice

AT_ONCE = timedelta(0)


class Ballot(BaseModel):
    """How a question is decided by votes. A policy that is published later changes none of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    choices: tuple[Choice, ...] = Field(min_length=1)
    """What the question offers."""
    yes: Choice
    """What is moved: the only choice that lazy consensus can carry."""
    rule: Rule
    approvals: People | None = None
    """How many have to agree, for `at_least`."""
    of: People | None = None
    """The size of the body; None when it is not known."""
    quorum: People | None = None
    """People who have to vote, blanks included."""
    seconded: bool = False
    """Nothing is carried by one person alone: whoever moves it needs a second."""

    opens: Moment
    not_before: Moment | None = None
    """It stays open at least until then."""
    closes: Moment | None = None
    """It is open until just before then: a vote at this moment is too late."""

    silence: Choice | None = None
    """What it means when nobody was for anything by closing."""
    failed_quorum: Choice | None = None
    """What it means when too few voted by closing; otherwise as `not_carried`."""
    on_objection: Choice | None = None
    """What an objection to lazy consensus means; otherwise as `not_carried`."""
    not_carried: Choice | None = None
    """What it means when nothing is carried by closing, or can be any more."""

    stop_window: timedelta = Field(default=AT_ONCE, ge=AT_ONCE)
    """How long after it was carried it may be stopped; it takes effect when that has passed."""
    on_stop: Choice | None = None
    """What it means when somebody stops it."""
    edit_resets_clock: bool = False
    """A change of what is voted on begins the ballot anew; see `reopened`."""

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        procedure = Procedure(*(getattr(self, name) for name in Procedure._fields))
        closing = "closes" if self.closes is None else None
        found = [
            *contradictions(procedure, {self.yes}, closing=closing, window=self.stop_window > AT_ONCE),
            *self._contradicting_dates(),
            *self._not_offered(),
        ]
        if found:
            msg = "; ".join(found)
            raise ValueError(msg)
        return self

    def _contradicting_dates(self) -> Iterator[str]:
        if self.closes and self.closes <= self.opens:
            yield "it closes after it opens; choose a later closes"
        if self.not_before and self.not_before < self.opens:
            yield "it can't be settled before it opens; choose a later not_before, or leave it out"
        if self.closes and self.not_before and self.closes < self.not_before:
            yield "it can't close while it has to stay open; choose a later closes or an earlier not_before"

    def _not_offered(self) -> Iterator[str]:
        if len(set(self.choices)) < len(self.choices):
            yield "each choice is offered once"
        for name in ("yes", "silence", "failed_quorum", "on_objection", "not_carried", "on_stop"):
            choice = getattr(self, name)
            if choice and choice not in self.choices:
                offered = " or ".join(c.value for c in self.choices)
                yield f"{name} is {choice.value}, which the question does not offer; choose {offered}"


def reopened(ballot: Ballot, at: datetime) -> Ballot:
    """The ballot from `at` on, after what is voted on was changed: every date moves by as much, and votes from before
    `at` count no longer. Raises `InPast` when `at` is before the ballot opened."""
    later = at - ballot.opens
    if later < AT_ONCE:
        raise InPast(f"the ballot opens at {ballot.opens:%Y-%m-%d %H:%M} UTC; it begins anew then or later")
    dates = {name: getattr(ballot, name) for name in ("opens", "not_before", "closes")}
    moved = {name: date + later for name, date in dates.items() if date is not None}
    return Ballot.model_validate(ballot.model_dump() | moved)
