"""What every test may ask for: a database, a Temporal server, an empty home folder."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.support.databases import Copied, Database, PostgresForTests
from tests.support.servers import chosen_database, docker_lacks, postgres_server, short_home
from tests.support.temporal import TemporalForTests, temporal_in_memory
from tests.support.turns import turn

DATABASE_CHOICE = pytest.StashKey[tuple[str, str]]()


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator[PostgresForTests]:
    """The one PostgreSQL of the run; the header and the summary say which."""
    kind, _ = pytestconfig.stash[DATABASE_CHOICE]
    with postgres_server(kind) as server:
        yield server


@pytest.fixture
def database(postgres: PostgresForTests) -> Iterator[Database]:
    """A new database with the schema installed."""
    fresh = postgres.fresh_database()
    yield fresh
    postgres.drop(fresh)


@pytest.fixture(scope="module")
def module_database(postgres: PostgresForTests) -> Iterator[Database]:
    """One for all tests of a module, which look at the same long story."""
    fresh = postgres.fresh_database()
    yield fresh
    postgres.drop(fresh)


@pytest.fixture
def copied(postgres: PostgresForTests) -> Iterator[Copied]:
    """Copies a database that has a story, for one test to go on with."""
    made: list[Database] = []

    def copy(database: Database) -> Database:
        made.append(postgres.copy(database))
        return made[-1]

    yield copy
    for database in made:
        postgres.drop(database)


@pytest.fixture(scope="session")
def temporal_server() -> Iterator[TemporalForTests]:
    """A Temporal server in memory, on loopback."""
    with temporal_in_memory() as server:
        yield server


@pytest.fixture
def embedded_home() -> Iterator[Path]:
    """An empty home folder for an embedded stack."""
    with short_home() as home:
        yield home


def pytest_configure(config: pytest.Config) -> None:
    config.stash[DATABASE_CHOICE] = chosen_database()


def pytest_report_header(config: pytest.Config) -> str:
    return _database_line(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need containers say so where there is no engine; nothing else is ever left out.

    Files with slow tests come first, so that of two processes none waits long for the other at the end; files with
    tests that run alone come last, where what they wait for is short.
    """
    slow, alone = ({item.path for item in items if item.get_closest_marker(mark)} for mark in ("slow", "alone"))
    items.sort(key=lambda item: (item.path in alone, item.path not in slow))
    containers = [item for item in items if item.get_closest_marker("docker")]
    lacks = docker_lacks() if containers else None
    for item in containers:
        if lacks:
            item.add_marker(pytest.mark.skip(reason=f"not run here: {lacks}"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """First of all, so that whoever waits does not use up the time that its test may take."""
    with turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.write_line(_database_line(config))


def _database_line(config: pytest.Config) -> str:
    kind, reason = config.stash[DATABASE_CHOICE]
    return f"database: {'PostgreSQL in a container' if kind == 'docker' else 'embedded PostgreSQL'} ({reason})"
