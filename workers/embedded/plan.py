"""What has to run for a stack: what is not given by address, on which ports, in which order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from bootstrap.stack_file import StackRecord
from workers.embedded.part import Part, start_part
from workers.embedded.passwords import Passwords
from workers.embedded.ports import LOOPBACK, free_port
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.process import ChildProcess, StackFault
from workers.embedded.record import install_for
from workers.embedded.telling import Tell, Told, What
from workers.embedded.temporal import NAMESPACE, EmbeddedTemporal
from workers.embedded.unit import Start, Unit


@dataclass(frozen=True)
class Ports:
    """The ports that are tried first; chosen beside the servers' usual ones, which may be in use on this machine."""

    postgres: int = 5442
    temporal: int = 7243
    temporal_ui: int = 8243


@dataclass(frozen=True)
class External:
    """Real servers to use instead of embedded ones."""

    database_url: str | None = None
    database_owner_url: str | None = None
    temporal_address: str | None = None


class Plan:
    """Turns home folder, ports and external servers into units in the order of their start."""

    def __init__(self, home: Path, *, parts: Sequence[Part], ports: Ports, external: External, tell: Tell) -> None:
        self._home = home
        self._parts = parts
        self._ports = ports
        self._external = external
        self._tell = tell
        self._postgres: EmbeddedPostgres | None = None
        self._temporal: EmbeddedTemporal | None = None

    def servers(self) -> Iterator[Unit]:
        """PostgreSQL, then Temporal, each only where no external one is given."""
        if self._external.database_url is None:
            postgres = EmbeddedPostgres(self._home, 0, Passwords.of(self._home), say=self._notice)
            self._postgres = postgres
            start = _settled(postgres.start, lambda: self._choose_postgres_port(postgres))
            yield Unit("postgres", start, self._tell, address=lambda: f"{LOOPBACK}:{postgres.port}")
        if self._external.temporal_address is None:
            temporal = EmbeddedTemporal(self._home, 0, ui_port=0)
            self._temporal = temporal
            start = _settled(temporal.start, lambda: self._choose_temporal_ports(temporal))
            yield Unit("temporal", start, self._tell, address=lambda: f"{temporal.address}, UI {temporal.ui}")

    def _choose_postgres_port(self, postgres: EmbeddedPostgres) -> None:
        postgres.prepare()  # before the choice: it takes a second, in which another could take the port
        postgres.port = self._port("postgres", self._ports.postgres)

    def _choose_temporal_ports(self, temporal: EmbeddedTemporal) -> None:
        temporal.port = self._port("temporal", self._ports.temporal)
        temporal.ui_port = self._port("temporal", self._ports.temporal_ui, what="UI port")

    def install_schema(self) -> None:
        install_for(owner_url=self._owner_url, app_url=self._database_url)

    def record(self, pid: int, since: datetime) -> StackRecord:
        return StackRecord(
            pid=pid,
            since=since,
            database_url=self._database_url,
            database_owner_url=self._owner_url,
            temporal_address=self._temporal_address,
            temporal_ui=self._temporal.ui if self._temporal else None,
        )

    def processes(self) -> Iterator[Unit]:
        """Our own processes; where Temporal is embedded, nothing the environment says of another one reaches them."""
        variables = {"PERENNIAL_DATABASE_URL": self._database_url}
        without = None
        if self._temporal is not None:
            without = "TEMPORAL_"
            variables |= {"TEMPORAL_ADDRESS": self._temporal_address, "TEMPORAL_NAMESPACE": NAMESPACE}
            variables |= {"TEMPORAL_CONFIG_FILE": "/dev/null"}
        for part in self._parts:
            yield Unit(part.name, self._starter(part, variables, without), self._tell)

    def _starter(self, part: Part, variables: dict[str, str], without: str | None) -> Start:
        address = self._temporal_address if part.works_on == "temporal" else urlsplit(self._database_url).netloc
        port = _port_of(address, default=7233 if part.works_on == "temporal" else 5432)

        def start(abandon: Event) -> ChildProcess:
            return start_part(part, home=self._home, port=port, variables=variables, without=without, abandon=abandon)

        return start

    def _notice(self, text: str) -> None:
        self._tell(Told("postgres", What.NOTICE, text))

    def _port(self, name: str, preferred: int, what: str = "port") -> int:
        port = free_port(preferred)
        if port != preferred:
            self._tell(Told(name, What.NOTICE, f"{what} {preferred} is busy; {port} is used instead"))
        return port

    @property
    def _database_url(self) -> str:
        return self._postgres.app_url() if self._postgres else _given(self._external.database_url)

    @property
    def _owner_url(self) -> str:
        if self._postgres:
            return self._postgres.owner_url()
        return self._external.database_owner_url or self._database_url

    @property
    def _temporal_address(self) -> str:
        return self._temporal.address if self._temporal else _given(self._external.temporal_address)


def _settled(start: Start, choose: Callable[[], None]) -> Start:
    """Chooses ports before each attempt until one succeeds; from then on the addresses stay."""
    settled = False

    def attempt(abandon: Event) -> ChildProcess:
        nonlocal settled
        if not settled:
            choose()
        child = start(abandon)
        settled = True
        return child

    return attempt


def _given(address: str | None) -> str:
    if address is None:
        msg = "an address was asked for before its server was started"
        raise StackFault(msg)
    return address


def _port_of(address: str, *, default: int) -> int:
    said = address.rpartition(":")[2]
    return int(said) if said.isdigit() else default
