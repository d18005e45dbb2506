"""The database that tests get: new each time, with the schema, and the application's role can append only."""

import psycopg
import pytest

from tests.support.databases import Database, PostgresForTests


def test_each_test_gets_a_database_of_its_own(postgres: PostgresForTests, database: Database) -> None:
    other = postgres.fresh_database()
    try:
        assert other.name != database.name
        with psycopg.connect(other.app) as connection:
            assert connection.execute("SELECT current_user, current_database()").fetchone() == (
                "perennial_app",
                other.name,
            )
    finally:
        postgres.drop(other)


def test_the_application_may_not_make_tables(database: Database) -> None:
    with psycopg.connect(database.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE ledger.mine (x int)")
