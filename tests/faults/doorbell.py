"""Stands in for Temporal's client where only nudges matter: keeps what arrives, can be away, and can be slow."""

import asyncio
from typing import Any

from temporalio.service import RPCError, RPCStatusCode

from policies.standing import Standing
from vocabulary.ids import CommunityId
from vocabulary.stored_names import NUDGE


class Doorbell:
    """Rung by a nudger as Temporal would be."""

    def __init__(self) -> None:
        self.begun: set[CommunityId] = set()
        """Communities whose workflow runs."""
        self.rung: list[tuple[CommunityId, Standing]] = []
        """Each nudge that was taken, with the standing that it brought."""
        self.deaf_to: set[CommunityId] = set()
        """Communities whose nudges fail, as in an outage."""
        self.attempts = 0
        self.free = asyncio.Event()
        """While it is cleared, whoever rings waits for the answer."""
        self.free.set()

    def rung_for(self, community: CommunityId) -> list[Standing]:
        return [standing for rung, standing in self.rung if rung == community]

    async def start_workflow(self, workflow: str, life: Any, *, id: str, start_signal_args: Any, **rest: Any) -> None:  # noqa: A002
        """Signal-with-start."""
        await self._ring(id, start_signal_args[0])
        self.begun.add(id.removeprefix("cop/"))

    def get_workflow_handle(self, id: str) -> "_Handle":  # noqa: A002  Temporal's signature
        return _Handle(self, id)

    async def _ring(self, workflow: str, standing: Standing) -> None:
        community = workflow.removeprefix("cop/")
        self.attempts += 1
        await self.free.wait()
        if community in self.deaf_to:
            raise RPCError("nobody answers", RPCStatusCode.UNAVAILABLE, b"")
        self.rung.append((community, standing))


class _Handle:
    def __init__(self, doorbell: Doorbell, workflow: str) -> None:
        self._doorbell = doorbell
        self._workflow = workflow

    async def signal(self, name: str, standing: Standing) -> None:
        assert name == NUDGE
        if self._workflow.removeprefix("cop/") not in self._doorbell.begun:
            raise RPCError("workflow not found", RPCStatusCode.NOT_FOUND, b"")
        await self._doorbell._ring(self._workflow, standing)
