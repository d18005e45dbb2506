"""`docker compose up`, from nothing to an approved proposal."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from workers.embedded.ports import any_free

pytestmark = [pytest.mark.docker, pytest.mark.slow, pytest.mark.timeout(900)]

ROOT = Path(__file__).resolve().parents[2]
AUDIT = ("exec", "-T", "notary", "perennial", "audit")
WITHIN = 120.0
"""Seconds that the worker has for the next task; it starts at the same time as we ask."""


class Compose:
    """One project of its own, on ports of its own."""

    def __init__(self) -> None:
        name = f"perennial-test-{os.getpid()}"
        plugin = _succeeds("docker", "compose", "version")
        self._command = [*(["docker", "compose"] if plugin else ["docker-compose"]), "--project-name", name]
        version = f"test-{os.getpid()}"
        self.image = f"perennial:{version}"
        self._environment = {
            **os.environ,
            "PERENNIAL_VERSION": version,
            "PERENNIAL_POSTGRES_PORT": str(any_free()),
            "PERENNIAL_TEMPORAL_PORT": str(any_free()),
            "PERENNIAL_TEMPORAL_UI_PORT": str(any_free()),
        }
        if not _succeeds("docker", "buildx", "version"):
            self._environment["DOCKER_BUILDKIT"] = "0"

    def run(self, *arguments: str, timeout: float = 600) -> str:
        done = subprocess.run(
            [*self._command, *arguments],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def perennial(self, *arguments: str) -> str:
        return self.run("exec", "-T", "worker", "perennial", *arguments, timeout=120)

    def ask(self, *arguments: str) -> Any:
        return json.loads(self.perennial(*arguments, "--json"))

    def task(self, role: str) -> str:
        """Waits for an open task of that role, and returns its id."""
        deadline = time.monotonic() + WITHIN
        while not (tasks := self.ask("task", "list", "--role", role)):
            assert time.monotonic() < deadline, f"no task for {role}\n{self.run('logs', '--tail=50')}"
            time.sleep(1)
        return str(tasks[0]["id"])


@contextmanager
def _up() -> Iterator[Compose]:
    compose = Compose()
    try:
        compose.run("build")
        try:
            compose.run("up", "--detach")
        except AssertionError as failed:
            failed.add_note(compose.run("logs", "--tail=50"))
            raise
        yield compose
    finally:
        compose.run("down", "--volumes", "--timeout", "1")
        subprocess.run(["docker", "rmi", compose.image], capture_output=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def compose() -> Iterator[Compose]:
    if not _succeeds("docker", "compose", "version") and shutil.which("docker-compose") is None:
        pytest.skip("not run here: a Docker engine without compose")
    with _up() as running:
        yield running


def test_a_proposal_is_taken_to_approval(compose: Compose) -> None:
    compose.perennial("policy", "publish", "standard", "--as", "km:kim")
    proposed = compose.ask("propose", "scenarios/proposal.yaml", "--as", "lead1")
    compose.perennial("task", "decide", compose.task("km"), "approve", "--as", "km:kim")
    compose.perennial("task", "decide", compose.task("management"), "approve", "--as", "management:max")
    community = compose.ask("community", "show", proposed["community"])
    assert community["stage"] == "launch"


def test_the_record_is_sealed_where_alone_the_key_is(compose: Compose) -> None:
    compose.perennial("policy", "publish", "quick", "--as", "km:kim")
    deadline = time.monotonic() + WITHIN
    while "not sealed yet" in (checked := compose.run(*AUDIT, "check")):
        assert time.monotonic() < deadline, checked
        time.sleep(1)
    assert "events are as they were sealed" in checked
    compose.run(*AUDIT, "export", "--all", "-o", "/tmp/all.zip", "--as", "kim")
    key = compose.run(*AUDIT, "key").strip()
    assert "Verified: " in compose.run(*AUDIT, "verify", "/tmp/all.zip", "--key", key)
    with pytest.raises(AssertionError, match="there is no key in"):
        compose.perennial("audit", "key")


def test_the_image_is_nobody_in_particular(compose: Compose) -> None:
    assert compose.run("exec", "-T", "worker", "id", "-u").strip() != "0"
    assert "pytest" not in compose.run("exec", "-T", "worker", "ls", "/opt/perennial/lib/python3.13/site-packages")


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
