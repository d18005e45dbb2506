"""Today's workflow understands every life that was ever recorded; a change that does not is found here.

After a deliberate change, record the lives anew:    python -m tests.histories.record
(its docstring says what to do when lives that began before the change are still going on).
"""

import json
import re
import socket
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from bootstrap.payloads import DATA_CONVERTER
from tests.histories.changed import LingersAtTheEnd, PausesFirst
from tests.histories.lives import LIVES
from tests.histories.record import file_of, recorded
from tests.workflows.timeline import COMMUNITY
from vocabulary.ids import lifecycle_workflow
from workers.worker import workflow_runner
from workflows.community_lifecycle import CommunityLifecycle


def history_in(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(lifecycle_workflow(COMMUNITY), file.read_text())


def replayer(workflow: type, *, sandbox: bool = True) -> Replayer:
    return Replayer(
        workflows=[workflow],
        data_converter=DATA_CONVERTER,
        workflow_runner=workflow_runner(sandbox=sandbox),
    )


@pytest.mark.parametrize("file", recorded(), ids=lambda file: file.stem)
async def test_a_recorded_life_is_lived_the_same_way_again(file: Path) -> None:
    await replayer(CommunityLifecycle).replay_workflow(history_in(file))


async def test_the_process_that_runs_without_the_sandbox_understands_them_too() -> None:
    lives = replayer(CommunityLifecycle, sandbox=False)
    for file in recorded():
        await lives.replay_workflow(history_in(file))


@pytest.mark.parametrize("changed", [PausesFirst, LingersAtTheEnd])
async def test_a_workflow_that_asks_for_other_things_is_found_out(changed: type) -> None:
    with pytest.raises(NondeterminismError):
        await replayer(changed).replay_workflow(history_in(file_of("silent-to-the-end", 1)))


def test_every_life_is_recorded_and_the_years_are_runs_of_their_own() -> None:
    assert {file.name.split(".")[0] for file in recorded()} == set(LIVES)
    assert file_of("renewed-twice", 3).exists()
    ends = [list(json.loads(file_of("renewed-twice", run).read_text())["events"])[-1] for run in (1, 2)]
    assert all("workflowExecutionContinuedAsNewEventAttributes" in end for end in ends)


@pytest.mark.parametrize("file", recorded(), ids=lambda file: file.stem)
def test_what_is_kept_says_nothing_about_the_machine_it_was_recorded_on(file: Path) -> None:
    text = file.read_text()
    assert set(re.findall(r'"identity":"([^"]*)"', text)) <= {"recorded"}
    assert socket.gethostname() not in text
    assert not re.search(r"/(home|work|tmp|root|Users)/", text)
