"""Checking many policies at once: every mistake of every file, and which of them are sound."""

import json
from pathlib import Path

import pytest

from cli.main import run
from policies.reader import read_policy
from tests.policies.broken_copies import BROKEN, CATALOG

SOUND = sorted(CATALOG.glob("*.yaml"))


@pytest.fixture
def broken(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"{name}.yaml" for name in BROKEN]
    for file in files:
        file.write_text(BROKEN[file.stem].copy(file.stem), encoding="utf-8")
    return files


def test_the_catalog_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", *map(str, SOUND)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines() == [
        f"{file}: sound ({file.stem}, digest {read_policy(file).digest()[:12]})" for file in SOUND
    ]


def test_all_mistakes_of_all_files_are_said_at_once(broken: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", *map(str, broken), str(SOUND[0])]) == 2
    said = capsys.readouterr()
    assert said.err.splitlines() == [f"{file}:{mistake}" for file in broken for mistake in BROKEN[file.stem].said]
    assert said.out.startswith(f"{SOUND[0]}: sound (")
    assert len(said.out.splitlines()) == 1


def test_a_program_is_told_the_same(broken: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "check", "--json", *map(str, broken)]) == 2
    told = json.loads(capsys.readouterr().out)
    assert [entry["sound"] for entry in told] == [False] * len(broken)
    assert [entry["mistakes"] for entry in told] == [
        [f"{file}:{mistake}" for mistake in BROKEN[file.stem].said] for file in broken
    ]
