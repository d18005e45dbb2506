"""Given facts, when a command, then facts, nothing, or a refusal: how the aggregates' tests are written."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Generic, TypeVar

from aggregates.catalogue import CATALOGUE
from aggregates.event import Aggregate, Event
from ledger.mapper import EventMapper
from vocabulary.refusals import Refusal

A = TypeVar("A", bound=Aggregate)

mapper = EventMapper(CATALOGUE)


class Expected:
    """An event of one kind with at least these fields."""

    def __init__(self, kind: type[Event], fields: dict[str, Any]) -> None:
        self.kind = kind
        self.fields = fields

    def __eq__(self, other: object) -> bool:
        return type(other) is self.kind and all(getattr(other, name) == want for name, want in self.fields.items())

    def __hash__(self) -> int:
        return hash(self.kind)

    def __repr__(self) -> str:
        return f"{self.kind.__name__}({', '.join(f'{name}={want!r}' for name, want in self.fields.items())})"


def fact(kind: type[Event], **fields: Any) -> Expected:
    return Expected(kind, fields)


class Then(Generic[A]):
    """What came of a command."""

    def __init__(self, aggregate: A, facts: list[Event], refusal: Refusal | None, before: dict[str, Any]) -> None:
        self._aggregate = aggregate
        self._facts = facts
        self._refusal = refusal
        self._before = before

    def then(self, *expected: type[Event] | Expected) -> A:
        """Exactly these facts, in this order; returns the aggregate, to look at what it remembers."""
        if self._refusal is not None:
            raise self._refusal
        assert self._facts == [one if isinstance(one, Expected) else fact(one) for one in expected]
        return self._aggregate

    def then_nothing(self) -> A:
        return self.then()

    def then_refused(self, kind: type[Refusal], part_of_the_sentence: str) -> None:
        """Refused with this sentence, and nothing happened."""
        assert type(self._refusal) is kind, f"expected {kind.__name__}, got {self._refusal!r}"
        assert part_of_the_sentence in str(self._refusal)
        assert self._facts == []
        assert remembered(self._aggregate) == self._before


class Given(Generic[A]):
    """What happened so far."""

    def __init__(self, begin: Callable[[], A], facts: tuple[Callable[[A], object], ...]) -> None:
        self._aggregate = begin()
        for happens in facts:
            happens(self._aggregate)

    def when(self, command: Callable[[A], object]) -> Then[A]:
        past = list(self._aggregate.pending_events)
        before = remembered(self._aggregate)
        refusal = None
        try:
            command(self._aggregate)
        except Refusal as no:
            refusal = no
        facts = list(self._aggregate.pending_events)
        must_replay(self._aggregate, facts)
        return Then(self._aggregate, facts[len(past) :], refusal, before)


def given(begin: Callable[[], A], *facts: Callable[[A], object]) -> Given[A]:
    """The first fact begins the aggregate, the others happen to it, in this order."""
    return Given(begin, facts)


def remembered(aggregate: Aggregate) -> dict[str, Any]:
    """An aggregate's whole state, without the events that are still to be saved."""
    return {name: value for name, value in aggregate.__dict__.items() if name != "_pending_events"}


def must_replay(aggregate: Aggregate, facts: list[Any]) -> None:
    """The facts, written to bytes and read again, give the same state; so does a copy."""
    replayed: Any = None
    for written in facts:
        replayed = mapper.to_domain_event(mapper.to_stored_event(written)).mutate(replayed)
    assert remembered(replayed) == remembered(aggregate)
    assert remembered(deepcopy(aggregate)) == remembered(aggregate)


def nothing_yet(begin: Callable[[], A]) -> A:
    """When the command is the one that begins the aggregate."""
    begun = begin()
    must_replay(begun, list(begun.pending_events))
    return begun
