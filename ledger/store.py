"""Opens the record for one process: where bootstrap gets recorder and mapper from."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from ledger.datastore import LedgerDatastore
from ledger.mapper import EventMapper
from ledger.recorder import LedgerRecorder


class Ledger:
    """Recorder, mapper and datastore of one process; close it at the end."""

    def __init__(self, app_url: str, catalogue: Mapping[str, type[Any]], *, pool_size: int = 8) -> None:
        self.datastore = LedgerDatastore(app_url, pool_size=pool_size)
        self.mapper = EventMapper(catalogue)
        self.recorder = LedgerRecorder(self.datastore)

    @property
    def receipts(self) -> LedgerRecorder:
        """Where commands' answers are looked up: the recorder keeps them, with the events."""
        return self.recorder

    def close(self) -> None:
        """Writes what still waits, then closes every connection."""
        self.recorder.close()
        self.datastore.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()


def open_ledger(app_url: str, catalogue: Mapping[str, type[Any]], *, pool_size: int = 8) -> Ledger:
    """Opens the ledger at a PostgreSQL address; no connection is made before the first use.

    `catalogue` is `aggregates.catalogue.CATALOGUE`. At most `pool_size` connections read, and one more writes.
    """
    return Ledger(app_url, catalogue, pool_size=pool_size)
