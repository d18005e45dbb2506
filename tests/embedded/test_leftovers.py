"""What a killed stack left running is ended at the next start, and nothing else is."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ledger.private_file import keep_private
from workers.embedded.leftovers import CHILDREN_FILE, KnownChild, end_leftovers


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()


def _known(home: Path, pid: int, created_at: float) -> None:
    child = KnownChild(name="worker", pid=pid, created_at=created_at, stop_signal=int(signal.SIGTERM))
    keep_private(home / CHILDREN_FILE, f"[{child.model_dump_json()}]", replace=True)


def test_a_process_of_ours_is_ended(embedded_home: Path, sleeper: subprocess.Popen[bytes]) -> None:
    _known(embedded_home, sleeper.pid, psutil.Process(sleeper.pid).create_time())
    assert [child.pid for child in end_leftovers(embedded_home)] == [sleeper.pid]
    sleeper.wait(10)
    assert not psutil.pid_exists(sleeper.pid)


def test_another_process_that_got_the_same_number_is_left_alone(
    embedded_home: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    _known(embedded_home, sleeper.pid, psutil.Process(sleeper.pid).create_time() - 60)
    assert end_leftovers(embedded_home) == []
    assert sleeper.poll() is None


def test_an_unreadable_note_names_nobody(embedded_home: Path) -> None:
    (embedded_home / CHILDREN_FILE).write_text("half a no")
    assert end_leftovers(embedded_home) == []
