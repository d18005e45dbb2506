"""A bulk of facts gives way to the views, so that what others record meanwhile is soon seen in them."""

import time
from typing import Final

from projections import positions
from projections.catalogue import VIEWS
from projections.view import Connected

LOOK_SECONDS: Final = 0.005
STALLED: Final = 0.5
"""Seconds without a move after which nobody seems to keep the views; then nobody is waited for until they move."""


class GivingWay:
    """Facts are shown in the order of the log: whoever writes faster than views can follow makes everybody wait."""

    def __init__(self, connection: Connected) -> None:
        self._connection = connection
        self._reached = positions.reached(connection, VIEWS)
        self._moved = False
        self._nobody_there = False

    def wait(self) -> None:
        """Until the views show all that is recorded by now, as long as they get on."""
        wanted = positions.head(self._connection)
        patience = time.monotonic() + (0 if self._nobody_there else STALLED)
        while not self._moved_to(wanted):
            if self._moved:
                patience = time.monotonic() + STALLED
            elif time.monotonic() > patience:
                self._nobody_there = True
                return
            time.sleep(LOOK_SECONDS)
        self._nobody_there = False

    def _moved_to(self, wanted: int) -> bool:
        before, self._reached = self._reached, positions.reached(self._connection, VIEWS)
        self._moved = self._reached > before
        return self._reached >= wanted
