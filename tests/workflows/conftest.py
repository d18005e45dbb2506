"""A Temporal server whose clock the tests move, and a community's life on it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from ledger.store import open_ledger
from tests.support.databases import Database
from tests.support.temporal import time_machine
from tests.workflows.timeline import Timeline
from workers.worker import running


@pytest.fixture
async def timeline(database: Database) -> AsyncIterator[Timeline]:
    """A worker in the determinism sandbox, its nudger, and one community to live through."""
    async with time_machine() as environment:
        with open_ledger(database.app, CATALOGUE) as ledger:
            app = Perennial(ledger)
            async with running(environment.client, app, database.app, sandbox=True):
                yield Timeline(environment, app, database.app)
            await asyncio.to_thread(app.close)
