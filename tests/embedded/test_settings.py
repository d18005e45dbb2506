"""Where the addresses come from, and what is said when there is none."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bootstrap.settings import BadSetting, NoDatabase, NoTemporal, Settings
from bootstrap.stack_file import StackRecord, write_stack


def _stack(home: Path, pid: int) -> None:
    record = StackRecord(
        pid=pid,
        since=datetime(2026, 1, 1, tzinfo=UTC),
        database_url="postgresql://app@stack/x",
        database_owner_url="postgresql://owner@stack/x",
        temporal_address="stack:7243",
    )
    write_stack(home, record)


def test_without_an_address_it_says_how_to_get_one(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path, environ={})
    with pytest.raises(NoDatabase, match=r"perennial up.*PERENNIAL_DATABASE_URL"):
        settings.require_database()
    with pytest.raises(NoTemporal, match=r"perennial up.*TEMPORAL_ADDRESS"):
        settings.require_temporal()


def test_a_running_stack_is_found_by_its_home(tmp_path: Path) -> None:
    _stack(tmp_path, os.getpid())
    settings = Settings.load(environ={"PERENNIAL_HOME": str(tmp_path)})
    assert settings.require_database() == "postgresql://app@stack/x"
    assert settings.require_database_owner() == "postgresql://owner@stack/x"
    assert settings.require_temporal() == {"target_host": "stack:7243", "namespace": "default"}


def test_a_killed_stack_is_not_found(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    _stack(tmp_path, child)
    assert Settings.load(tmp_path, environ={}).database_url is None


def test_the_environment_comes_before_the_stack(tmp_path: Path) -> None:
    _stack(tmp_path, os.getpid())
    environ = {
        "PERENNIAL_DATABASE_URL": "postgresql://app@mine/x",
        "TEMPORAL_ADDRESS": "mine:7233",
        "TEMPORAL_NAMESPACE": "communities",
        "TEMPORAL_API_KEY": "key",
    }
    settings = Settings.load(tmp_path, environ=environ)
    assert settings.require_database_owner() == "postgresql://app@mine/x"
    temporal = settings.require_temporal()
    assert (temporal["target_host"], temporal["namespace"], temporal["tls"]) == ("mine:7233", "communities", True)


def test_a_temporal_profile_is_read(tmp_path: Path) -> None:
    profile = tmp_path / "temporal.toml"
    profile.write_text('[profile.staging]\naddress = "staging:7233"\nnamespace = "cop"\n')
    environ = {"TEMPORAL_CONFIG_FILE": str(profile), "TEMPORAL_PROFILE": "staging"}
    settings = Settings.load(tmp_path, environ=environ)
    assert (settings.temporal_address, settings.temporal_namespace) == ("staging:7233", "cop")
    with pytest.raises(BadSetting, match="TEMPORAL_PROFILE"):
        Settings.load(tmp_path, environ={**environ, "TEMPORAL_PROFILE": "nowhere"})


@pytest.mark.parametrize(("said", "meant"), [("1", True), ("on", True), ("", False), ("no", False)])
def test_the_sandbox_is_on_or_off(tmp_path: Path, said: str, meant: bool) -> None:
    assert Settings.load(tmp_path, environ={"PERENNIAL_SANDBOX": said}).sandbox is meant


def test_anything_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="PERENNIAL_SANDBOX='maybe' is neither on nor off"):
        Settings.load(tmp_path, environ={"PERENNIAL_SANDBOX": "maybe"})
