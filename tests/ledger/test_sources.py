"""Under which names things were told is written with the facts, or not at all."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError

from aggregates.signs.sources import told
from ledger.schema import install
from ledger.store import open_ledger
from tests.ledger.facts import event, ledger_in, receipt, rows
from tests.support.databases import APP, Database, PostgresForTests
from vocabulary.signs import SignKind, SignOfLife
from vocabulary.sources import UNKNOWN, Source, Telling


def key_of(community: str, source_id: str) -> bytes:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    sign = SignOfLife.model_construct(source_id=source_id, kind=SignKind.POST, what="News", happened_at=at)
    return told(community, sign).key


KEY, OTHER = key_of("kew", "m-1"), key_of("kew", "m-2")


def telling(before: bytes | None, now: Source) -> Telling:
    return Telling(KEY, before, now.content, now.month)


FIRST, SECOND = Source(b"1" * 16, 202601), Source(b"2" * 16, 202602)


def test_what_was_told_is_found_by_its_key(database: Database) -> None:
    with ledger_in(database) as ledger:
        ledger.recorder.insert_events([event("a", 1)], receipt=receipt("c"), told=[telling(None, FIRST)])
        assert ledger.recorder.sources([KEY, OTHER]) == {KEY: FIRST}
        ledger.recorder.insert_events([event("a", 2)], told=[telling(FIRST.content, SECOND)])
        assert ledger.recorder.sources([KEY]) == {KEY: SECOND}
        assert ledger.recorder.sources([]) == {}


@pytest.mark.parametrize("believed", [None, SECOND.content])
def test_who_did_not_hear_what_was_told_meanwhile_writes_nothing(database: Database, believed: bytes | None) -> None:
    with ledger_in(database) as ledger:
        ledger.recorder.insert_events([event("a", 1)], told=[telling(None, FIRST)])
        with pytest.raises(IntegrityError, match="told meanwhile"):
            ledger.recorder.insert_events([event("b", 1)], told=[telling(believed, SECOND)])
        assert ledger.recorder.sources([KEY]) == {KEY: FIRST}
        assert ledger.recorder.select_events("b") == []


def test_of_many_who_tell_the_same_at_once_one_is_first(database: Database) -> None:
    with ledger_in(database) as one, ledger_in(database) as other, ThreadPoolExecutor(16) as threads:

        def tell(number: int) -> bool:
            ledger = one if number % 2 else other
            try:
                ledger.recorder.insert_events([event(f"s-{number}", 1)], told=[telling(None, FIRST)])
            except IntegrityError:
                return False
            return True

        assert sum(threads.map(tell, range(32))) == 1
        assert rows(database.app, "SELECT count(*) FROM ledger.events") == [(1,)]


def test_what_an_earlier_release_wrote_is_known_by_its_name(postgres: PostgresForTests) -> None:
    database = postgres.empty_database()
    install(database.owner, app_role=APP)
    state = json.dumps({"v": 2, "signs": [{"source_id": "m-1"}, {"source_id": "grüße\n"}]})
    _run(database, "DROP FUNCTION ledger.append_told", "DROP TABLE ledger.sources")
    _run(database, "DROP SCHEMA notary CASCADE", "DELETE FROM ledger.schema_version WHERE version >= 7")
    hexed = state.encode().hex()
    _run(database, rf"INSERT INTO ledger.events VALUES ('signs/kew/2026-03', 2, 'signs.recorded', '\x{hexed}')")
    install(database.owner, app_role=APP)
    with open_ledger(database.owner, {}) as ledger:
        found = ledger.recorder.sources([KEY, OTHER, key_of("kew", "grüße\n")])
    assert found == dict.fromkeys([KEY, key_of("kew", "grüße\n")], Source(UNKNOWN, 202603))
    postgres.drop(database)


def _run(database: Database, *statements: str) -> None:
    with psycopg.connect(database.owner) as connection:
        for statement in statements:
            connection.execute(statement.encode())
