"""One thing that is kept running: started, started again with growing pauses, stopped."""

import time
from collections.abc import Callable
from threading import Event

from workers.embedded.process import Abandoned, ChildProcess, StackFault
from workers.embedded.telling import Tell, Told, What

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 15.0
_SOUND_AFTER = 60.0
"""Seconds of running after which earlier deaths are forgotten."""

Start = Callable[[Event], ChildProcess]
"""Starts the process, waits until it is ready, gives up when the event is set."""


class Unit:
    """Keeps one process; only the stack's thread calls it, except for `kill` and what only reads."""

    def __init__(self, name: str, start: Start, tell: Tell, *, address: Callable[[], str] = str) -> None:
        self.name = name
        self.child: ChildProcess | None = None
        self.deaths = 0
        self._start = start
        self._tell = tell
        self._address = address
        self._pauses = 0
        self._not_before = 0.0
        self._running_since = 0.0

    @property
    def is_running(self) -> bool:
        return self.child is not None and self.child.is_running

    def start(self, abandon: Event) -> None:
        self._tell(Told(self.name, What.STARTING))
        began = time.monotonic()
        self.child = None
        self.child = self._start(abandon)
        self._running_since = time.monotonic()
        took = f"(process {self.child.pid}, {self._running_since - began:.1f} s)"
        self._tell(Told(self.name, What.READY, f"{self._address()} {took}".strip()))

    def mend(self, abandon: Event) -> bool:
        """Starts it again when it has died and its pause is over; tells whether it was started."""
        if self.is_running:
            return False
        if self.child is not None:
            self._notice_death(self.child)
        if time.monotonic() < self._not_before:
            return False
        try:
            self.start(abandon)
        except Abandoned:
            return False
        except StackFault as fault:
            self._pause(str(fault))
            return False
        return True

    def stop(self, within: float) -> None:
        if self.child is not None and self.child.is_running:
            self._tell(Told(self.name, What.STOPPING))
            began = time.monotonic()
            self.child.stop(within)
            self._tell(Told(self.name, What.STOPPED, f"{time.monotonic() - began:.1f} s"))
        self.child = None

    def _notice_death(self, child: ChildProcess) -> None:
        code = child.exit_code or 0
        how = f"signal {-code}" if code < 0 else f"code {code}"
        self.child = None
        self.deaths += 1
        if time.monotonic() - self._running_since > _SOUND_AFTER:
            self._pauses = 0
        self._tell(Told(self.name, What.DIED, f"process {child.pid} ended with {how}; its log is {child.program.log}"))
        self._pause("")

    def _pause(self, why: str) -> None:
        seconds = min(FIRST_PAUSE * 2**self._pauses, LONGEST_PAUSE)
        self._pauses += 1
        self._not_before = time.monotonic() + seconds
        self._tell(Told(self.name, What.WAITING, f"starts again in {seconds:.1f} s{': ' if why else ''}{why}"))
