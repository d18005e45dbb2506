"""`perennial up` from outside: who holds it, how it ends, what a kill leaves behind."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from temporalio.client import Client

from tests.support.stacks import NAMES, gone, running_up

pytestmark = [pytest.mark.slow]


def test_a_second_up_on_the_same_home_says_who_holds_it(embedded_home: Path) -> None:
    with running_up(embedded_home) as first:
        record = first.await_ready()
        second = subprocess.run(
            [sys.executable, "-m", "tests.support.stacks", str(embedded_home)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert second.returncode == 2
        assert f"held by process {first.process.pid} since " in second.stdout
        assert record.temporal_address in second.stdout
        assert first.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_no_process(embedded_home: Path, number: signal.Signals) -> None:
    with running_up(embedded_home) as up:
        up.await_ready()
        children = up.children()
        assert len(children) >= len(NAMES)
        up.process.send_signal(number)
        assert up.process.wait(10) == 0, up.output()
        assert gone(children, within=0)
    assert not (embedded_home / "stack.json").exists()


def test_told_to_end_while_it_starts_it_leaves_no_process(embedded_home: Path) -> None:
    with running_up(embedded_home) as up:
        while "postgres ready" not in up.output():
            assert up.process.poll() is None, up.output()
        children = up.children()
        up.process.send_signal(signal.SIGINT)
        assert up.process.wait(10) == 0, up.output()
        assert gone(children, within=0)


async def test_after_kill_9_nothing_runs_on_and_the_next_start_has_everything(embedded_home: Path) -> None:
    with running_up(embedded_home) as up:
        record = up.await_ready()
        with psycopg.connect(record.database_owner_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        client = await Client.connect(record.temporal_address)
        await client.start_workflow("Sleeps", id="kept", task_queue="nobody")
        children = up.children()
        up.process.kill()
        up.process.wait()
        assert gone(children, within=10), [child for child in children if child.is_running()]
    with running_up(embedded_home) as up:
        record = up.await_ready()
        with psycopg.connect(record.database_owner_url) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
        client = await Client.connect(record.temporal_address)
        described = await client.get_workflow_handle("kept").describe()
        assert described.workflow_type == "Sleeps"
