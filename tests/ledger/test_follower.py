"""A follower applies every event exactly once, in order, whatever happens to it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from ledger.faults import FollowerBusy
from ledger.follower import Follower
from ledger.notification import Interest, Notification
from ledger.positions import caught_up, head, position
from ledger.recorder import LedgerRecorder
from tests.ledger.facts import event, ledger_in, rows, stretch
from tests.ledger.relay import relay_to
from tests.support.databases import Database

pytestmark = pytest.mark.slow

Batch = Sequence[Notification]


@pytest.fixture
def recorder(database: Database) -> Iterator[LedgerRecorder]:
    with psycopg.connect(database.app) as connection:
        connection.execute("CREATE TABLE views.seen (came bigint GENERATED ALWAYS AS IDENTITY, position bigint)")
    with ledger_in(database) as ledger:
        yield ledger.recorder


def note(connection: psycopg.Connection[Any], batch: Batch) -> None:
    """The plainest view: the positions that were applied, each as often as it was."""
    positions = [notification.position for notification in batch]
    connection.execute("INSERT INTO views.seen (position) SELECT unnest(%s::bigint[])", (positions,))


def seen(database: Database) -> list[int]:
    return [row[0] for row in rows(database.app, "SELECT position FROM views.seen ORDER BY came")]


def eventually(true: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.01)


def _has(applied: list[float], count: int) -> bool:
    return len(applied) >= count


def test_every_event_is_applied_once_in_the_order_of_the_log(database: Database, recorder: LedgerRecorder) -> None:
    recorder.insert_events(stretch("a", 1, 50))
    follower = Follower(database.app, "view", note, batch_size=7)

    assert follower.catch_up() == 50
    assert follower.catch_up() == 50

    assert seen(database) == list(range(1, 51))


def test_what_is_handed_over_is_what_was_recorded(database: Database, recorder: LedgerRecorder) -> None:
    handed: list[Notification] = []
    recorder.insert_events([event("a", 1, "topic.one", b"state")])

    Follower(database.app, "view", lambda _, batch: handed.extend(batch)).catch_up()

    assert handed == [(1, "a", 1, "topic.one", b"state")]
    assert handed[0].stored_event == event("a", 1, "topic.one", b"state")


@pytest.mark.parametrize(
    ("interest", "expected"),
    [
        (Interest(topics=("x",)), [1, 3]),
        (Interest(prefixes=("task/",)), [3, 4]),
        (Interest(topics=("x", "y"), prefixes=("task/", "policy/")), [3, 4]),
        (Interest(topics=("none",)), []),
    ],
)
def test_what_does_not_interest_is_passed_by(
    database: Database, recorder: LedgerRecorder, interest: Interest, expected: list[int]
) -> None:
    recorder.insert_events(
        [event("community/a", 1, "x"), event("community/a", 2, "y"), event("task/a", 1, "x"), event("task/a", 2, "y")]
    )

    reached = Follower(database.app, "view", note, interest=interest, batch_size=3).catch_up()

    assert (reached, seen(database)) == (4, expected)
    with psycopg.connect(database.app) as connection:
        assert (position(connection, "view"), head(connection), caught_up(connection, "view")) == (4, 4, True)


def test_how_far_it_is_is_told_after_each_batch(database: Database, recorder: LedgerRecorder) -> None:
    told: list[tuple[int, int]] = []
    recorder.insert_events(stretch("a", 1, 5))

    Follower(database.app, "view", note, batch_size=2).catch_up(lambda reached, last: told.append((reached, last)))

    assert told == [(2, 5), (4, 5), (5, 5)]


@pytest.mark.alone
def test_a_new_event_is_applied_within_milliseconds(database: Database, recorder: LedgerRecorder) -> None:
    applied: list[float] = []
    follower = Follower(database.app, "view", lambda *_: applied.append(time.monotonic()))
    follower.start()
    delays = []
    for version in range(1, 31):
        recorder.insert_events([event("a", version)])
        committed = time.monotonic()
        eventually(partial(_has, applied, version))
        delays.append(applied[-1] - committed)
    began = time.monotonic()
    follower.stop()

    assert sorted(delays)[15] < 0.05
    assert time.monotonic() - began < 0.5


@pytest.mark.alone
def test_a_lost_wake_up_costs_a_second_at_most(
    database: Database, recorder: LedgerRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.follower.CHANNEL", "nobody_speaks_here")
    follower = Follower(database.app, "view", note)
    follower.start()
    time.sleep(0.2)
    recorder.insert_events([event("a", 1)])

    eventually(lambda: seen(database) == [1], seconds=2.5)
    follower.stop()


def test_of_two_under_one_name_one_follows_and_the_other_takes_over(
    database: Database, recorder: LedgerRecorder
) -> None:
    one, other = (Follower(database.app, "view", note, batch_size=10) for _ in range(2))
    one.start()
    other.start()
    for first in range(1, 301, 20):
        recorder.insert_events(stretch("a", first, first + 19))
        if first == 141:
            one.stop()
    eventually(lambda: len(seen(database)) == 300)
    other.stop()

    assert seen(database) == list(range(1, 301))


def test_nobody_catches_up_under_a_name_that_is_followed(database: Database, recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("a", 1)])
    follower = Follower(database.app, "view", note)
    follower.start()
    eventually(lambda: seen(database) == [1])

    with pytest.raises(FollowerBusy, match="somebody else follows the log as 'view'"):
        Follower(database.app, "view", note).catch_up()
    Follower(database.app, "view beside", lambda *_: None).catch_up()
    follower.stop()


def test_what_cannot_be_applied_is_tried_again_and_never_skipped(
    database: Database, recorder: LedgerRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    attempts = 0

    def fails_twice(connection: psycopg.Connection[Any], batch: Batch) -> None:
        nonlocal attempts
        attempts += 1
        note(connection, batch)
        if attempts <= 2:
            raise KeyError("column")

    recorder.insert_events(stretch("a", 1, 3))
    follower = Follower(database.app, "view", fails_twice)
    follower.start()
    eventually(lambda: seen(database) == [1, 2, 3])
    follower.stop()

    failures = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(failures) == 2
    assert "nothing was skipped or written. Mend what the error names" in failures[0].getMessage()


def test_catching_up_ends_with_the_error_of_the_view(database: Database, recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("a", 1)])

    with pytest.raises(ZeroDivisionError):
        Follower(database.app, "view", lambda *_: print(1 / 0)).catch_up()

    with psycopg.connect(database.app) as connection:
        assert position(connection, "view") == 0
        assert not caught_up(connection, "view")


def test_a_follower_that_loses_its_session_while_applying_repeats_nothing(
    database: Database, recorder: LedgerRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    killed: list[int] = []

    def killed_at_thirty(connection: psycopg.Connection[Any], batch: Batch) -> None:
        note(connection, batch)
        if batch[0].position == 31 and not killed:
            killed.append(31)
            rows(database.superuser, "SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))

    recorder.insert_events(stretch("a", 1, 100))
    follower = Follower(database.app, "view", killed_at_thirty, batch_size=10)
    follower.start()
    eventually(lambda: len(seen(database)) >= 100)
    follower.stop()

    assert killed
    assert seen(database) == list(range(1, 101))


def test_an_outage_is_waited_out_and_said_once(
    database: Database, recorder: LedgerRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ledger")
    with relay_to(database.app) as line:
        follower = Follower(line.url, "view", note)
        follower.start()
        recorder.insert_events([event("a", 1)])
        eventually(lambda: seen(database) == [1])
        line.cut()
        recorder.insert_events([event("a", 2)])
        time.sleep(0.8)
        line.mend()
        eventually(lambda: seen(database) == [1, 2])
        follower.stop()

    said = [record.getMessage() for record in caplog.records if "view" in record.getMessage()]
    assert len(said) == 2
    assert "the database is away, waiting for it" in said[0]
    assert "the database is back" in said[1]


@pytest.mark.alone
@pytest.mark.parametrize("away", [False, True])
def test_the_end_comes_at_once(database: Database, recorder: LedgerRecorder, away: bool) -> None:
    with relay_to(database.app) as line:
        follower = Follower(line.url, "view", note)
        follower.start()
        time.sleep(0.3)
        if away:
            line.cut()
            time.sleep(0.5)
        began = time.monotonic()
        follower.stop()
        assert time.monotonic() - began < 0.5
    assert not [thread for thread in threading.enumerate() if thread.name == "follower view"]


@pytest.mark.parametrize(("durable", "waits"), [(True, "on"), (False, "off")])
def test_what_is_disposable_does_not_wait_for_the_servers_disk(database: Database, durable: bool, waits: str) -> None:
    said: list[str] = []

    def apply(connection: Connection[TupleRow], _: Sequence[Notification]) -> None:
        said.extend(row[0] for row in connection.execute("SHOW synchronous_commit"))

    with ledger_in(database) as ledger:
        ledger.recorder.insert_events([event("a", 1)])
    Follower(database.app, "view", apply, durable=durable).catch_up()
    assert said == [waits]
