"""A bulk of facts waits for the views, and for nobody where nobody keeps them."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from cli.giving_way import GivingWay
from ledger.positions import head
from projections import positions
from projections.catalogue import VIEWS
from projections.projector import Projector
from projections.view import Connected
from tests.projections import lives
from tests.projections.records import record
from tests.support.databases import Database


@pytest.fixture
def looking(database: Database) -> Iterator[Connected]:
    with psycopg.connect(database.app, autocommit=True) as connection:
        yield connection


def test_a_bulk_goes_on_once_the_views_show_what_it_wrote(database: Database, looking: Connected) -> None:
    projector = Projector(database.app, batch_size=5)
    projector.prepare()
    record(database.app, lives.every_kind())
    giving_way = GivingWay(looking)
    projector.start()
    try:
        giving_way.wait()
        assert positions.reached(looking, VIEWS) == head(looking)
    finally:
        projector.stop()


def test_a_bulk_goes_on_where_nobody_keeps_the_views(
    database: Database, looking: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.giving_way.STALLED", 0.05)
    record(database.app, lives.every_kind())
    giving_way = GivingWay(looking)
    giving_way.wait()
    assert positions.reached(looking, VIEWS) == 0
    monkeypatch.setattr("cli.giving_way.STALLED", 3600.0)
    waited = threading.Thread(target=giving_way.wait, daemon=True)
    waited.start()  # nobody was there the last time, so nobody is waited for now
    waited.join(10)
    assert not waited.is_alive()


def test_a_bulk_waits_again_for_views_that_somebody_keeps_again(database: Database, looking: Connected) -> None:
    record(database.app, lives.every_kind())
    giving_way = GivingWay(looking)
    giving_way.wait()
    projector = Projector(database.app)
    projector.prepare()
    projector.catch_up()
    giving_way.wait()
    record(database.app, lives.launched("late").facts)
    projector.start()
    try:
        giving_way.wait()
        assert positions.reached(looking, VIEWS) == head(looking)
    finally:
        projector.stop()
