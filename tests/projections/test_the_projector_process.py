"""The process `perennial projector`: waits for its database, outlives it, and ends when it is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from aggregates.event import Event as Fact
from bootstrap.settings import Settings
from ledger import schema
from projections.catalogue import VIEWS
from projections.reading import Views
from tests.projections import lives
from tests.projections.records import everything, record, standing
from tests.support.databases import APP_PASSWORD, Database
from tests.support.servers import short_home
from workers import projector
from workers.embedded.passwords import Passwords
from workers.embedded.ports import free_port
from workers.embedded.postgres import EmbeddedPostgres

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


class Running:
    """The process, and what it has said."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said = ""
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def says(self, words: str, seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said:
            assert time.monotonic() < deadline, f"it never said {words!r}, but:\n{self.said}"
            time.sleep(0.02)

    def ends(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        code = self.process.wait(15)
        self._listener.join(5)
        return code

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line


@contextmanager
def started(url: str) -> Iterator[Running]:
    environment = {**os.environ, "PERENNIAL_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "workers.projector"], env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


def shows(url: str, facts: list[Fact]) -> None:
    with Views(url) as views:
        assert views.caught_up(record(url, facts), timeout=30)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_says_what_it_projects_and_ends_with_zero(database: Database, end: signal.Signals) -> None:
    with started(database.app) as running:
        running.says(f"projecting {', '.join(view.name for view in VIEWS)} from position 0")
        shows(database.app, lives.every_kind())
        assert running.ends(end) == 0
        assert "Traceback" not in running.said


def test_a_process_killed_at_work_leaves_nothing_twice_and_nothing_out(database: Database) -> None:
    facts = lives.interleaved([lives.whole(f"life-{number}").facts for number in range(20)])
    for start in range(0, len(facts), 200):
        with started(database.app) as running:
            running.says("projecting")
            last = record(database.app, facts[start : start + 200], batch=10)
            os.kill(running.process.pid, signal.SIGKILL)
    with started(database.app) as running, Views(database.app) as views:
        assert views.caught_up(last, timeout=30)
        assert running.ends(signal.SIGTERM) == 0
    assert len(everything(database.app)["history"]) == len(facts) == last


def test_without_a_database_to_go_to_it_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("PERENNIAL_DATABASE_URL", raising=False)
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path))
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        assert projector.main() == 2
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert "perennial up" in caplog.text


def test_the_end_asked_for_while_the_database_is_away_is_obeyed() -> None:
    settings = Settings(home=Path(), database_url=f"postgresql://nobody:x@127.0.0.1:{free_port(6011)}/none")
    stop = Event()
    codes: list[int] = []
    thread = Thread(target=lambda: codes.append(projector.run(settings, stop)))
    thread.start()
    time.sleep(0.3)
    stop.set()
    thread.join(10)
    assert codes == [0]


def test_it_waits_for_its_database_and_outlives_a_restart() -> None:
    with short_home() as home:
        postgres = EmbeddedPostgres(home, free_port(6021), Passwords.of(home))
        child = postgres.start()
        try:
            schema.install(postgres.owner_url(), app_role="perennial_app", app_password=APP_PASSWORD)
            url = postgres.app_url().replace(Passwords.of(home).application, APP_PASSWORD)
            child.stop(within=20)
            with started(url) as running:
                running.says("waiting for it")
                time.sleep(1.0)
                child = postgres.start()
                running.says("projecting")
                facts = lives.whole("life-2").facts
                shows(url, facts)
                for number in range(2):
                    child.kill() if number else child.stop(within=20)
                    running.says("the database is away, waiting for it")
                    child = postgres.start()
                    shows(url, lives.whole(f"life-{number}").facts)
                assert running.ends(signal.SIGTERM) == 0
                assert running.said.count("away or not prepared") == 1
            assert len(set(standing(url).values())) == 1
            assert len(everything(url)["history"]) == 3 * len(facts)
        finally:
            child.stop(within=20)
