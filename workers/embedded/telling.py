"""What the stack tells while it starts, mends and ends; who listens decides how it looks."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

log = logging.getLogger(__name__)


class What(StrEnum):
    STARTING = "starting"
    READY = "ready"
    DIED = "died"
    WAITING = "waiting"
    """It will be started again after a pause."""
    STOPPING = "stopping"
    STOPPED = "stopped"
    NOTICE = "notice"


@dataclass(frozen=True)
class Told:
    """One thing that happened to one part."""

    part: str
    what: What
    detail: str = ""


Tell = Callable[[Told], None]
"""Called from the stack's own thread."""


def silently(_: Told) -> None:
    """For listeners who do not care."""


def unbroken(tell: Tell) -> Tell:
    """Keeps a listener's fault (a closed terminal) from the stack, which has servers to stop."""

    def told(event: Told) -> None:
        try:
            tell(event)
        except Exception:
            log.debug("nobody could be told: %s", event, exc_info=True)

    return told
