"""The suites that the library ships for recorders, run against ours."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from eventsourcing.tests.persistence import ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase

from ledger.recorder import LedgerRecorder
from tests.ledger.facts import ledger_in
from tests.support.databases import PostgresForTests


class OnOurLedger:
    """Gives the suite a recorder on a database of its own."""

    @pytest.fixture(autouse=True)
    def _on_a_new_database(self, postgres: PostgresForTests) -> Iterator[None]:
        database = postgres.fresh_database()
        with ledger_in(database) as ledger:
            self.recorder = ledger.recorder
            yield
        postgres.drop(database)

    def create_recorder(self) -> LedgerRecorder:
        return self.recorder

    def new_originator_id(self) -> str:
        return f"stream-{uuid4()}"


class TestLedgerRecorder(OnOurLedger, ApplicationRecorderTestCase[LedgerRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNotificationsDoNotInterleave(OnOurLedger, NonInterleavingNotificationIDsBaseCase):
    pass


del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
