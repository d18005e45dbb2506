"""Exactness under concurrency: nothing lost, nothing repeated, every stream in order."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.follower import Follower
from ledger.notification import Interest, Notification
from tests.ledger.facts import rows
from tests.ledger.writer import PER_STREAM
from tests.support.databases import Database

WRITERS = 8
EVENTS = 100_000
ROOT = Path(__file__).parents[2]
ALL, HALF = Interest(), Interest(prefixes=tuple(f"writer-{writer}/" for writer in range(WRITERS // 2)))


@pytest.fixture
def followers(database: Database) -> Iterator[list[Follower]]:
    """Two views, one of which has a standby, and the other cares for half of the writers only."""
    with psycopg.connect(database.app) as connection:
        connection.execute(
            "CREATE TABLE views.applied (came bigint GENERATED ALWAYS AS IDENTITY,"
            " follower text, position bigint, stream text, version bigint)"
        )
    followers = [_follower(database, "all", ALL), _follower(database, "all", ALL), _follower(database, "half", HALF)]
    for follower in followers:
        follower.start()
    yield followers
    for follower in followers:
        follower.stop()


def _follower(database: Database, name: str, interest: Interest) -> Follower:
    def apply(connection: psycopg.Connection[Any], batch: Sequence[Notification]) -> None:
        columns = "COPY views.applied (follower, position, stream, version) FROM STDIN"
        with connection.cursor().copy(columns) as copy:
            for notification in batch:
                copy.write_row((name, notification.position, notification.stream, notification.version))

    return Follower(database.app, name, apply, interest=interest)


@pytest.mark.slow
def test_eight_writing_processes_and_their_followers_lose_and_repeat_nothing(
    database: Database, followers: list[Follower]
) -> None:
    command = [sys.executable, "-m", "tests.ledger.writer", database.app]
    writers = [subprocess.Popen([*command, str(number), str(EVENTS // WRITERS)], cwd=ROOT) for number in range(WRITERS)]
    assert [writer.wait(timeout=180) for writer in writers] == [0] * WRITERS
    for follower in followers:
        follower.stop()
    for name, interest in (("all", ALL), ("half", HALF)):
        _follower(database, name, interest).catch_up()

    streams = EVENTS // PER_STREAM
    assert rows(
        database.app,
        "SELECT follower, count(*), count(DISTINCT position), count(DISTINCT (stream, version)), count(DISTINCT stream)"
        " FROM views.applied GROUP BY follower ORDER BY follower",
    ) == [("all", EVENTS, EVENTS, EVENTS, streams), ("half", *[EVENTS // 2] * 3, streams // 2)]
    assert not rows(database.app, _OUT_OF_ORDER)


_OUT_OF_ORDER = """
    SELECT * FROM (
        SELECT follower, stream, version, position,
               lag(position) OVER (PARTITION BY follower ORDER BY came) AS position_before,
               row_number() OVER (PARTITION BY follower, stream ORDER BY came) AS expected_version
        FROM views.applied) AS applied
    WHERE version <> expected_version OR position <= position_before"""
