"""The process that seals: it goes on after whatever ends it, and witnesses hear of every head that lasts."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bootstrap.settings import BadSetting, Settings
from ledger.notary.verify import Head, Note, Statements
from ledger.notary.witness import Witnesses
from tests.audit.sealed import Notary, lives, signing_key
from tests.projections.lives import short
from tests.projections.records import record
from tests.support.databases import Database
from tests.support.receiver import SECRET, Receiver, receiver_at_work

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def witness() -> Iterator[Receiver]:
    with receiver_at_work() as found:
        yield found


def until(true: Callable[[], bool], within: float = 60.0) -> None:
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_it_seals_tells_witnesses_and_goes_on_after_it_was_killed(
    database: Database, tmp_path: Path, witness: Receiver
) -> None:
    notary = Notary(database, tmp_path / "notary")
    environment = os.environ | {
        "PERENNIAL_DATABASE_URL": database.app,
        "PERENNIAL_HOME": str(tmp_path),
        "PERENNIAL_WITNESS_URLS": f"http://{witness.address}",
    }

    def begin() -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "cli", "notary"], cwd=ROOT, env=environment, stderr=log)

    with (tmp_path / "notary.log").open("wb") as log:
        process = begin()
        try:
            for number in range(4):
                record(database.app, short(f"garden-{number}", "withdraw").facts)
                size = notary_size(notary)
                until(lambda size=size: bool(notary.heads()) and notary.heads()[-1].size > size)  # type: ignore[misc]
                process.kill()
                process.wait()
                process = begin()
            record(database.app, lives(["last"]))
            size = 4 * len(short("garden-0", "withdraw").facts) + len(lives(["last"]))
            until(lambda: notary.heads()[-1].size == size)
            until(lambda: witness.bodies[-1:] == [str(notary.heads()[-1].note)])
            process.terminate()
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait()
    assert notary.check().sound
    assert Statements.verified(notary.file.read(), notary.key).heads[-1] == notary.heads()[-1]
    assert all(Head.parse(Note.parse(kept)) for kept in witness.bodies)
    assert SECRET not in (tmp_path / "notary.log").read_text()


def notary_size(notary: Notary) -> int:
    heads = notary.heads()
    return heads[-1].size if heads else 0


def test_a_witness_that_is_away_hears_of_the_newest_later(witness: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    witnesses = Witnesses([f"http://{witness.address}", "http://127.0.0.1:9/closed"])
    first, second = signing_key(1).sign("a\n1\n"), signing_key(1).sign("a\n2\n")
    witness.answer = 503
    with caplog.at_level(logging.WARNING):
        witnesses.tell(first)
        witnesses.tell(first)
    assert len([one for one in caplog.messages if "does not take heads" in one]) == 2, "once for each of the two"
    assert SECRET not in caplog.text
    witness.answer = 200
    witnesses.tell(second)
    witnesses.tell(second)
    assert witness.bodies == [str(second)], "the one between is under it, and nobody is told twice"


def test_what_is_no_address_of_a_witness_is_refused() -> None:
    with pytest.raises(BadSetting, match="begins with https://"):
        Settings.from_environment(environ={"PERENNIAL_WITNESS_URLS": "file:///etc/passwd"})
