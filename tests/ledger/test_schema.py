"""The database itself keeps the record append-only and its order without gaps that fill later."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from ledger.faults import SchemaFault
from ledger.names import WRITE_LOCK
from ledger.schema import install
from ledger.store import open_ledger
from tests.ledger.facts import event, ledger_in, receipt, rows
from tests.support.databases import APP, OWNER, Database, PostgresForTests

RAW_INSERT = "INSERT INTO ledger.events VALUES ('raw', 1, 't', '') RETURNING notification_id"
CHANGES = [
    "UPDATE ledger.events SET topic = 'x'",
    "DELETE FROM ledger.events",
    "DELETE FROM ledger.events WHERE false",
    "TRUNCATE ledger.events",
    "TRUNCATE ledger.events CASCADE",
    "INSERT INTO ledger.events VALUES ('a', 1, '', '') ON CONFLICT ON CONSTRAINT events_pkey DO UPDATE SET topic = 'x'",
    "UPDATE ledger.commands SET result = 'x'",
    "DELETE FROM ledger.commands",
    "TRUNCATE ledger.commands",
]


@pytest.fixture
def written(database: Database) -> Database:
    with ledger_in(database) as ledger:
        ledger.recorder.insert_events([event("a", 1)], receipt=receipt("c"))
    return database


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_cannot_change_what_was_recorded(written: Database, change: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(written.app, change)


@pytest.mark.parametrize("who", ["owner", "superuser"])
@pytest.mark.parametrize("change", CHANGES)
def test_nor_can_anybody_else(written: Database, change: str, who: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed; record a correcting event"):
        rows(getattr(written, who), change)


def test_not_even_a_session_that_switches_triggers_off(written: Database) -> None:
    with psycopg.connect(written.superuser) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="correcting event"):
            connection.execute("DELETE FROM ledger.events")


@pytest.mark.parametrize(
    "attempt",
    [
        "DROP TABLE ledger.events",
        "ALTER TABLE ledger.events DISABLE TRIGGER refuse_change",
        "SELECT setval(pg_get_serial_sequence('ledger.events', 'notification_id'), 1)",
        "INSERT INTO ledger.events VALUES ('b', 1, 't', '', 1)",
        "CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE sql AS ''",
        "CREATE TABLE ledger.more (x int)",
        "DELETE FROM ledger.schema_version",
    ],
)
def test_the_application_cannot_get_round_the_guard(written: Database, attempt: str) -> None:
    with pytest.raises(psycopg.ProgrammingError):
        rows(written.app, attempt)


def test_the_application_makes_views_of_its_own(database: Database) -> None:
    with psycopg.connect(database.app) as connection:
        connection.execute("CREATE TABLE views.inbox (x int)")
        connection.execute("DROP TABLE views.inbox")


def test_a_writer_that_goes_round_the_recorder_waits_for_its_turn_before_it_draws_a_position(
    database: Database,
) -> None:
    with (
        psycopg.connect(database.app) as first,
        psycopg.connect(database.app) as second,
        ThreadPoolExecutor(1) as thread,
    ):
        first.execute("SELECT pg_advisory_xact_lock(%s)", (WRITE_LOCK,))
        waiting = thread.submit(second.execute, RAW_INSERT)
        threading.Event().wait(0.3)
        assert not waiting.done()
        # Whoever holds the turn draws the lower position, although the other's statement began before.
        position = first.execute(RAW_INSERT.replace("raw", "first")).fetchone()
        first.commit()
        assert position == (1,)
        assert waiting.result(timeout=5).fetchone() == (2,)


def test_a_writer_that_holds_its_turn_makes_the_next_wait_until_it_commits(database: Database) -> None:
    with (
        psycopg.connect(database.app) as first,
        ledger_in(database) as ledger,
        ThreadPoolExecutor(1) as thread,
    ):
        first.execute(RAW_INSERT)
        waiting = thread.submit(ledger.recorder.insert_events, [event("a", 1)])
        threading.Event().wait(0.3)
        assert not waiting.done()
        first.commit()
        assert waiting.result(timeout=5) == [2]


def test_a_writer_that_goes_round_the_recorder_still_wakes_the_followers(database: Database) -> None:
    with psycopg.connect(database.app, autocommit=True) as listener:
        listener.execute("LISTEN ledger_events")
        rows(database.app, RAW_INSERT)
        assert len(list(listener.notifies(timeout=5, stop_after=1))) == 1


def test_installing_twice_changes_nothing(written: Database) -> None:
    before = rows(written.owner, "SELECT * FROM ledger.schema_version")

    install(written.owner, app_role=APP)

    assert rows(written.owner, "SELECT * FROM ledger.schema_version") == before
    assert rows(written.app, "SELECT originator_id FROM ledger.events") == [("a",)]


def test_many_may_install_at_once(postgres: PostgresForTests) -> None:
    one, other = postgres.empty_database(), postgres.empty_database()
    start = threading.Barrier(8)

    def racer(database: Database) -> None:
        start.wait()
        install(database.owner, app_role="racer", app_password="racing")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(racer, [one, other] * 4))

    for database in (one, other):
        assert rows(database.owner, "SELECT version FROM ledger.schema_version ORDER BY 1") == [(1,), (2,), (3,), (4,)]
        postgres.drop(database)


def test_one_login_may_be_owner_and_application(postgres: PostgresForTests) -> None:
    database = postgres.empty_database()

    install(database.owner, app_role=OWNER)

    with open_ledger(database.owner, {}) as ledger:
        assert ledger.recorder.insert_events([event("a", 1)], receipt=receipt("c")) == [1]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="correcting event"):
        rows(database.owner, "DELETE FROM ledger.events")
    postgres.drop(database)


def test_a_role_that_may_not_be_created_is_explained(database: Database) -> None:
    with pytest.raises(SchemaFault, match="may not create or change the role 'somebody': create it yourself"):
        install(database.app, app_role="somebody")


def test_a_database_of_a_newer_release_is_refused(written: Database) -> None:
    rows_of_owner = "INSERT INTO ledger.schema_version VALUES (999, 'later') RETURNING version"
    rows(written.owner, rows_of_owner)

    with pytest.raises(SchemaFault, match="schema version 999, this release knows"):
        install(written.owner, app_role=APP)
