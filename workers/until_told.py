"""A process of ours: it works until it is told to end, and says in a sentence what it lacks."""

import logging
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

from bootstrap.settings import Settings, SettingsError

log = logging.getLogger(__name__)

EXIT_OK: Final = 0
EXIT_SETTINGS: Final = 2


def until_told_to_end(run: Callable[[Settings, threading.Event], int]) -> int:
    """Runs until SIGTERM or SIGINT; returns the exit code."""
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
        return EXIT_SETTINGS
