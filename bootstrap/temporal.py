"""Connects to Temporal as the settings say."""

from temporalio.client import Client

from bootstrap.payloads import DATA_CONVERTER
from bootstrap.settings import Settings


async def connect_temporal(settings: Settings) -> Client:
    """A client whose payloads are pydantic values; raises RuntimeError when no server answers."""
    return await Client.connect(**settings.require_temporal(), data_converter=DATA_CONVERTER)
