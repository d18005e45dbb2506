"""How long to wait before trying again, and when to give up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from adapters.notices.notice import Notice

FIRST: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(minutes=15)
LEAST_FAILURES: Final = 12
GIVE_UP_AFTER: Final = timedelta(days=1)
"""Since the first failure: a mailbox that is full in the morning may be empty in the evening."""
AWAY_FIRST: Final = timedelta(seconds=5)
AWAY_LONGEST: Final = timedelta(minutes=1)
"""Between looks at a channel that is away; so long after it is back people may wait."""

Chance = Callable[[], float]
"""Between 0 and 1."""


def pause(failures: int, chance: Chance) -> timedelta:
    """After so many failures (from 1): twice as long each time, and never the same for all who failed together."""
    doubled: int = 2 ** min(failures - 1, 10)
    return min(FIRST * doubled, LONGEST) * (0.5 + chance() / 2)


def pause_away(attempts: int) -> timedelta:
    """After a channel was found away so many times on end (from 1)."""
    doubled: int = 2 ** min(attempts - 1, 10)
    return min(AWAY_FIRST * doubled, AWAY_LONGEST)


def gives_up(notice: Notice, now: datetime) -> bool:
    """Whether one more failure is the last."""
    first = notice.first_failed_at or now
    return notice.failures + 1 >= LEAST_FAILURES and now - first >= GIVE_UP_AFTER
