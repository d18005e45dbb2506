"""The tables of the record, installed and upgraded by whoever owns the database."""

from importlib.resources import files
from typing import Final

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier, Literal

from ledger.faults import SchemaFault
from ledger.names import CHANNEL, INSTALL_LOCK, WRITE_LOCK

MAINTAIN_SINCE: Final = 170_000
"""The version of PostgreSQL since which a role may be allowed to clean a table that it does not own."""
_ATTEMPTS: Final = 20
"""How often the role is tried: roles belong to the whole server, where installs of other databases may race with us."""


def install(owner_url: str, *, app_role: str = "perennial_app", app_password: str | None = None) -> None:
    """Installs or upgrades the record; doing it twice, or twice at once, is harmless.

    `app_role` is the login that the application uses: it may read and append, keep directory and notices, and nothing
    else. Where the application logs in as the owner, give the owner's own name; the triggers still refuse every
    change. The role is created when it is missing; without `app_password` its password is left as it is. Raises
    `SchemaFault` with what to do.
    """
    with psycopg.connect(owner_url, autocommit=True, connect_timeout=5) as connection:
        owner = connection.execute("SELECT current_user::text").fetchone()
        same_login = owner == (app_role,)
        if not same_login:
            _ensure_role(connection, app_role, app_password)
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (INSTALL_LOCK,))
            _migrate(connection)
            if not same_login:
                _grant(connection, app_role)


def _migrate(connection: Connection) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS ledger")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS ledger.schema_version "
        "(version integer PRIMARY KEY, name text NOT NULL, installed_at timestamptz NOT NULL DEFAULT now())"
    )
    row = connection.execute("SELECT coalesce(max(version), 0) FROM ledger.schema_version").fetchone()
    installed = row[0] if row else 0
    migrations = sorted(
        (int(file.name[:3]), file.name, file.read_text(encoding="utf-8"))
        for file in (files("ledger") / "migrations").iterdir()
        if file.name.endswith(".sql")
    )
    newest = migrations[-1][0]
    if installed > newest:
        msg = f"the database has schema version {installed}, this release knows {newest}; upgrade this release"
        raise SchemaFault(msg)
    for version, name, text in migrations:
        if version > installed:
            # The files are ours, and part of the release: as good as literals.
            statement = SQL(text).format(write_lock=Literal(WRITE_LOCK), channel=Literal(CHANNEL))
            connection.execute(statement)
            connection.execute("INSERT INTO ledger.schema_version (version, name) VALUES (%s, %s)", (version, name))


def _grant(connection: Connection, app_role: str) -> None:
    role = Identifier(app_role)
    database = Identifier(connection.info.dbname)
    for grant in (
        SQL("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}"),
        SQL("GRANT USAGE ON SCHEMA ledger TO {role}"),
        SQL("GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO {role}"),
        SQL("GRANT INSERT ON ledger.events, ledger.commands TO {role}"),
        SQL("GRANT INSERT, UPDATE, DELETE ON ledger.positions TO {role}"),
        SQL("GRANT INSERT, UPDATE ON ledger.sources TO {role}"),
        SQL("GRANT USAGE, CREATE ON SCHEMA views TO {role}"),
        SQL("GRANT USAGE ON SCHEMA directory TO {role}"),
        SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON directory.people TO {role}"),
        SQL("GRANT USAGE ON SCHEMA notices TO {role}"),
        SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA notices TO {role}"),
        SQL("GRANT USAGE ON SCHEMA notary TO {role}"),
        SQL("GRANT SELECT ON ALL TABLES IN SCHEMA notary TO {role}"),
        SQL("GRANT INSERT, UPDATE, DELETE ON notary.tiles TO {role}"),
        SQL("GRANT INSERT ON notary.statements TO {role}"),
    ):
        connection.execute(grant.format(role=role, database=database))
    if connection.info.server_version >= MAINTAIN_SINCE:  # so that whoever is erased leaves no dead row behind
        connection.execute(SQL("GRANT MAINTAIN ON directory.people TO {role}").format(role=role))


def _ensure_role(connection: Connection, name: str, password: str | None) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
    if exists and password is None:
        return
    try:
        if not exists:
            _race(connection, SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
        if password is not None:
            # Hashed here, so that the password itself never stands in a log of the server.
            hashed = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
            _race(
                connection,
                SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(Identifier(name), Literal(hashed.decode())),
            )
    except psycopg.errors.InsufficientPrivilege as refused:
        msg = (
            f"this login may not create or change the role {name!r}: create it yourself "
            f"(CREATE ROLE {name} LOGIN PASSWORD '…') and install without a password, or let the application use "
            "this login too"
        )
        raise SchemaFault(msg) from refused


def _race(connection: Connection, statement: Composed) -> None:
    """Runs a statement about a role that installs of other databases may run at this moment as well."""
    for attempt in range(_ATTEMPTS):
        try:
            connection.execute(statement)
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            return
        except psycopg.errors.InternalError_:  # tuple concurrently updated
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return
