"""The process that seals the record: `perennial notary`. It alone reads the key that signs."""

import logging
import sys
import threading
import time
from datetime import timedelta
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from bootstrap.settings import Settings
from ledger.datastore import bounded
from ledger.faults import RecordAltered
from ledger.follower import Follower
from ledger.names import NOTARY
from ledger.notary import statements
from ledger.notary.keys import KeyFault
from ledger.notary.sealing import AT_MOST, Sealing
from ledger.notary.statements import StatementsFile
from ledger.notary.witness import Witnesses
from workers.clock import now_in_utc
from workers.until_told import EXIT_OK, until_told_to_end

log = logging.getLogger(__name__)

GATHER_SECONDS: Final = 5.0
"""Between two heads, where there are no thousand events between them: so soon is sealed what was recorded."""
LOOK_SECONDS: Final = 1.0
QUIET_LOOK_SECONDS: Final = 60.0
QUIET: Final = timedelta(hours=1)
"""After so long without news it is signed again that the record is what it was."""


class Notary:
    """Seals from `start` to `stop`; outages of the database are waited out."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.require_database()
        self._sealing = Sealing(settings.notary_key, StatementsFile(settings.notary_statements), now_in_utc)
        self._witnesses = Witnesses(settings.witness_urls)
        self._follower = Follower(self._url, NOTARY, self._sealing.apply, batch_size=AT_MOST, gather=GATHER_SECONDS)
        self._connection: psycopg.Connection[TupleRow] | None = None
        self._looked_at = -QUIET_LOOK_SECONDS
        """By the monotonic clock: for a quiet hour."""
        self._said: str | None = None

    def start(self) -> None:
        self._follower.start()

    def stop(self) -> None:
        self._follower.stop()
        if self._connection is not None:
            self._connection.close()

    def look_after(self) -> None:
        """Signs anew after a quiet hour, and tells the witnesses; what hinders it is said once."""
        try:
            connection = self._alive()
            if time.monotonic() - self._looked_at > QUIET_LOOK_SECONDS:
                with connection.transaction():
                    self._sealing.seal_again(connection, now_in_utc() - QUIET)
                self._looked_at = time.monotonic()
            newest = statements.last_recorded(connection)
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return  # away, or not prepared: the follower says so
        except (KeyFault, RecordAltered) as fault:
            if self._said != str(fault):
                log.error("%s", fault)  # noqa: TRY400  a sentence for a person, not a stack
                self._said = str(fault)
            return
        self._said = None
        if newest is not None:
            self._witnesses.tell(newest.note)

    def _alive(self) -> psycopg.Connection[TupleRow]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(bounded(self._url, "perennial notary"), autocommit=True)
        return self._connection


def run(settings: Settings, stop: threading.Event) -> int:
    """Seals until `stop` is set, and returns the exit code."""
    notary = Notary(settings)
    notary.start()
    log.info("sealing the record with the key %s; statements go to %s", settings.notary_key, settings.notary_statements)
    while not stop.wait(LOOK_SECONDS):
        notary.look_after()
    notary.stop()
    log.info("the notary has stopped")
    return EXIT_OK


def main() -> int:
    """Runs until SIGTERM or SIGINT."""
    return until_told_to_end(run)


if __name__ == "__main__":
    sys.exit(main())
