"""The office in which commands are typed."""

from pathlib import Path

import pytest

from tests.cli.office import Office
from tests.support.databases import Database


@pytest.fixture
def office(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Office:
    monkeypatch.setenv("PERENNIAL_DATABASE_URL", database.app)
    monkeypatch.setenv("PERENNIAL_DATABASE_OWNER_URL", database.owner)
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", "/dev/null")
    monkeypatch.delenv("TEMPORAL_ADDRESS", raising=False)
    # Views are brought to the present on call; no reader need wait for a projector that does not run.
    monkeypatch.setattr("cli.session.CATCHING_UP", 0.05)
    office = Office(tmp_path, database.app, capsys)
    office.project()
    return office
