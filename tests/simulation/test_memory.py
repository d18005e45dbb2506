"""The ledger in memory keeps the promises of the real one: twice is once, and nothing follows what has moved on."""

import pytest
from eventsourcing.persistence import IntegrityError, ProgrammingError

from aggregates.event import Event
from aggregates.signs import SignsMonth
from simulation.memory import MemoryLedger
from tests.aggregates.examples import KM, day
from tests.aggregates.organisation import command, sign
from vocabulary.ids import signs_prefix
from vocabulary.receipts import CommandRepeated, Receipt

RECEIPT = Receipt(command_id="c-1", result="done", digest="what")


def month(number: int) -> SignsMonth:
    """A month of signs with one in it."""
    begun = SignsMonth.begin("gardeners", day(31 * number), command(KM).provenance())
    begun.record((sign(day(31 * number)),), command(KM).provenance())
    return begun


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def ledger(heard: list[Event]) -> MemoryLedger:
    return MemoryLedger(heard.append)


def test_a_repeated_command_writes_nothing_and_is_given_its_first_answer(
    ledger: MemoryLedger, heard: list[Event]
) -> None:
    ledger.insert_events(month(1).collect_events(), receipt=RECEIPT)
    with pytest.raises(CommandRepeated) as repeated:
        ledger.insert_events(month(2).collect_events(), receipt=RECEIPT)
    assert repeated.value.receipt == RECEIPT
    assert len(ledger) == len(heard) == 2


def test_what_does_not_follow_the_last_version_is_refused_whole(ledger: MemoryLedger, heard: list[Event]) -> None:
    begun, recorded = month(1).collect_events()
    ledger.insert_events([begun])
    with pytest.raises(IntegrityError, match="is at version 1; 1 does not follow it"):
        ledger.insert_events([*month(2).collect_events(), begun], receipt=RECEIPT)
    assert len(ledger) == len(heard) == 1
    assert ledger.receipt(RECEIPT.command_id) is None
    ledger.insert_events([recorded])
    assert list(ledger.select_events(begun.originator_id)) == [begun, recorded]
    assert list(ledger.select_events(begun.originator_id, gt=1)) == [recorded]
    assert list(ledger.select_events(begun.originator_id, desc=True, limit=1)) == [recorded]


def test_the_last_event_is_that_of_the_last_month_whichever_was_recorded_first(ledger: MemoryLedger) -> None:
    for number in (2, 5, 3):
        ledger.insert_events(month(number).collect_events())
    last = ledger.last_of_prefix(signs_prefix("gardeners"))
    assert last is not None
    assert last.originator_id == month(5).id
    assert ledger.last_of_prefix(signs_prefix("gardener")) is None


def test_history_that_is_taken_over_is_told_to_nobody(ledger: MemoryLedger, heard: list[Event]) -> None:
    events = month(1).collect_events()
    ledger.take_over(events)
    assert heard == []
    assert list(ledger.log()) == list(events)


def test_nobody_follows_a_ledger_that_is_listened_to(ledger: MemoryLedger) -> None:
    with pytest.raises(ProgrammingError, match="give it a listener"):
        ledger.select_notifications(1, 10)
