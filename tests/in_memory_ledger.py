"""The record in memory, by the rules of the real one, for tests of what does not depend on a database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from aggregates.catalogue import CATALOGUE
from ledger.batch import Entry, accepted
from ledger.mapper import EventMapper
from vocabulary.receipts import Receipt
from vocabulary.sources import Source, Telling


class InMemoryLedger(POPOApplicationRecorder):
    """Facts and receipts; several applications on one ledger are several processes on one database."""

    def __init__(self) -> None:
        super().__init__()
        self.mapper = EventMapper(CATALOGUE)
        self._given: dict[str, Receipt] = {}
        self._told: dict[bytes, Source] = {}

    @property
    def recorder(self) -> "InMemoryLedger":
        return self

    @property
    def receipts(self) -> "InMemoryLedger":
        return self

    def receipt(self, command_id: str) -> Receipt | None:
        with self._database_lock:
            return self._given.get(command_id)

    def sources(self, keys: Collection[bytes]) -> Mapping[bytes, Source]:
        with self._database_lock:
            return {key: self._told[key] for key in keys if key in self._told}

    def last_of_prefix(self, prefix: str, *, below: str | None = None) -> StoredEvent | None:
        with self._database_lock:
            streams = [name for name, index in self._stored_events_index.items() if index and name.startswith(prefix)]
            streams = [name for name in streams if below is None or name < below]
            if not streams:
                return None
            index = self._stored_events_index[max(streams)]
            return self._stored_events[index[max(index)]]

    def news(self, known: Mapping[str, int]) -> list[StoredEvent]:
        return [event for stream, version in known.items() for event in self.select_events(stream, gt=version)]

    def log(self, after: int = 0) -> list[Any]:
        """Every fact in the order in which it was recorded, but the first `after`."""
        with self._database_lock:
            return [self.mapper.to_domain_event(stored) for stored in self._stored_events[after:]]

    def __len__(self) -> int:
        return len(self._stored_events)

    def __bool__(self) -> bool:
        return True

    def _assert_uniqueness(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        receipt: Receipt | None = None,
        told: Sequence[Telling] = (),
        **_: Any,
    ) -> None:
        streams = {str(event.originator_id) for event in stored_events}
        versions = {name: max(index) for name in streams if (index := self._stored_events_index[name])}
        contents = {key: source.content for key, source in self._told.items()}
        _, refused = accepted([Entry(stored_events, receipt, told)], self._given, versions, contents)
        for _, why_not in refused:
            raise why_not

    def _update_table(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        receipt: Receipt | None = None,
        told: Sequence[Telling] = (),
        **_: Any,
    ) -> Sequence[int] | None:
        if receipt is not None:
            self._given[receipt.command_id] = receipt
        self._told.update((one.key, one.now) for one in told)
        return super()._update_table(stored_events)
