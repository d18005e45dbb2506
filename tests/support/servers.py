"""Servers for tests: PostgreSQL in a container where Docker answers, else embedded; Temporal embedded."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.databases import PostgresForTests
from workers.embedded.passwords import Passwords
from workers.embedded.ports import LOOPBACK, any_free
from workers.embedded.postgres import EmbeddedPostgres

IMAGE = "postgres:18"
CHOICE = "PERENNIAL_TEST_DATABASE"
"""The variable that forces one: `embedded` or `docker`."""


def docker_lacks() -> str | None:
    """Says why Docker does not serve; None when it answers and has the image."""
    docker = shutil.which("docker")
    if docker is None:
        return "no Docker engine"
    if _runs(docker, "version", "--format", "{{.Server.Version}}") is False:
        return "no Docker engine"
    if _runs(docker, "image", "inspect", IMAGE) is False:
        return f"no image {IMAGE}"
    return None


def chosen_database() -> tuple[str, str]:
    """Returns `docker` or `embedded`, and the reason."""
    forced = os.environ.get(CHOICE)
    if forced in {"docker", "embedded"}:
        return forced, f"{CHOICE}={forced}"
    if forced:
        msg = f"{CHOICE}={forced!r} is neither `docker` nor `embedded`"
        raise pytest.UsageError(msg)
    lacks = docker_lacks()
    return ("embedded", lacks) if lacks else ("docker", "Docker answers")


@contextmanager
def postgres_server(kind: str) -> Iterator[PostgresForTests]:
    with _container() if kind == "docker" else _embedded() as server, closing(server):
        yield server


@contextmanager
def short_home() -> Iterator[Path]:
    """A home folder outside pytest's own, which closes its parents to the user that runs PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="perennial-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _container() -> Iterator[PostgresForTests]:
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    from testcontainers.community.postgres import PostgresContainer

    container = PostgresContainer(IMAGE, driver=None, username="postgres", password="superuser-of-tests")
    # An address without a port: on loopback only, and Docker chooses the port.
    container.ports = {"5432/tcp": ("127.0.0.1",)}  # type: ignore[dict-item]
    # Tests log in some ten thousand times: what makes a stolen password slow to guess makes each of them slow.
    container.with_command(["postgres", "-c", "max_connections=200", "-c", "scram_iterations=1"])
    container.with_tmpfs_mount("/var/lib/postgresql")  # gone with the container anyway, and does not wait for a disk
    with container:
        port = container.get_docker_client().port(container.get_container_id(), 5432)
        login = f"{container.username}:{container.password}"
        yield PostgresForTests(f"postgresql://{login}@{LOOPBACK}:{port}/postgres", kind=f"container {IMAGE}")


@contextmanager
def _embedded() -> Iterator[PostgresForTests]:
    with short_home() as home:
        postgres = EmbeddedPostgres(home, any_free(), Passwords.of(home))
        child = postgres.start()
        try:
            yield PostgresForTests(postgres.superuser_url, kind="embedded server")
        finally:
            child.stop(within=10)


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
