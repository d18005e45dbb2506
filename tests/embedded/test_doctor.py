"""The doctor finds what is wrong and says how to mend it."""

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from cli.doctor import doctor
from workers.embedded.stack import EmbeddedStack

pytestmark = pytest.mark.slow

NAMED = ("PERENNIAL_DATABASE_URL", "PERENNIAL_DATABASE_OWNER_URL", "TEMPORAL_ADDRESS", "TEMPORAL_PROFILE")


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", "/dev/null")


def _examine(home: Path) -> tuple[int, dict[str, dict[str, Any]]]:
    app = typer.Typer()
    app.command()(doctor)
    result = CliRunner().invoke(app, ["--home", str(home), "--json"])
    return result.exit_code, {finding["part"]: finding for finding in json.loads(result.stdout)}


def test_where_nothing_runs_it_says_how_to_start(embedded_home: Path) -> None:
    code, findings = _examine(embedded_home)
    assert code == 1
    assert findings["python"]["sound"]
    for part in ("stack", "database", "temporal"):
        assert not findings[part]["sound"]
        assert "perennial up" in findings[part]["mend"]


def test_servers_are_sound_and_missing_workers_are_named(embedded_home: Path) -> None:
    with EmbeddedStack(embedded_home, parts=()):
        code, findings = _examine(embedded_home)
    sound = {part for part, finding in findings.items() if finding["sound"]}
    assert {"home", "stack", "disk", "database", "schema", "append-only", "temporal", "search attributes"} <= sound
    assert set(findings) - sound == {"worker", "followers"}
    assert code == 1


def test_a_guard_that_was_removed_is_noticed(embedded_home: Path) -> None:
    with EmbeddedStack(embedded_home, parts=()) as stack:
        with psycopg.connect(stack.addresses.database_owner_url) as connection:
            connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER refuse_change")
        _, findings = _examine(embedded_home)
    assert not findings["append-only"]["sound"]


def test_a_home_open_to_others_is_noticed(embedded_home: Path) -> None:
    embedded_home.chmod(0o755)
    _, findings = _examine(embedded_home)
    assert findings["home"]["mend"] == f"chmod 700 {embedded_home}"
