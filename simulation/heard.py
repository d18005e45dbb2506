"""In which rhythm communities are heard of, and what is told of it where a history is recorded."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from policies.section import Contradiction, Section
from simulation.habits import Share
from vocabulary.digits import one
from vocabulary.signs import BELONGS_TO, ProductKind, SignKind
from vocabulary.span import Span
from vocabulary.terms import Line

Heads = Annotated[int, Field(ge=1, le=1_000)]


class Silence(Section):
    """A stretch of a life in which nothing is heard."""

    after: Span
    """Counted from when the community enters."""
    lasts: Span
    share: Share = 1.0
    """How many of the group it befalls."""


class Signs(Section):
    """The rhythm in which a community of a group is heard of; each has its own day of it."""

    every: Span
    kind: SignKind = SignKind.MEETING
    silent: tuple[Silence, ...] = Field(default=(), max_length=50)
    after: Span = Span("0 days")
    """When it begins, counted from when the community enters."""
    until: Span | None = None
    """When it ends, counted likewise; left out, never."""
    share: Share = 1.0
    """How many of the group are heard of in it."""

    # What only a recorded history tells:
    what: tuple[Line, ...] = Field(default=(), max_length=50)
    """One after the other, again and again; `<topic>` stands for what the community is about."""
    attendance: tuple[Heads, ...] = Field(default=(), max_length=2)
    """Of meetings and events: how many come, or how many at first and how many at last."""
    product: ProductKind | None = None
    accepted: Share = 1.0
    """How many of the drafts are accepted, some weeks later."""
    answered: Share = 1.0
    """How many of the questions, within days."""

    def contradictions(self) -> Iterator[Contradiction]:
        if not Span("0 days") < self.every:
            msg = "a rhythm of 0 days is none; say how often, or leave `signs` out"
            yield Contradiction(msg, at=("every",))
        begins = [silence.after for silence in self.silent]
        if begins != sorted(begins):
            msg = "silent stretches go forward in time; put the earliest first"
            yield Contradiction(msg, at=("silent",))
        if self.until is not None and not self.after < self.until:
            msg = f"a rhythm can't end {self.until} after the beginning and begin after {self.after}; put it later"
            yield Contradiction(msg, at=("until",))
        for name in self.model_fields_set & _OF_SOME.keys():
            if self.kind not in _OF_SOME[name]:
                kinds = " or ".join(sorted(kind.value for kind in _OF_SOME[name]))
                yield Contradiction(f"{one(self.kind.value)} has none; take it out, or write {kinds}", at=(name,))


_OF_SOME = {
    "attendance": BELONGS_TO["attendance"],
    "product": BELONGS_TO["product"],
    "accepted": BELONGS_TO["product"],
    "answered": frozenset({SignKind.QUESTION}),
}
"""What only some kinds of signs have."""
