"""The whole stack on one machine: started in order, kept running, stopped in reverse order."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from bootstrap.stack_file import StackRecord, remove_stack, write_stack
from workers.embedded.home import held, prepare
from workers.embedded.leftovers import end_leftovers, note_children
from workers.embedded.part import PARTS, Part
from workers.embedded.plan import External, Plan, Ports
from workers.embedded.process import Abandoned, StackFault
from workers.embedded.telling import Tell, Told, What, silently, unbroken
from workers.embedded.unit import Unit

STOP_WITHIN = 9.0
"""Seconds, for all of them together."""
_LOOK_EVERY = 0.1
_STARTS = 3
"""How often a server is tried at the beginning: a port may be taken, or a killed server's memory be in use still."""


class EndOrDeath(Event):
    """Set when the end was asked for, or when one of those that were started before is down."""

    def __init__(self, end: Event, before: Sequence[Unit]) -> None:
        super().__init__()
        self._end = end
        self._before = before

    def is_set(self) -> bool:
        return self._end.is_set() or not all(unit.is_running for unit in self._before)


class EmbeddedStack:
    """`with EmbeddedStack(home) as stack:` runs real servers and our processes; none of them outlives it.

    One thread starts, watches and stops all: the kernel ends a child together with the thread that started it, so
    that not even `kill -9` leaves an orphan. Entering raises StackFault when something cannot be started, HomeHeld
    when another process runs a stack on the same home folder.
    """

    def __init__(
        self,
        home: Path,
        *,
        parts: Sequence[Part] = PARTS,
        ports: Ports | None = None,
        external: External | None = None,
        tell: Tell = silently,
    ) -> None:
        self.home = home.expanduser().absolute()
        self._tell = unbroken(tell)
        self._plan = Plan(
            self.home, parts=parts, ports=ports or Ports(), external=external or External(), tell=self._tell
        )
        self._servers: list[Unit] = []
        self._units: list[Unit] = []
        """The servers, then our own processes."""
        self._record: StackRecord | None = None
        self._ready, self._end, self._ended = Event(), Event(), Event()
        self._fault: BaseException | None = None
        self._thread = Thread(target=self._run, name="embedded stack", daemon=True)

    @property
    def addresses(self) -> StackRecord:
        """Where everything listens; also in the home folder's `stack.json`."""
        if self._record is None:
            msg = f"the stack on {self.home} does not run; enter it first: `with EmbeddedStack(home) as stack:`"
            raise StackFault(msg)
        return self._record

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when everything is ready."""
        self._thread.start()
        try:
            while not self._ready.wait(0.2):
                pass
        except BaseException:
            self.stop()
            raise
        if self._fault is not None:
            self._thread.join()
            raise self._fault

    def ask_to_end(self) -> None:
        """Returns at once, from any thread or signal handler; `wait` tells when it has ended."""
        self._end.set()

    def stop(self) -> None:
        """Stops everything in reverse order, in under ten seconds; harmless when done twice."""
        self._end.set()
        if self._thread.ident is not None:
            self._thread.join()

    def wait(self, seconds: float) -> bool:
        """Waits for the stack to end by itself, at most so long; tells whether it did."""
        return self._ended.wait(seconds)

    def pid(self, name: str) -> int | None:
        """Returns the process id of a part; None while it is down."""
        child = self._unit(name).child
        return child.pid if child is not None and child.is_running else None

    def kill(self, name: str) -> int:
        """Ends a part with SIGKILL, as a fault would, and returns the id it had; the stack starts it again."""
        child = self._unit(name).child
        if child is None:
            msg = f"{name} is down already; it is being started again"
            raise StackFault(msg)
        child.kill()
        return child.pid

    def await_running(self, name: str, *, instead_of: int | None = None, within: float = 60.0) -> int:
        """Waits until a part runs, as another process than the one given; returns its process id."""
        deadline = time.monotonic() + within
        while (pid := self.pid(name)) is None or pid == instead_of:
            if time.monotonic() > deadline:
                msg = f"{name} did not come back within {within:.0f} s; its log is in {self.home}"
                raise StackFault(msg)
            time.sleep(0.05)
        return pid

    def _unit(self, name: str) -> Unit:
        for unit in self._units:
            if unit.name == name:
                return unit
        msg = f"there is no part {name!r} in this stack; it has {', '.join(u.name for u in self._units) or 'none yet'}"
        raise StackFault(msg)

    def _run(self) -> None:
        try:
            prepare(self.home)
            with ExitStack() as undo:
                holder = undo.enter_context(held(self.home))
                for child in end_leftovers(self.home):
                    self._tell(Told(child.name, What.NOTICE, f"process {child.pid}, left by a killed stack, was ended"))
                undo.callback(self._stop_units)
                self._start_all(holder.pid)
                self._ready.set()
                while not self._end.wait(_LOOK_EVERY):
                    self._mend()
        except Abandoned as fault:
            self._fault = fault
        except BaseException as fault:  # noqa: BLE001  raised again in the thread that waits for us
            self._fault = fault
            if self._ready.is_set():
                self._tell(Told("stack", What.DIED, str(fault)))
        finally:
            self._ready.set()
            self._ended.set()

    def _mend(self) -> None:
        """Servers first: what works on them is not started again before they run, and not waited for when one dies."""
        for position, unit in enumerate(self._units):
            abandon = EndOrDeath(self._end, self._servers[:position])
            if not abandon.is_set() and unit.mend(abandon):
                self._note_children()

    def _start_all(self, pid: int) -> None:
        plan = self._plan
        for server in plan.servers():
            self._servers.append(server)
            self._units.append(server)
            self._start_server(server)
        plan.install_schema()
        self._record = plan.record(pid, datetime.now(UTC))
        write_stack(self.home, self._record)
        for part in plan.processes():
            self._units.append(part)
            part.start(self._end)
            self._note_children()

    def _start_server(self, server: Unit) -> None:
        for attempt in range(1, _STARTS + 1):
            try:
                server.start(self._end)
            except Abandoned:
                raise
            except StackFault:
                if attempt == _STARTS:
                    raise
                self._end.wait(attempt * 0.5)
            else:
                self._note_children()
                return

    def _note_children(self) -> None:
        note_children(self.home, [unit.child for unit in self._units if unit.child is not None])

    def _stop_units(self) -> None:
        deadline = time.monotonic() + STOP_WITHIN
        for position, unit in reversed(list(enumerate(self._units))):
            # Each leaves a second to everyone who comes after it.
            unit.stop(max(1.0, deadline - time.monotonic() - position))
        remove_stack(self.home)
