"""The process that keeps the views: `perennial projector`."""

import logging
import signal
import sys
import threading
from types import FrameType
from typing import Final

import psycopg

from bootstrap.settings import Settings, SettingsError
from projections.catalogue import VIEWS
from projections.projector import Projector

log = logging.getLogger(__name__)

_SHORTEST, _LONGEST = 0.1, 2.0
"""Seconds between attempts to reach a database that is away, at first and at last."""
_EXIT_OK: Final = 0
_EXIT_SETTINGS: Final = 2


class _Stopped(BaseException):
    """The end was asked for during a rebuild; it clears away what it built."""


def run(settings: Settings, stop: threading.Event) -> int:
    """Follows the log until `stop` is set; finishes the batch in hand, and returns the exit code.

    A database that is away, at the start or later, is waited for and said once.
    """
    projector = Projector(settings.require_database())
    if not _prepare(projector, stop):
        return _EXIT_OK
    projector.start()
    stop.wait()
    projector.stop()
    log.info("the projector has stopped")
    return _EXIT_OK


def main() -> int:
    """Runs until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        return run(Settings.load(), stop)
    except SettingsError as missing:
        log.error("%s", missing)  # noqa: TRY400  a sentence for a person, not a stack
        return _EXIT_SETTINGS


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
