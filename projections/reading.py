"""Reads the views: for whoever shows them to people."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from ledger.datastore import CONNECT_SECONDS, bounded
from projections import positions
from projections.catalogue import ABSENCES, BUDGETS, COMMUNITIES, HISTORY, INBOX, VIEWS, VITAL_SIGNS
from projections.view import Connected, View

_SHORTEST, _LONGEST = 0.002, 0.05
_READ_ONLY: Final = "-c default_transaction_read_only=on"


class ViewNotBuilt(Exception):  # noqa: N818  named for what is wrong, like the refusals
    """The view does not stand yet; the message says what to start."""


class Views:
    """A few connections for reading; `with views.reading() as connection` gives one to a view's own methods.

        with Views(settings.require_database()) as views, views.reading() as connection:
            INBOX.find(connection, role=Role.KM)

    An outage is psycopg's `OperationalError`, within seconds.
    """

    communities = COMMUNITIES
    inbox = INBOX
    history = HISTORY
    absences = ABSENCES
    budgets = BUDGETS
    vital_signs = VITAL_SIGNS

    def __init__(self, url: str, *, pool_size: int = 4) -> None:
        asked = conninfo_to_dict(url).get("options")
        self._pool = ConnectionPool(
            make_conninfo(bounded(url, "perennial views"), options=f"{asked} {_READ_ONLY}" if asked else _READ_ONLY),
            kwargs={"autocommit": True},
            min_size=1,
            max_size=pool_size,
            open=False,
            timeout=CONNECT_SECONDS,
            reconnect_timeout=1.0,
            check=ConnectionPool.check_connection,
            name="views",
        )

    @contextmanager
    def reading(self) -> Iterator[Connected]:
        """A connection on which every statement sees the present; raises `ViewNotBuilt` where a view is missing."""
        self._pool.open()
        try:
            with self._pool.connection() as connection:
                yield connection
        except psycopg.errors.UndefinedTable as missing:
            msg = f"a view was never built ({missing.diag.message_primary}); start `perennial projector`"
            raise ViewNotBuilt(msg) from missing

    def caught_up(self, position: int | None = None, timeout: float = 5.0, views: Sequence[View] = VIEWS) -> bool:
        """Waits until the views show everything up to a position in the log, or up to its present end.

        Returns whether they do, after at most `timeout` seconds: False means that the projector is away or behind, and
        what was written is safe all the same.
        """
        deadline = time.monotonic() + timeout
        pause = _SHORTEST
        with self.reading() as connection:
            wanted = positions.head(connection) if position is None else position
            while positions.reached(connection, views) < wanted:
                if time.monotonic() + pause > deadline:
                    return False
                time.sleep(pause)
                pause = min(pause * 1.5, _LONGEST)
        return True

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()
