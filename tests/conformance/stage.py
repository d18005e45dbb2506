"""All scripts are played on one server, several at a time."""

import asyncio
from datetime import UTC, datetime
from typing import Final, NamedTuple

from temporalio.testing import WorkflowEnvironment

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from aggregates.commands.command import Command
from aggregates.commands.publishing import publish
from aggregates.event import Event
from ledger.store import open_ledger
from policies.document import LifecycleRules
from policies.reader import catalog_policy
from tests.conformance.both_worlds import BothWorlds
from tests.conformance.script import KM, POLICY
from tests.conformance.scripts import SCRIPTS
from tests.support.databases import Database
from tests.support.temporal import time_machine
from workers.worker import running

AT_ONCE: Final = 8
"""Lives that are played at the same time; more only wait for the processor."""
LEVEL: Final = {
    "name": "begun",
    "title": "Begun",
    "budget": {
        "per_year": "1000 USD",
        "instalments": 2,
        "limits": [{"up_to": "300 USD", "by": "km"}, {"by": "management"}],
        "alerts": ["50%"],
        "carry_over": "50%",
        "unrequested_after": "5 months",
    },
}
"""All of these lives may spend."""


class Played(NamedTuple):
    """What was recorded of one life; where the two parted, `fault` says how."""

    recorded: list[Event]
    rehearsed: list[Event]
    fault: BaseException | None


async def play_all(database: Database) -> dict[str, Played]:
    async with time_machine() as environment:
        with open_ledger(database.app, CATALOGUE) as ledger:
            app = Perennial(ledger)
            async with running(environment.client, app, database.app, sandbox=False):
                rehearsed = await _play(environment, app)
            found = {name: Played(_recorded(app, name), *rehearsed[name]) for name in SCRIPTS}
            await asyncio.to_thread(app.close)
    return found


async def _play(
    environment: WorkflowEnvironment, app: Perennial
) -> dict[str, tuple[list[Event], BaseException | None]]:
    found = catalog_policy(POLICY)
    assert found is not None
    rules = LifecycleRules.model_validate(found.model_dump() | {"levels": [LEVEL]})
    await asyncio.to_thread(publish, app, POLICY, rules.canonical(), Command(by=KM, at=datetime.now(UTC)))
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> tuple[list[Event], BaseException | None]:
        async with gate:
            life = BothWorlds(environment, app, rules, name)
            try:
                await life.play(SCRIPTS[name])
            except Exception as fault:  # noqa: BLE001  raised again by the test of this life
                return life.rehearsed, fault
            return life.rehearsed, None

    return dict(zip(SCRIPTS, await asyncio.gather(*map(one, SCRIPTS)), strict=True))


def _recorded(app: Perennial, name: str) -> list[Event]:
    """Everything about one community, in the order of the record."""
    log = app.recorder.select_notifications(None, 100_000)
    return [app.mapper.to_domain_event(entry) for entry in log if subject(str(entry.originator_id)) == name]  # type: ignore[misc]


def subject(stream: str) -> str:
    """The community that a stream belongs to."""
    return stream.split("/")[1].partition(".")[0]
