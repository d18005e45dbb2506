"""Processes that a killed stack left behind: known by pid and start time, ended at the next start."""

from collections.abc import Iterable
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from ledger.private_file import keep_private
from workers.embedded.process import ChildProcess

CHILDREN_FILE = "children.json"
_END_WITHIN = 10.0
_SAME_START = 0.05
"""Seconds; a pid used again belongs to a process that started later."""


class KnownChild(BaseModel):
    """What it takes to recognise a process of ours, and to end it the right way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    pid: int
    created_at: float
    stop_signal: int

    def process(self) -> psutil.Process | None:
        """Returns the living process; None when it is gone or the pid belongs to another."""
        try:
            process = psutil.Process(self.pid)
            is_ours = abs(process.create_time() - self.created_at) < _SAME_START
            return process if is_ours and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


class _KnownChildren(RootModel[list[KnownChild]]):
    pass


def note_children(home: Path, children: Iterable[ChildProcess]) -> None:
    """Writes down what runs now, for whoever starts next."""
    known = [
        KnownChild(name=c.name, pid=c.pid, created_at=c.created_at, stop_signal=int(c.program.stop_signal))
        for c in children
    ]
    keep_private(home / CHILDREN_FILE, _KnownChildren(known).model_dump_json(indent=2) + "\n", replace=True)


def known_children(home: Path) -> list[KnownChild]:
    try:
        return _KnownChildren.model_validate_json((home / CHILDREN_FILE).read_bytes()).root
    except (OSError, ValidationError):
        return []


def end_leftovers(home: Path) -> list[KnownChild]:
    """Ends what a killed stack left running on this home folder; returns what was found."""
    found = [(child, process) for child in known_children(home) if (process := child.process())]
    for child, process in reversed(found):
        try:
            process.send_signal(child.stop_signal)
        except psutil.NoSuchProcess:
            continue
    _, stubborn = psutil.wait_procs([process for _, process in found], timeout=_END_WITHIN)
    for process in stubborn:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(stubborn, timeout=_END_WITHIN)
    return [child for child, _ in found]
