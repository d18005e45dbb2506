"""The office in which commands are typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from projections.projector import Projector
from tests.cli.office import Office
from tests.support.databases import Copied, Database, PostgresForTests


@pytest.fixture(scope="session")
def with_views(postgres: PostgresForTests) -> Iterator[Database]:
    """Views take longer to make than to copy."""
    made = postgres.fresh_database()
    Projector(made.app).prepare()
    yield made
    postgres.drop(made)


@pytest.fixture
def database(copied: Copied, with_views: Database) -> Database:
    """A new one whose views are made."""
    return copied(with_views)


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
