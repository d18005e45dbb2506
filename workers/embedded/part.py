"""What an embedded stack is made of: servers first, then our own processes, each ready when it is connected."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import psutil

from bootstrap.settings import child_environment
from workers.embedded.process import ChildProcess, Program

START_WITHIN = 60.0
_ROOT = Path(__file__).resolve().parents[2]
"""Where our packages are: a checkout, or the folder they were installed into."""


@dataclass(frozen=True)
class Part:
    """A process of ours: `python -m <arguments>`, ready once it is connected to the server that it works on."""

    name: str
    arguments: Sequence[str]
    works_on: str
    """`database` or `temporal`."""


WORKER = Part("worker", ("cli", "worker"), works_on="temporal")
PROJECTOR = Part("projector", ("cli", "projector"), works_on="database")
NOTIFIER = Part("notifier", ("cli", "notifier"), works_on="database")
NOTARY = Part("notary", ("cli", "notary"), works_on="database")
PARTS = (WORKER, PROJECTOR, NOTIFIER, NOTARY)


def start_part(
    part: Part, *, home: Path, port: int, variables: Mapping[str, str], without: str | None, abandon: Event
) -> ChildProcess:
    """Starts it and waits until it is connected to the given port."""
    environment = child_environment(
        {"PERENNIAL_HOME": str(home), "PYTHONUNBUFFERED": "1", **variables}, import_from=_ROOT, without=without
    )
    child = ChildProcess.start(
        Program(
            name=part.name,
            argv=[sys.executable, "-m", *part.arguments],
            log=home / f"{part.name}.log",
            environment=environment,
        )
    )
    try:
        child.await_ready(lambda: is_connected(child.pid, port), within=START_WITHIN, abandon=abandon)
    except BaseException:
        child.stop(within=3)
        raise
    return child


def is_connected(pid: int, port: int) -> bool:
    """Tells whether the process, or one that it started, has a connection to that port."""
    try:
        process = psutil.Process(pid)
        return any(
            connection.raddr and connection.raddr.port == port and connection.status == psutil.CONN_ESTABLISHED
            for one in [process, *process.children(recursive=True)]
            for connection in one.net_connections(kind="tcp")
        )
    except psutil.Error:
        return False
