"""With the database away, callers are told at once; when it is back, all goes on; nothing is half-written."""

import time
from collections.abc import Iterator

import pytest
from eventsourcing.persistence import OperationalError

from ledger.recorder import LedgerRecorder
from ledger.store import open_ledger
from tests.ledger.facts import event, receipt, rows
from tests.ledger.relay import Relay, relay_to
from tests.support.databases import Database
from vocabulary.receipts import CommandRepeated

pytestmark = pytest.mark.slow


@pytest.fixture
def line(database: Database) -> Iterator[Relay]:
    with relay_to(database.app) as relay:
        yield relay


@pytest.fixture
def recorder(line: Relay) -> Iterator[LedgerRecorder]:
    with open_ledger(line.url, {}) as ledger:
        yield ledger.recorder


@pytest.mark.alone
def test_in_an_outage_writers_and_readers_hear_of_it_within_seconds(line: Relay, recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("a", 1)])
    recorder.receipt("c")
    line.cut()

    began = time.monotonic()
    with pytest.raises(OperationalError):
        recorder.insert_events([event("a", 2)])
    assert time.monotonic() - began < 1
    with pytest.raises(OperationalError):
        recorder.receipt("c")
    assert time.monotonic() - began < 8


@pytest.mark.alone
def test_the_first_caller_after_an_outage_is_served(line: Relay, recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("a", 1)])
    line.cut()
    with pytest.raises(OperationalError):
        recorder.insert_events([event("a", 2)])
    with pytest.raises(OperationalError):
        recorder.select_events("a")

    line.mend()

    assert recorder.insert_events([event("a", 2)]) == [2]
    began = time.monotonic()
    assert len(recorder.select_events("a")) == 2
    assert time.monotonic() - began < 3


def test_a_restart_between_two_commands_is_not_even_noticed(database: Database, recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("a", 1)])
    recorder.receipt("c")

    _end_sessions(database)

    assert recorder.insert_events([event("a", 2)]) == [2]
    assert len(recorder.select_events("a")) == 2


def test_a_line_that_breaks_while_committing_is_reported_and_the_receipt_tells_what_became_of_it(
    line: Relay, recorder: LedgerRecorder
) -> None:
    recorder.insert_events([event("a", 1)])

    line.cut_when_sent = b"first answer"
    with pytest.raises(OperationalError):
        recorder.insert_events([event("a", 2)], receipt=receipt("c", "first answer"))
    line.cut_when_sent = None

    with pytest.raises(CommandRepeated) as repeated:
        recorder.insert_events([event("a", 3)], receipt=receipt("c", "second answer"))
    assert repeated.value.receipt.result == "first answer"
    assert recorder.select_events("a") == [event("a", 1), event("a", 2)]


@pytest.mark.parametrize("sent", [b"ledger.append", b"pg_advisory_xact_lock", b"first answer"])
def test_a_line_that_breaks_before_the_commit_leaves_nothing(
    line: Relay, recorder: LedgerRecorder, sent: bytes
) -> None:
    line.cut_instead_of_sending = sent
    with pytest.raises(OperationalError):
        # A version that is not the next makes the recorder take its turn and look before it decides.
        recorder.insert_events(
            [event("a", 2 if sent == b"pg_advisory_xact_lock" else 1)], receipt=receipt("c", "first answer")
        )
    line.cut_instead_of_sending = None

    assert recorder.receipt("c") is None
    assert recorder.select_events("a") == []
    assert recorder.insert_events([event("a", 1)], receipt=receipt("c")) == [1]


def test_without_any_database_the_ledger_opens_and_says_so_when_used(line: Relay) -> None:
    line.cut()

    with open_ledger(line.url, {}) as ledger:
        began = time.monotonic()
        with pytest.raises(OperationalError):
            ledger.recorder.insert_events([event("a", 1)])
        with pytest.raises(OperationalError):
            ledger.recorder.receipt("c")
        assert time.monotonic() - began < 8


def _end_sessions(database: Database) -> None:
    rows(
        database.superuser,
        # With a time-out it waits for their end: a line may be cut any time after the order was given.
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() "
        "AND starts_with(application_name, 'perennial') AND pid <> pg_backend_pid()",
    )
