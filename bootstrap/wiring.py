"""Puts the parts together: the application over its ledger, and the connection to Temporal."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.directory import DirectoryRoster
from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from bootstrap.settings import Settings
from ledger.store import open_ledger


@contextmanager
def open_application(settings: Settings, *, connections: int = 8) -> Iterator[Perennial]:
    """The application of this process; at most `connections` read the database at once, and one more writes."""
    url = settings.require_database()
    with open_ledger(url, CATALOGUE, pool_size=connections) as ledger:
        roster = DirectoryRoster(url)
        app = Perennial(ledger, roster=roster)
        try:
            yield app
        finally:
            app.close()
            roster.close()
