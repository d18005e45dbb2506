"""A Temporal server whose clock the tests move, and a community's life on it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from aggregates.application import Perennial
from aggregates.event import CATALOGUE
from bootstrap.payloads import DATA_CONVERTER
from ledger.store import open_ledger
from tests.support.databases import Database
from tests.workflows.timeline import Timeline
from workers.embedded.temporal import temporal_program
from workers.worker import running
from workflows import search_attributes


@pytest.fixture
async def time_machine() -> AsyncIterator[WorkflowEnvironment]:
    """Each workflow has a clock of its own, which stands still until a test moves it."""
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=str(temporal_program()),
        dev_server_extra_args=["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"],
        search_attributes=search_attributes.ALL,
        data_converter=DATA_CONVERTER,
    )
    async with environment:
        yield environment


@pytest.fixture
async def timeline(time_machine: WorkflowEnvironment, database: Database) -> AsyncIterator[Timeline]:
    """A worker in the determinism sandbox, its nudger, and one community to live through."""
    with open_ledger(database.app, CATALOGUE) as ledger:
        app = Perennial(ledger)
        async with running(time_machine.client, app, database.app, sandbox=True):
            yield Timeline(time_machine, app, database.app)
        await asyncio.to_thread(app.close)
