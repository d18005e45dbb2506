"""The process that keeps the views: `perennial projector`."""

import logging
import sys
import threading

import psycopg

from bootstrap.settings import Settings
from projections.catalogue import VIEWS
from projections.projector import Projector
from workers.until_told import EXIT_OK, until_told_to_end

log = logging.getLogger(__name__)

_SHORTEST, _LONGEST = 0.1, 2.0
"""Seconds between attempts to reach a database that is away, at first and at last."""


class _Stopped(BaseException):
    """The end was asked for during a rebuild; it clears away what it built."""


def run(settings: Settings, stop: threading.Event) -> int:
    """Follows the log until `stop` is set; finishes the batch in hand, and returns the exit code.

    A database that is away, at the start or later, is waited for and said once.
    """
    projector = Projector(settings.require_database())
    if not _prepare(projector, stop):
        return EXIT_OK
    projector.start()
    stop.wait()
    projector.stop()
    log.info("the projector has stopped")
    return EXIT_OK


def main() -> int:
    """Runs until SIGTERM or SIGINT."""
    return until_told_to_end(run)


def _prepare(projector: Projector, stop: threading.Event) -> bool:
    """Makes the views stand; False when the end was asked for first."""

    def go_on(_reached: int, _last: int) -> None:
        if stop.is_set():
            raise _Stopped

    pause, away = _SHORTEST, False
    while not stop.is_set():
        try:
            position = projector.prepare(progress=go_on)
        except _Stopped:
            return False
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as outage:
            # A database without the schema is one that `perennial up`, or its owner, is still preparing.
            if not away:
                log.warning("the database is away or not prepared, waiting for it: %s", str(outage).strip())
            away = True
            stop.wait(pause)
            pause = min(pause * 2, _LONGEST)
        else:
            if away:
                log.info("the database is there")
            log.info("projecting %s from position %d", ", ".join(view.name for view in VIEWS), position)
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
