"""The embedded stack from inside: ports, faults of its parts, what it leaves in its home folder."""

import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from bootstrap.settings import Settings
from bootstrap.stack_file import read_stack
from tests.support.stacks import NAMES, STAND_INS
from workers.embedded.home import HomeHeld, holder_of
from workers.embedded.part import Part
from workers.embedded.plan import External, Ports
from workers.embedded.ports import LOOPBACK
from workers.embedded.process import StackFault
from workers.embedded.stack import EmbeddedStack
from workers.embedded.telling import Told, What

pytestmark = pytest.mark.slow


def test_a_busy_port_means_another_one_and_says_so(embedded_home: Path) -> None:
    told: list[Told] = []
    with socket.create_server((LOOPBACK, 0)) as taken:
        busy = taken.getsockname()[1]
        with EmbeddedStack(embedded_home, parts=(), ports=Ports(postgres=busy), tell=told.append) as stack:
            assert f":{busy}/" not in stack.addresses.database_url
            with psycopg.connect(stack.addresses.database_url) as connection:
                assert connection.execute("SELECT current_user").fetchone() == ("perennial_app",)
    assert any(t.what is What.NOTICE and f"port {busy} is busy" in t.detail for t in told)


def test_whatever_is_killed_is_started_again_and_nothing_is_lost(embedded_home: Path) -> None:
    with EmbeddedStack(embedded_home, parts=STAND_INS) as stack:
        before = stack.addresses
        with psycopg.connect(before.database_owner_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        for name in NAMES:
            killed = stack.kill(name)
            assert stack.await_running(name, instead_of=killed) != killed
        assert stack.addresses == before
        with psycopg.connect(before.database_owner_url) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_the_home_is_closed_to_others_and_cleared_of_addresses_at_the_end(embedded_home: Path) -> None:
    with EmbeddedStack(embedded_home, parts=()) as stack:
        for name in ("stack.json", "passwords.json", "children.json", "holder.lock"):
            assert stat.S_IMODE((embedded_home / name).stat().st_mode) == 0o600, name
        settings = Settings.load(embedded_home, environ={})
        assert settings.require_database() == stack.addresses.database_url
        assert settings.require_temporal()["target_host"] == stack.addresses.temporal_address
        assert holder_of(embedded_home) is not None
    assert holder_of(embedded_home) is None
    assert read_stack(embedded_home) is None


def test_a_home_is_held_once(embedded_home: Path) -> None:
    with EmbeddedStack(embedded_home, parts=()), pytest.raises(HomeHeld, match="is held by process"):
        EmbeddedStack(embedded_home, parts=()).start()


def test_a_part_that_cannot_start_ends_the_stack_with_its_last_words(embedded_home: Path) -> None:
    broken = Part("worker", ("tests.support.no_such_module",), works_on="temporal")
    with pytest.raises(StackFault, match=r"No module named tests\.support\.no_such_module"):
        EmbeddedStack(embedded_home, parts=[broken]).start()
    assert holder_of(embedded_home) is None


def test_an_interrupted_first_start_is_begun_anew(embedded_home: Path) -> None:
    half_made = embedded_home / "postgres.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    with EmbeddedStack(embedded_home, parts=()) as stack, psycopg.connect(stack.addresses.database_url):
        assert not half_made.exists()


def test_servers_of_ones_own_are_used_by_address(embedded_home: Path) -> None:
    with EmbeddedStack(embedded_home, parts=()) as servers:
        external = External(
            database_url=servers.addresses.database_url,
            database_owner_url=servers.addresses.database_owner_url,
            temporal_address=servers.addresses.temporal_address,
        )
        home = embedded_home / "second"
        with EmbeddedStack(home, parts=STAND_INS, external=external) as stack:
            assert stack.addresses.database_url == servers.addresses.database_url
            assert stack.pid("worker") is not None
            with pytest.raises(StackFault, match="no part 'postgres'"):
                stack.pid("postgres")
        assert not (home / "postgres").exists()


def test_a_home_that_is_a_file_is_refused(embedded_home: Path) -> None:
    (embedded_home / "file").touch()
    with pytest.raises(StackFault, match="give PERENNIAL_HOME another one"):
        EmbeddedStack(embedded_home / "file", parts=()).start()


def test_two_stacks_that_start_at_once_do_not_take_each_others_ports(embedded_home: Path) -> None:
    stacks = [EmbeddedStack(embedded_home / name, parts=()) for name in ("one", "two")]
    with ThreadPoolExecutor() as pool:
        starts = [pool.submit(stack.start) for stack in stacks]
    try:
        for start in starts:
            start.result()
        one, two = (stack.addresses for stack in stacks)
        assert one.temporal_address != two.temporal_address
        for addresses in (one, two):
            with psycopg.connect(addresses.database_url) as connection:  # the passwords differ: no stranger lets us in
                assert connection.execute("SELECT current_user").fetchone() == ("perennial_app",)
    finally:
        for stack in stacks:
            stack.stop()
