"""Temporal for tests: the embedded server in memory, on a free port; and one whose clock a test moves."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from bootstrap.payloads import DATA_CONVERTER
from tests.support.servers import short_home
from workers.embedded.ports import any_free
from workers.embedded.temporal import EmbeddedTemporal, temporal_program
from workflows import search_attributes

_SETTINGS: Final = ("frontend.WorkflowTimeSkippingEnabled=true", 'history.timerProcessorMaxTimeShift="20ms"')
"""Timers fire late by up to that shift, a second where nothing is said: each move of the clock would take so long."""
ODD: Final = timedelta(minutes=7, seconds=13)
"""Added to each span by which a test moves the clock, so that neither the end of a skip nor what somebody does then
falls on a deadline, which lies whole days after something else: a skip that ends while the workflow is at work goes on
to some later deadline (server 1.32.0)."""


@dataclass(frozen=True)
class TemporalForTests:
    """A running Temporal server with our search attributes."""

    address: str
    namespace: str = "default"


@contextmanager
def temporal_in_memory() -> Iterator[TemporalForTests]:
    with short_home() as home:
        temporal = EmbeddedTemporal(home, any_free(), ui_port=None, in_memory=True)
        child = temporal.start()
        try:
            yield TemporalForTests(temporal.address)
        finally:
            child.stop(within=10)


@asynccontextmanager
async def time_machine() -> AsyncIterator[WorkflowEnvironment]:
    """Each workflow has a clock of its own, which stands still until a test moves it."""
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=str(temporal_program()),
        dev_server_extra_args=[part for setting in _SETTINGS for part in ("--dynamic-config-value", setting)],
        search_attributes=search_attributes.ALL,
        data_converter=DATA_CONVERTER,
    )
    async with environment:
        yield environment
