"""Embedded stacks for tests: real servers, and stand-ins where the worker and the projector do not matter.

python -m tests.support.stacks HOME        runs one until a signal, as `perennial up` does
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import typer
from rich.console import Console

from bootstrap.stack_file import StackRecord, read_stack
from cli.up import run_until_told
from workers.embedded.part import Part

STAND_INS = (
    Part("worker", ("tests.support.stand_in", "temporal"), works_on="temporal"),
    Part("projector", ("tests.support.stand_in", "database"), works_on="database"),
    Part("notifier", ("tests.support.stand_in", "database"), works_on="database"),
    Part("notary", ("tests.support.stand_in", "database"), works_on="database"),
)
NAMES = ("postgres", "temporal", "worker", "projector", "notifier", "notary")
_ROOT = Path(__file__).resolve().parents[2]
_READY_WITHIN = 90.0


class RunningUp:
    """`perennial up` in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._log = (home.parent / f"{home.name}.up.log").open("ab+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.stacks", str(home)],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def await_ready(self) -> StackRecord:
        """Waits until all is started, and returns the addresses."""
        deadline = time.monotonic() + _READY_WITHIN
        while "Perennial is up" not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.05)
        record = read_stack(self.home)
        assert record is not None
        return record

    def output(self) -> str:
        self._log.seek(0)
        return self._log.read().decode()

    def children(self) -> list[psutil.Process]:
        """Everything that it started, with what those started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()
        Path(self._log.name).unlink()


@contextmanager
def running_up(home: Path) -> Iterator[RunningUp]:
    up = RunningUp(home)
    try:
        yield up
    finally:
        up.close()


def gone(processes: list[psutil.Process], within: float) -> bool:
    """Waits until none of them runs; one that nobody has asked about yet (a zombie) runs no more."""
    deadline = time.monotonic() + within
    while any(_runs(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


if __name__ == "__main__":
    try:
        run_until_told(Path(sys.argv[1]), Console(width=200), STAND_INS)
    except typer.Exit as end:
        sys.exit(end.exit_code)
