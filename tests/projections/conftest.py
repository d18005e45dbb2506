"""Views of an empty record, for tests that put facts into them by hand."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from projections.catalogue import VIEWS
from tests.support.databases import Database


@pytest.fixture
def connection(database: Database) -> Iterator[psycopg.Connection[Any]]:
    """All of them; a test of one view makes its own."""
    with psycopg.connect(database.app, autocommit=True) as connection:
        for view in VIEWS:
            view.create(connection, view.name)
            view.index(connection, view.name)
        yield connection
