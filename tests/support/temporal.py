"""Temporal for tests: the embedded server in memory, on a free port."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.servers import short_home
from workers.embedded.ports import any_free
from workers.embedded.temporal import EmbeddedTemporal


@dataclass(frozen=True)
class TemporalForTests:
    """A running Temporal server with our search attributes."""

    address: str
    namespace: str = "default"


@contextmanager
def temporal_in_memory() -> Iterator[TemporalForTests]:
    with short_home() as home:
        temporal = EmbeddedTemporal(home, any_free(), ui_port=None, in_memory=True)
        child = temporal.start()
        try:
            yield TemporalForTests(temporal.address)
        finally:
            child.stop(within=10)
