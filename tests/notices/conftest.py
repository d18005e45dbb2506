"""The world that is told of, and a post office."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from ledger.store import open_ledger
from tests.notices.post_office import PostOffice, free_port
from tests.notices.world import World
from tests.support.databases import Database


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    """Nothing is configured: notices go to the log."""
    with open_ledger(database.app, CATALOGUE) as ledger:
        app = Perennial(ledger)
        yield World(database.app, app, tmp_path / "home")
        app.close()


@pytest.fixture
def post() -> Iterator[PostOffice]:
    office = PostOffice(free_port())
    with office.is_open():
        yield office


@pytest.fixture
def mailed(world: World, post: PostOffice) -> World:
    """Mail goes to the post office."""
    world.mail_url = post.url
    return world
