"""Records the lives of `tests.histories.lives` anew, as one JSON file a run of the workflow.

python -m tests.histories.record [LIFE ...]

Needed after a deliberate change to what the workflow asks of Temporal. While lives that began before the change go on,
keep the old files and let the workflow tell old from new with `workflow.patched`; record under a new name beside them.
"""

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from temporalio.client import Client, WorkflowHistory

from aggregates.application import Perennial
from aggregates.catalogue import CATALOGUE
from ledger.store import open_ledger
from tests.histories.lives import LIVES
from tests.support.databases import PostgresForTests
from tests.support.servers import chosen_database, postgres_server
from tests.support.temporal import time_machine
from tests.workflows.timeline import COMMUNITY, Timeline
from vocabulary.ids import lifecycle_workflow
from vocabulary.stored_names import TASK_QUEUE
from workers.worker import running

FOLDER: Final = Path(__file__).parent
_OF_THIS_MACHINE: Final = {"identity": "recorded", "workerControlTaskQueue": "recorded"}


def file_of(life: str, run: int) -> Path:
    return FOLDER / f"{life}.{run}.json"


def recorded() -> list[Path]:
    """Every history that is kept."""
    return sorted(FOLDER.glob("*.json"))


async def record(life: str, postgres: PostgresForTests) -> int:
    """Lives it, writes its runs down, and returns how many there were."""
    for old in FOLDER.glob(f"{life}.*.json"):
        old.unlink()
    database = postgres.fresh_database()
    async with time_machine() as environment:
        with open_ledger(database.app, CATALOGUE) as ledger:
            app = Perennial(ledger)
            async with running(environment.client, app, database.app, sandbox=True):
                await LIVES[life](Timeline(environment, app, database.app))
                await asyncio.sleep(1)  # what its last step causes is recorded too, and the server's list has every run
            await asyncio.to_thread(app.close)
        runs = [history async for history in _runs(environment.client)]
    for number, history in enumerate(runs, start=1):
        file_of(life, number).write_text(as_kept(history))
    return len(runs)


def as_kept(history: WorkflowHistory) -> str:
    """One event a line, without a word about the machine that it ran on."""
    events = [_scrubbed(event) for event in json.loads(history.to_json())["events"]]
    lines = ",\n".join(json.dumps(event, separators=(",", ":")) for event in events)
    return f'{{"events":[\n{lines}\n]}}\n'


def _scrubbed(value: Any) -> Any:
    if isinstance(value, list):
        return [_scrubbed(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "TASK_QUEUE_KIND_STICKY":
        return {"name": TASK_QUEUE, "kind": "TASK_QUEUE_KIND_NORMAL"}  # a sticky queue bears the host's name
    return {name: _OF_THIS_MACHINE.get(name) or _scrubbed(one) for name, one in value.items()}


async def _runs(client: Client) -> AsyncIterator[WorkflowHistory]:
    """Those of the community's workflow, from the first to the last."""
    run = await _first_run(client)
    while run:
        history = await client.get_workflow_handle(lifecycle_workflow(COMMUNITY), run_id=run).fetch_history()
        yield history
        last = history.events[-1]
        run = last.workflow_execution_continued_as_new_event_attributes.new_execution_run_id


async def _first_run(client: Client) -> str:
    runs = [run async for run in client.list_workflows(f"WorkflowId = '{lifecycle_workflow(COMMUNITY)}'")]
    return min(runs, key=lambda run: run.start_time).run_id


def main(lives: list[str]) -> int:
    kind, _ = chosen_database()
    with postgres_server(kind) as postgres:
        for life in lives or list(LIVES):
            runs = asyncio.run(record(life, postgres))
            print(f"{life}: {runs} run{'s' if runs != 1 else ''}")
    gc.collect()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
