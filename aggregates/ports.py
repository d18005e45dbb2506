"""What the application asks of the ledger; the ledger's own package satisfies it, and nothing here imports that."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from eventsourcing.persistence import ApplicationRecorder, Mapper, StoredEvent

from vocabulary.receipts import Receipt
from vocabulary.sources import Source


class Receipts(Protocol):
    """What the application asks of its ledger beyond the library's recorder."""

    def receipt(self, command_id: str) -> Receipt | None:
        """The answer that a command was given, if it was carried out."""

    def sources(self, keys: Collection[bytes]) -> Mapping[bytes, Source]:
        """What was told under these keys; those under which nothing was told are left out."""

    def last_of_prefix(self, prefix: str, *, below: str | None = None) -> StoredEvent | None:
        """The last event of the last stream whose id begins with `prefix`, and comes before `below`."""

    def news(self, known: Mapping[str, int]) -> Sequence[StoredEvent]:
        """What was recorded in these streams after the versions that are known, by stream and in order."""


class Ledger(Protocol):
    """Where facts are kept."""

    @property
    def mapper(self) -> Mapper[str]: ...

    @property
    def recorder(self) -> ApplicationRecorder: ...

    @property
    def receipts(self) -> Receipts: ...
