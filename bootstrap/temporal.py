"""Connects to Temporal as the settings say."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from bootstrap.settings import Settings


async def connect_temporal(settings: Settings) -> Client:
    """A client whose payloads are pydantic values; raises RuntimeError when no server answers."""
    return await Client.connect(**settings.require_temporal(), data_converter=pydantic_data_converter)
