"""A real PostgreSQL as our own child: made once in a folder, listening on the loopback address only."""

import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event

import psycopg
from psycopg import sql

from workers.embedded.passwords import Passwords
from workers.embedded.ports import LOOPBACK, is_listening
from workers.embedded.process import ChildProcess, Program, StackFault
from workers.embedded.system_user import let_through, make_runnable, own, user_for_postgres
from workers.embedded.wheel import installation, postgres_package

DATABASE = "perennial"
SUPERUSER = "postgres"
OWNER_ROLE = "perennial_owner"
APP_ROLE = "perennial_app"
START_WITHIN = 60.0
"""Seconds; recovery after a crash reads the log since the last checkpoint."""

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
SMALL_MACHINE = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "5min",
    "autovacuum_max_workers": "2",
    "jit": "off",  # short statements only: compiling them costs more than it saves
}
PLAIN = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %a ",
    "log_error_verbosity": "terse",  # details name values, which may be personal
}


class EmbeddedPostgres:
    """One data folder and the server on it."""

    def __init__(
        self, home: Path, port: int, passwords: Passwords, *, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self.home = home.absolute()
        self.data = self.home / "postgres"
        self.port = port
        self._passwords = passwords
        self._say = say
        self._user = user_for_postgres()

    @property
    def superuser_url(self) -> str:
        return self._url(SUPERUSER, self._passwords.superuser, "postgres")

    def owner_url(self, database: str = DATABASE) -> str:
        return self._url(OWNER_ROLE, self._passwords.owner, database)

    def app_url(self, database: str = DATABASE) -> str:
        return self._url(APP_ROLE, self._passwords.application, database)

    def prepare(self) -> None:
        """Makes the data folder the first time, and lets the user that runs the server reach it."""
        programs = installation() / "bin"
        for folder in let_through(self.data, self._user) + let_through(programs / "postgres", self._user):
            if folder != self.home:
                self._say(f"{folder} may now be passed through (o+x), for the user {self._user} that runs PostgreSQL")
        make_runnable(programs.parent, self._user)
        if not (self.data / "PG_VERSION").exists():
            self._make_data_folder()

    def start(self, abandon: Event | None = None) -> ChildProcess:
        """Starts the server and waits until it answers; the owner and the database are made where they are missing."""
        self.prepare()
        options = [f"--{name}={value}" for name, value in {**PLAIN, **DURABLE, **SMALL_MACHINE}.items()]
        program = str(installation() / "bin" / "postgres")
        server = ChildProcess.start(
            Program(
                name="postgres",
                argv=[program, "-D", str(self.data), f"--port={self.port}", *options],
                log=self.home / "postgres.log",
                folder=self.data.parent,
                user=self._user,
                stop_signal=signal.SIGINT,  # its fast shutdown: ends sessions, writes a checkpoint
            )
        )
        try:
            server.await_ready(
                lambda: is_listening(server.pid, self.port) and self.answers(), within=START_WITHIN, abandon=abandon
            )
            self._make_owner_and_database()
        except BaseException:
            server.stop(within=5)
            raise
        return server

    def answers(self) -> bool:
        try:
            psycopg.connect(self.superuser_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_data_folder(self) -> None:
        """Beside its place first, so that an interrupted attempt leaves nothing that looks finished."""
        attempt = self.home / "postgres.new"
        if attempt.exists():
            shutil.rmtree(attempt)
        attempt.mkdir(mode=0o700)
        password = self.home / ".superuser"
        password.touch(mode=0o600)
        password.write_text(self._passwords.superuser)
        own(attempt, self._user)
        own(password, self._user)
        become = {"user": self._user, "group": self._user, "extra_groups": []} if self._user else {}
        options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={password}"]
        try:
            postgres_package().initdb(options, pgdata=attempt, cwd=self.home, **become)
        except subprocess.CalledProcessError as error:
            msg = f"PostgreSQL could not make its data folder {attempt}: see that the disk has room and is writable"
            raise StackFault(msg) from error
        finally:
            password.unlink()
        attempt.rename(self.data)

    def _make_owner_and_database(self) -> None:
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            # CREATEROLE: installing the schema makes the application's role.
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER_ROLE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD {}").format(
                        sql.Identifier(OWNER_ROLE), sql.Literal(self._passwords.owner)
                    )
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE))
                )

    def _url(self, role: str, password: str, database: str) -> str:
        return f"postgresql://{role}:{password}@{LOOPBACK}:{self.port}/{database}"
