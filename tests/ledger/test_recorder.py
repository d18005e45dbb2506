"""Events and receipts are appended together, each caller answered on its own, however many share a commit."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError, ProgrammingError, StoredEvent

from ledger.names import WRITE_LOCK
from ledger.recorder import LedgerRecorder
from tests.ledger.facts import event, ledger_in, receipt, rows, stretch
from tests.support.databases import Database
from vocabulary.receipts import CommandRepeated


@pytest.fixture
def recorder(database: Database) -> Iterator[LedgerRecorder]:
    with ledger_in(database) as ledger:
        yield ledger.recorder


def test_events_get_their_positions_in_the_order_of_the_log(recorder: LedgerRecorder) -> None:
    assert recorder.insert_events(stretch("a", 1, 2)) == [1, 2]
    assert recorder.insert_events([event("b", 1), event("a", 3)]) == [3, 4]
    assert recorder.select_events("a") == stretch("a", 1, 3)
    assert recorder.max_notification_id() == 4


def test_a_stream_may_begin_at_nought(recorder: LedgerRecorder) -> None:
    assert recorder.insert_events([event("z", 0)]) == [1]
    assert recorder.insert_events([event("z", 1), event("z", 2)]) == [2, 3]
    for version in (0, 1):
        with pytest.raises(IntegrityError):
            recorder.insert_events([event("z", version)])


def test_states_are_kept_byte_for_byte_however_many_share_a_commit(recorder: LedgerRecorder) -> None:
    states = [b"", b"\x00\xff", '{"v":"Zürich \U0001f331"}'.encode(), b"x" * 100_000, b"{}"]
    events = [event(stream, 1, state=state) for stream, state in zip("abcde", states, strict=True)]
    recorder.insert_events(events, receipt=receipt('c "quoted" \\ ü'))
    assert [recorder.select_events(stream)[0].state for stream in "abcde"] == states
    assert recorder.receipt('c "quoted" \\ ü') is not None


def test_a_repeated_command_writes_nothing_and_hears_its_first_answer(recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("a", 1)], receipt=receipt("c", "first"))

    with pytest.raises(CommandRepeated) as repeated:
        recorder.insert_events([event("a", 2)], receipt=receipt("c", "second"))

    assert repeated.value.receipt == recorder.receipt("c") == receipt("c", "first")
    assert recorder.select_events("a") == [event("a", 1)]


def test_a_command_that_was_not_carried_out_has_no_receipt(recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("a", 1)])

    with pytest.raises(IntegrityError):
        recorder.insert_events([event("a", 1)], receipt=receipt("c"))

    assert recorder.receipt("c") is None


def test_a_command_without_events_keeps_its_answer(recorder: LedgerRecorder) -> None:
    assert recorder.insert_events([], receipt=receipt("c")) == []
    assert recorder.receipt("c") == receipt("c")
    assert recorder.insert_events([]) == ()


@pytest.mark.parametrize("version", [1, 2, 4, 9])
def test_only_the_next_version_of_a_stream_is_appended(recorder: LedgerRecorder, version: int) -> None:
    recorder.insert_events(stretch("a", 1, 2))

    with pytest.raises(IntegrityError, match="a stands at version 2, so version"):
        recorder.insert_events([event("a", version)])


def test_a_stream_does_not_begin_in_the_middle(recorder: LedgerRecorder) -> None:
    with pytest.raises(IntegrityError, match="a does not exist, so version 2 cannot be appended"):
        recorder.insert_events([event("a", 2)])


def test_two_streams_are_written_together_or_not_at_all(recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("b", 1)])

    with pytest.raises(IntegrityError):
        recorder.insert_events([event("a", 1), event("b", 1)])

    assert recorder.select_events("a") == []


def together(database: Database, *calls: Callable[[], object]) -> list[object]:
    """The outcomes of calls that were made to share one commit: the first waits for its turn, the others for it."""
    with psycopg.connect(database.app) as blocker, ThreadPoolExecutor(len(calls)) as threads:
        blocker.execute("SELECT pg_advisory_xact_lock(%s)", (WRITE_LOCK,))
        futures = []
        for call in calls:
            futures.append(threads.submit(call))
            threading.Event().wait(0.05)
        blocker.rollback()
        return [future.exception() or future.result() for future in futures]


def test_one_callers_fault_is_not_the_others(database: Database, recorder: LedgerRecorder) -> None:
    recorder.insert_events([event("a", 1)], receipt=receipt("old"))
    unstorable = StoredEvent(originator_id="nul\x00", originator_version=1, topic="t", state=b"")

    outcomes = together(
        database,
        lambda: recorder.insert_events([event("first", 1)]),
        lambda: recorder.insert_events([event("a", 2)], receipt=receipt("new", "new answer")),
        lambda: recorder.insert_events([event("a", 2)]),
        lambda: recorder.insert_events([event("a", 3)], receipt=receipt("old")),
        lambda: recorder.insert_events([event("a", 3)], receipt=receipt("new")),
        lambda: recorder.insert_events([unstorable]),
        lambda: recorder.insert_events([event("a", 3)]),
    )

    assert [type(outcome) for outcome in outcomes] == [
        list, list, IntegrityError, CommandRepeated, CommandRepeated, DataError, list
    ]  # fmt: skip
    assert isinstance(outcomes[4], CommandRepeated)
    assert outcomes[4].receipt.result == "new answer"
    assert recorder.select_events("a") == stretch("a", 1, 3)
    assert [stored.originator_id for stored in recorder.select_notifications(None, 10)] == ["a", "first", "a", "a"]


def test_those_who_wait_share_one_commit(database: Database, recorder: LedgerRecorder) -> None:
    appends = [lambda stream=f"s{n}": recorder.insert_events([event(stream, 1)]) for n in range(20)]

    together(database, *appends)

    transactions = rows(
        database.app, "SELECT count(DISTINCT xmin::text) FROM ledger.events WHERE originator_id <> 's0'"
    )
    assert transactions == [(1,)]


def test_eight_racing_on_two_command_ids_have_two_effects_and_all_hear_the_first_answer(database: Database) -> None:
    heard: Counter[tuple[str, str]] = Counter()
    start = threading.Barrier(8)

    def command(number: int) -> tuple[str, str]:
        command_id = f"c{number % 2}"
        start.wait()
        with ledger_in(database) as ledger:
            for _ in range(100):
                version = len(ledger.recorder.select_events("a")) + 1
                try:
                    ledger.recorder.insert_events(
                        [event("a", version)], receipt=receipt(command_id, f"answer of {number}")
                    )
                except CommandRepeated as repeated:
                    return command_id, repeated.receipt.result
                except IntegrityError:
                    continue
                return command_id, f"answer of {number}"
        raise AssertionError("never answered")

    with ThreadPoolExecutor(8) as threads:
        heard.update(threads.map(command, range(8)))

    assert sorted(heard.values()) == [4, 4]
    assert {command_id for command_id, _ in heard} == {"c0", "c1"}
    assert rows(database.app, "SELECT count(*) FROM ledger.events") == [(2,)]


def test_the_last_event_of_the_greatest_stream_of_a_prefix_is_found(recorder: LedgerRecorder) -> None:
    for stream in ("signs/kew/2025-12", "signs/kew/2026-02", "signs/kewl/2027-01", "signs/ke", "signs/kew"):
        recorder.insert_events(stretch(stream, 1, 12))

    assert recorder.last_of_prefix("signs/kew/") == event("signs/kew/2026-02", 12)
    assert recorder.last_of_prefix("signs/none/") is None


def test_the_news_of_several_streams_are_found_at_once_each_after_the_version_that_is_known(
    recorder: LedgerRecorder,
) -> None:
    for stream in ("a", "b", "c"):
        recorder.insert_events(stretch(stream, 1, 12))
    found = recorder.news({"c": 10, "a": 12, "b": 0, "nobody": 0})
    assert found == [*stretch("c", 11, 12), *stretch("b", 1, 12)]
    assert recorder.news({}) == []


def test_what_waits_is_written_before_the_ledger_closes(database: Database) -> None:
    with ledger_in(database) as ledger, ThreadPoolExecutor(1) as thread:
        with psycopg.connect(database.app) as blocker:
            blocker.execute("SELECT pg_advisory_xact_lock(%s)", (WRITE_LOCK,))
            waiting = thread.submit(ledger.recorder.insert_events, [event("a", 1)])
            threading.Event().wait(0.1)
            closing = threading.Thread(target=ledger.close)
            closing.start()
            blocker.rollback()
        closing.join()
        assert waiting.result() == [1]

        with pytest.raises(ProgrammingError, match="the ledger is closed"):
            ledger.recorder.insert_events([event("a", 2)])
    assert not [thread for thread in threading.enumerate() if thread.name == "ledger-group-commit"]


def test_what_the_ledger_cannot_record_is_refused_not_dropped(recorder: LedgerRecorder) -> None:
    with pytest.raises(ProgrammingError, match="cannot record tracking"):
        recorder.insert_events([event("a", 1)], tracking=object())
