"""The record in memory: events as they are, receipts honoured, versions checked."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    JSONTranscoder,
    Mapper,
    ProgrammingError,
    StoredEvent,
)

from aggregates.event import Event
from vocabulary.receipts import CommandRepeated, Receipt
from vocabulary.sources import Source, Telling

Listener = Callable[[Event], None]
"""Is told of every fact once, in the order in which they are recorded."""


class AsTheyAre(Mapper[str]):
    """What is stored of an event is the event itself, which nothing can change."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())  # never used: nothing is transcoded

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        return cast("StoredEvent", domain_event)

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return stored_event


class MemoryLedger(ApplicationRecorder):
    """What `Perennial` asks of its ledger, for one application in one thread; `listen` is told of what is recorded."""

    def __init__(self, listen: Listener | None = None) -> None:
        self.mapper = AsTheyAre()
        self._listen = listen
        self._log: list[Event] = []
        self._streams: dict[str, list[Event]] = {}
        self._greatest: dict[str, str] = {}
        """By all of an id up to its last slash: the greatest id that begins so, and goes on without another slash."""
        self._given: dict[str, Receipt] = {}
        self._told: dict[bytes, Source] = {}

    @property
    def recorder(self) -> "MemoryLedger":
        return self

    @property
    def receipts(self) -> "MemoryLedger":
        return self

    def listen(self, listen: Listener | None) -> None:
        """From now on somebody else, or nobody, is told of what is recorded."""
        self._listen = listen

    def log(self, after: int = 0) -> Iterator[Event]:
        """Every fact in the order in which it was recorded, but the first `after`."""
        return iter(self._log[after:])

    @property
    def given(self) -> Iterable[Receipt]:
        """What commands were answered, in the order in which they were carried out."""
        return self._given.values()

    @property
    def told(self) -> Mapping[bytes, Source]:
        """Under which names something was told."""
        return self._told

    def __len__(self) -> int:
        return len(self._log)

    def __bool__(self) -> bool:
        return True

    def take_over(self, events: Iterable[Event]) -> None:
        """Begins with facts that were recorded elsewhere, in their order; nobody is told of them."""
        self._append(self._checked(list(events)))

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        receipt: Receipt | None = None,
        told: Sequence[Telling] = (),
        **_: Any,
    ) -> Sequence[int] | None:
        """All or nothing; raises `CommandRepeated` with the first answer, or `IntegrityError` for a stale version.

        Answers no positions: those are for whoever follows the log, and a rehearsal is listened to.
        """
        if receipt is not None and (first := self._given.get(receipt.command_id)):
            raise CommandRepeated(first)
        events = self._checked(cast("Sequence[Event]", stored_events))
        if receipt is not None:
            self._given[receipt.command_id] = receipt
        self._told.update((one.key, one.now) for one in told)
        self._append(events)
        if self._listen is not None:
            for event in events:
                self._listen(event)
        return None

    def receipt(self, command_id: str) -> Receipt | None:
        return self._given.get(command_id)

    def sources(self, keys: Collection[bytes]) -> Mapping[bytes, Source]:
        return {key: self._told[key] for key in keys if key in self._told}

    def last_of_prefix(self, prefix: str, *, below: str | None = None) -> StoredEvent | None:
        """The last event of the greatest stream that is `prefix`, which ends with a slash, and one more part."""
        greatest = self._greatest.get(prefix)
        if below is not None and greatest is not None and greatest >= below:
            earlier = (stream for stream in self._streams if stream.startswith(prefix) and stream < below)
            greatest = max(earlier, default=None)
        return self.mapper.to_stored_event(self._streams[greatest][-1]) if greatest is not None else None

    def news(self, known: Mapping[str, int]) -> Sequence[StoredEvent]:
        return [event for stream, version in known.items() for event in self.select_events(stream, gt=version)]

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """One stream's events, in order of version; versions begin at 1 and leave none out."""
        chosen = self._streams.get(str(originator_id), [])[gt or 0 : lte]
        return cast("Sequence[StoredEvent]", (chosen[::-1] if desc else chosen)[:limit])

    def select_notifications(self, *_: Any, **__: Any) -> NoReturn:
        self._refuse_to_be_followed()

    def max_notification_id(self) -> int | None:
        return len(self._log) or None

    def subscribe(self, *_: Any, **__: Any) -> NoReturn:
        self._refuse_to_be_followed()

    @staticmethod
    def _refuse_to_be_followed() -> NoReturn:
        msg = "a ledger in memory is not followed; give it a listener, or read its log"
        raise ProgrammingError(msg)

    def _checked(self, events: Sequence[Event]) -> Sequence[Event]:
        last: dict[str, int] = {}
        for event in events:
            stream = event.originator_id
            last[stream] = (last.get(stream) or len(self._streams.get(stream, ()))) + 1
            if event.originator_version != last[stream]:
                msg = f"{stream} is at version {last[stream] - 1}; {event.originator_version} does not follow it"
                raise IntegrityError(msg)
        return events

    def _append(self, events: Sequence[Event]) -> None:
        for event in events:
            stream = event.originator_id
            if stream not in self._streams:
                self._streams[stream] = []
                self._index(stream)
            self._streams[stream].append(event)
        self._log.extend(events)

    def _index(self, stream: str) -> None:
        beginning = stream[: stream.rindex("/") + 1]
        self._greatest[beginning] = max(stream, self._greatest.get(beginning, ""))
