"""How a starting, mending and ending stack looks in a terminal."""

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.status import Status

from cli.shown import as_it_is

if TYPE_CHECKING:
    from workers.embedded.telling import Told

_MARKS = {
    "ready": ("✓", "green"),
    "stopped": ("✓", "green"),
    "died": ("✗", "red"),
    "waiting": ("…", "yellow"),
    "notice": ("!", "yellow"),
}


class Teller:
    """Prints what happened, and shows what is being waited for; called from the stack's thread."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._rest()

    def __call__(self, told: "Told") -> None:
        with self._lock:
            if told.what in {"starting", "stopping"}:
                self._await(f"{told.part} is {told.what}")
                return
            if told.what in {"ready", "stopped", "died"}:
                self._rest()
            mark = as_it_is(*_MARKS.get(told.what, (" ", "")))
            self._console.print(mark + as_it_is(f" {told.part} {told.what}  {told.detail}"))

    def _await(self, text: str) -> None:
        self._rest()
        self._status = self._console.status(text)
        self._status.start()

    def _rest(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
