"""The Temporal server that tests get: in memory, on loopback, with our search attributes."""

from temporalio.client import Client

from tests.support.temporal import TemporalForTests
from workers.embedded.temporal import SEARCH_ATTRIBUTES, search_attributes


def test_it_knows_our_search_attributes(temporal_server: TemporalForTests) -> None:
    assert search_attributes(temporal_server.address) >= set(SEARCH_ATTRIBUTES)


async def test_it_answers(temporal_server: TemporalForTests) -> None:
    client = await Client.connect(temporal_server.address)
    assert [run async for run in client.list_workflows()] == []
