"""The common shape of every fact: which stream, at which version, and where it comes from."""

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from functools import cache, singledispatchmethod
from inspect import getattr_static
from typing import Any, ClassVar, Self

from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate
from eventsourcing.utils import register_topic
from pydantic import BaseModel, ConfigDict

from vocabulary.provenance import Provenance

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the stored form of one version into that of the next."""


def as_it_is(stored: dict[str, Any]) -> dict[str, Any]:
    """The upcast of a version that differs only by values which older facts do without."""
    return stored


REGISTERED: dict[str, type["Event"]] = {}
"""Topics of the classes that were imported so far; all of them are in `aggregates.catalogue`."""


def _recorded_at(event: "Event") -> datetime:
    return event.provenance.recorded_at


def _aggregate_topic(event: "Beginning") -> str:
    return event.AGGREGATE


@cache
def taker(owner: Hashable, event: type["Event"], method: str = "remember") -> Callable[[Any, "Event"], None]:
    """The function by which a class (of aggregates, as a rule) takes a class of events: one for all, or one registered
    for each. Looked up once, used for every fact."""
    takes: Any = getattr_static(owner, method)
    chosen: Callable[[Any, Event], None] = (
        takes.dispatcher.dispatch(event) if isinstance(takes, singledispatchmethod) else takes
    )
    return chosen


@cache
def taken_by(function: Any, event: type["Event"]) -> Callable[..., Any]:
    """The same for a `functools.singledispatch` function: which of its registered ones takes a class of events."""
    chosen: Callable[..., Any] = function.dispatch(event)
    return chosen


class Event(BaseModel, CanMutateAggregate[str]):
    """A fact. Subclasses give a `TOPIC` of their own, and raise `VERSION` with an upcast when their shape changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    TOPIC: ClassVar[str]
    VERSION: ClassVar[int] = 1
    UPCASTS: ClassVar[Mapping[int, Upcast]] = {}
    """By the version that is read: how it becomes the next one."""

    originator_id: str
    originator_version: int
    provenance: Provenance

    timestamp: ClassVar[Any] = property(_recorded_at)  # type: ignore[misc]  # the library declares a field
    """When the fact was recorded (UTC); not stored a second time."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        topic = cls.__dict__.get("TOPIC")
        if topic is None:
            return
        if REGISTERED.setdefault(topic, cls) is not cls:
            msg = f"topic {topic!r} is taken by {REGISTERED[topic].__qualname__}; give {cls.__qualname__} its own"
            raise TypeError(msg)
        register_topic(topic, cls)

    def apply(self, aggregate: Any) -> None:
        taker(aggregate.__class__, type(self))(aggregate, self)

    def _as_dict(self) -> dict[str, Any]:
        return {**vars(self), "timestamp": self.timestamp}


class Beginning(Event, CanInitAggregate[str]):
    """The first fact of a stream; names the aggregate that the stream belongs to."""

    AGGREGATE: ClassVar[str]
    originator_topic: ClassVar[Any] = property(_aggregate_topic)  # type: ignore[misc]  # the library declares a field

    def apply(self, aggregate: Any) -> None:
        aggregate.began(self)


class Aggregate(BaseAggregate[str]):
    """Holds immutable values only, so that a copy is cheap and a cached one is never half-changed."""

    @classmethod
    def _begin(cls, event_class: type[Beginning], stream: str, provenance: Provenance, **facts: Any) -> Self:
        event = event_class(
            originator_id=stream, originator_version=cls.INITIAL_VERSION, provenance=provenance, **facts
        )
        aggregate: Self | None = event.mutate(None)
        if aggregate is None:
            msg = f"{event_class.__name__} began nothing"
            raise TypeError(msg)
        aggregate.pending_events.append(event)
        return aggregate

    def _happened(self, event_class: type[Event], provenance: Provenance, **facts: Any) -> None:
        event = event_class(originator_id=self.id, originator_version=self.version + 1, provenance=provenance, **facts)
        event.mutate(self)
        self.pending_events.append(event)

    def began(self, event: Beginning) -> None:
        """Takes from the first fact what `__init__` does not ask for."""

    def remember(self, event: Event) -> None:
        """Changes state by one fact; each aggregate registers one small function an event class."""
        raise NotImplementedError

    def copy(self) -> Self:
        """The same state to be changed apart from this one, without the events that are not recorded yet."""
        # Every attribute is an immutable value, so sharing them is safe; only the list of new events is our own.
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy._pending_events = []
        return copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.copy()
