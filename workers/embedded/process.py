"""One child process: started so that it cannot outlive us, watched, stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Self

import psutil

_TETHER = Path(__file__).with_name("tether.py")
_LOG_LIMIT = 10_000_000
"""Bytes; a longer log is set aside when its process starts again."""


class StackFault(Exception):  # noqa: N818  an outage of ours, with what to do
    """A part of the embedded stack cannot do its work; the message says what to do."""


class Abandoned(StackFault):
    """Started no further, because the end was asked for meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run, and how it is asked to stop."""

    name: str
    argv: Sequence[str]
    log: Path
    environment: Mapping[str, str] | None = None
    folder: Path | None = None
    user: str | None = None
    """System user to become first; possible for root only."""
    stop_signal: signal.Signals = signal.SIGTERM


class ChildProcess:
    """A started program. Start it in a thread that lives as long as it: the kernel ends it with that thread."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        self.program = program
        self._process = process
        self.created_at = _created_at(process.pid)
        """Start time as the kernel tells it; with the pid it names a process for good."""

    @classmethod
    def start(cls, program: Program) -> Self:
        _set_aside(program.log)
        tether = (str(os.getpid()), str(int(program.stop_signal)), program.user or "-")
        with program.log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  our own programs, no shell
                [sys.executable, "-ISs", str(_TETHER), *tether, *program.argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(program.environment) if program.environment is not None else None,
                cwd=program.folder,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the others in order
            )
        return cls(program, process)

    @property
    def name(self) -> str:
        return self.program.name

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._process.poll()

    @property
    def is_running(self) -> bool:
        return self.exit_code is None

    def kill(self) -> None:
        """Ends it at once, as a fault would."""
        self._process.kill()
        self._process.wait()

    def stop(self, within: float) -> None:
        """Asks it to end, waits the given seconds, then ends it."""
        if self.is_running:
            self._process.send_signal(self.program.stop_signal)
        try:
            self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()

    def await_ready(self, ready: Callable[[], bool], *, within: float, abandon: Event | None = None) -> None:
        """Asks again and again until ready.

        Raises StackFault when the process ended or the seconds are over, Abandoned when that event was set.
        """
        deadline = time.monotonic() + within
        while not ready():
            if abandon is not None and abandon.is_set():
                msg = f"{self.name} was being started when the end was asked for"
                raise Abandoned(msg)
            if not self.is_running:
                msg = f"{self.name} ended with code {self.exit_code} while it started:\n{self.last_words()}"
                raise StackFault(msg)
            if time.monotonic() > deadline:
                msg = f"{self.name} was not ready within {within:.0f} s; its log is {self.program.log}\n"
                raise StackFault(msg + self.last_words())
            time.sleep(0.05)

    def last_words(self, lines: int = 12) -> str:
        """Returns the end of its log."""
        try:
            return "\n".join(self.program.log.read_text("utf-8", "replace").splitlines()[-lines:])
        except OSError:
            return ""


def _created_at(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return 0.0


def _set_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
