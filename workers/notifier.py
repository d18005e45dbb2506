"""The process that tells people: `perennial notifier`. One thread fills the outbox from the log, one delivers it."""

import logging
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

import psycopg

from adapters.notices.delivery import Delivery
from adapters.notices.filling import FOLLOWER, INTEREST, Filling
from adapters.notices.outbox import CHANNEL
from bootstrap.notices import delivery_of, ways_of
from bootstrap.settings import Settings
from ledger.datastore import bounded
from ledger.follower import Follower
from ledger.waiting import Waiting
from workers.clock import now_in_utc
from workers.until_told import EXIT_OK, until_told_to_end

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 1.0
"""Between looks at what has fallen due; what was just noted is announced and sent at once."""
GATHER_SECONDS: Final = 0.25
"""Between two looks at a busy log: a letter need not leave sooner (measured: 200 lives, 50 at a time, cost 0.2 s of CPU
instead of 1.0)."""
_LONGEST_PAUSE: Final = 2.0


class Notifier:
    """`run` works until `stop`; outages of the database are waited out."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = now_in_utc) -> None:
        self._url = settings.require_database()
        self._waiting = Waiting()
        self._delivery: Delivery = delivery_of(settings, now, ended=lambda: self._waiting.ended)
        filling = Filling(ways_of(settings), now)
        self._follower = Follower(self._url, FOLLOWER, filling.apply, interest=INTEREST, gather=GATHER_SECONDS)

    def run(self) -> None:
        away = 0
        try:
            with self._waiting:
                while not self._waiting.ended:
                    try:
                        self._deliver()
                    except (psycopg.OperationalError, psycopg.errors.UndefinedTable) as outage:
                        away += 1
                        if away == 1:
                            log.warning("the database is away or not prepared, waiting for it: %s", str(outage).strip())
                        self._waiting.pause(min(0.1 * 2 ** min(away, 10), _LONGEST_PAUSE))
                    else:
                        away = 0
        finally:
            self._follower.stop()

    def stop(self) -> None:
        """Ends `run` after the letter in hand; any thread may ask."""
        self._waiting.end()

    def _deliver(self) -> None:
        with psycopg.connect(bounded(self._url, "perennial notifier"), autocommit=True) as connection:
            while not self._delivery.take_post(connection):
                if not self._waiting.pause(LOOK_SECONDS):
                    return
            self._follower.start()  # now that the tables are there; once is enough
            self._waiting.listen(connection, CHANNEL)
            while not self._waiting.ended:
                if not self._delivery.deliver(connection):
                    self._waiting.for_news(connection, LOOK_SECONDS)


def run(settings: Settings, stop: threading.Event) -> int:
    """Tells people until `stop` is set, and returns the exit code."""
    notifier = Notifier(settings)
    thread = threading.Thread(target=notifier.run, name="notifier", daemon=True)
    thread.start()
    log.info("telling people by %s", "mail" if settings.mail_url else "this log: no mail server is set")
    while not stop.wait(0.5):
        if not thread.is_alive():
            return 1
    notifier.stop()
    thread.join(timeout=30)
    log.info("the notifier has stopped")
    return EXIT_OK


def main() -> int:
    """Runs until SIGTERM or SIGINT."""
    return until_told_to_end(run)


if __name__ == "__main__":
    sys.exit(main())
