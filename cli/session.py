"""What a command needs while it runs: the application, or the views."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bootstrap.settings import Settings
from cli.shown import note

if TYPE_CHECKING:
    from aggregates.application import Perennial
    from projections.reading import Views
    from projections.view import Connected

CATCHING_UP = 2.0
"""Seconds that a reader waits for the views to show what was just written."""


def settings(home: Path | None) -> Settings:
    return Settings.load(home)


@contextmanager
def application(home: Path | None, *, connections: int = 2) -> Iterator["Perennial"]:
    """The application over the ledger, for one command or a few."""
    from bootstrap.wiring import open_application

    here = settings(home)
    _reach(here.require_database())
    with open_application(here, connections=connections) as app:
        yield app


@contextmanager
def reading(home: Path | None) -> Iterator[tuple["Views", "Connected"]]:
    """The views, as of now if the projector keeps up, with a word to the reader if it does not."""
    from projections.reading import Views

    url = reached(home)
    with Views(url, pool_size=2) as views:
        if not views.caught_up(timeout=CATCHING_UP):
            note("what follows may be behind the record: is `perennial projector` running?")
        with views.reading() as connection:
            yield views, connection


def reached(home: Path | None) -> str:
    """The address of the database, which answers."""
    url = settings(home).require_database()
    _reach(url)
    return url


def _reach(url: str) -> None:
    """Raises psycopg's `OperationalError` at once where no database answers: pools would hope for seconds first."""
    import psycopg

    from ledger.datastore import bounded

    psycopg.connect(bounded(url, "perennial command")).close()
