"""Databases for tests: each one new, with the schema installed, copied from one template."""

import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from ledger import schema

OWNER, OWNER_PASSWORD = "tests_owner", "owner-of-tests"
APP, APP_PASSWORD = "perennial_app", "app-of-tests"
TEMPLATE = "perennial_template"


@dataclass(frozen=True)
class Database:
    """One database with the schema in it."""

    name: str
    owner: str
    """URL of the role that owns the tables."""
    app: str
    """URL of the application's role."""
    superuser: str
    """URL of the superuser, for what no role of ours may do (ending sessions, breaking the record)."""


Copied = Callable[[Database], Database]
"""Makes another one that holds the same."""


@dataclass
class PostgresForTests:
    """A server, whoever runs it, and the databases made on it."""

    superuser_url: str
    kind: str
    """What runs it, for the report: a container, or the embedded server."""
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _template_made: bool = False

    def fresh_database(self) -> Database:
        """Makes a new database; a few tens of milliseconds after the first."""
        if not self._template_made:
            self._make_template()
            self._template_made = True
        return self._copied(TEMPLATE)

    def copy(self, database: Database) -> Database:
        """Makes a database that holds all that this one holds; nobody may be connected to it meanwhile."""
        return self._copied(database.name)

    def drop(self, database: Database) -> None:
        """Ends the sessions on a database and removes it."""
        self._superuser.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database.name))
        )

    def empty_database(self) -> Database:
        """Makes a database without the schema; the owner may install it."""
        database = self._database(f"empty_{os.getpid()}_{next(self._numbers)}")
        self._once(self._make_owner)
        self._create(database.name)
        return database

    def _copied(self, template: str) -> Database:
        database = self._database(f"test_{os.getpid()}_{next(self._numbers)}")
        self._superuser.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                sql.Identifier(database.name), sql.Identifier(template), sql.Identifier(OWNER)
            )
        )
        return database

    def _make_template(self) -> None:
        self._once(self._make_owner)
        template = self._database(TEMPLATE)
        self.drop(template)  # half made by an attempt that failed
        self._create(TEMPLATE)
        schema.install(template.owner, app_role=APP, app_password=APP_PASSWORD)

    def _create(self, name: str) -> None:
        self._superuser.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        )

    def _once(self, step: Callable[[], None]) -> None:
        known = self._superuser.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone()
        if not known:
            step()

    def _make_owner(self) -> None:
        self._superuser.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB PASSWORD {}").format(
                sql.Identifier(OWNER), sql.Literal(OWNER_PASSWORD)
            )
        )

    @cached_property
    def _superuser(self) -> psycopg.Connection:
        """Kept: to log in takes longer than to copy a database."""
        return psycopg.connect(self.superuser_url, autocommit=True)

    def close(self) -> None:
        """While the server runs still."""
        self._superuser.close()

    def _database(self, name: str) -> Database:
        return Database(
            name=name,
            owner=self._url(name, OWNER, OWNER_PASSWORD),
            app=self._url(name, APP, APP_PASSWORD),
            superuser=self._url(name, *self._superuser_login()),
        )

    def _superuser_login(self) -> tuple[str, str]:
        parts = urlsplit(self.superuser_url)
        return parts.username or "", parts.password or ""

    def _url(self, database: str, role: str, password: str) -> str:
        parts = urlsplit(self.superuser_url)
        return urlunsplit(("postgresql", f"{role}:{password}@{parts.hostname}:{parts.port}", f"/{database}", "", ""))
