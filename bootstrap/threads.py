"""How this process shares its one interpreter lock among threads."""

import sys
from typing import Final

SWITCH_SECONDS: Final = 0.0002
"""A twenty-fifth of Python's own. The thread that commits for all others waits so long for the lock after each of
its few moments on the network; at 5 ms it waits longer than the commit takes (measured: p50 of a decision at 16
clients)."""


def favour_answers() -> None:
    """For processes that answer many people at once: a busy thread gives way sooner."""
    sys.setswitchinterval(SWITCH_SECONDS)
