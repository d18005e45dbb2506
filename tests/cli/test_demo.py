"""The demonstration tells every story, twice on the same home, and leaves nothing running."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bootstrap.settings import child_environment
from cli.demo.command import SCENARIOS
from cli.demo.play import read_script
from vocabulary.stages import Outcome
from vocabulary.tasks import CHOICES, PLAIN_YES

ROOT = Path(__file__).parents[2]


def test_the_script_gives_answers_that_are_offered() -> None:
    for life in read_script(SCENARIOS / "life.yaml").lives:
        for act in life.acts:
            if act.answer and act.task:
                assert act.answer in CHOICES[act.task], life.id
                assert act.reason or act.answer in PLAIN_YES, life.id


def test_the_script_shows_every_way_that_a_proposal_can_go() -> None:
    told = " ".join(life.shows for life in read_script(SCENARIOS / "life.yaml").lives)
    ways = ("launched", "resubmitted", "rejected", "withdrawn", "lapsed", "renewed", "probation", "revived", "consents")
    for way in ways:
        assert way in told


def demonstrate(home: Path) -> subprocess.CompletedProcess[str]:
    environment = child_environment({"PERENNIAL_HOME": str(home)}, import_from=ROOT, without="PERENNIAL_DATABASE")
    return subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--exit"],
        env=environment,
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.slow
def test_every_story_is_told_to_its_end_and_nothing_stays_behind(embedded_home: Path) -> None:
    before = set(psutil.Process(os.getpid()).children(recursive=True))
    said = demonstrate(embedded_home)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "Not told to the end" not in said.stdout
    table = said.stdout[said.stdout.index("Where everybody stands") :]
    for outcome in (Outcome.WITHDRAWN, Outcome.REJECTED, Outcome.LAPSED, Outcome.SUNSET):
        assert f"closed ({outcome.value})" in table
    assert "12 in, 1 graduated and 4 sunset closed, 7 live" in table
    assert "58 proposed since" in said.stdout
    assert "8 launched, 2 alive, 6 ended, 6 not taken up" in said.stdout
    for title in ("money, the first", "maturity, the first", "Gone, and what was to be seen"):
        assert title in said.stdout
    assert "no targets (6)" in said.stdout
    alive = re.search(r"\((\d+) of the history\) +active +founding-article", table)
    assert alive is not None
    assert int(alive[1]) > 50
    assert "put it on probation" in said.stdout
    assert "told the KM team" in said.stdout
    assert "It was revived" in said.stdout
    assert "the policy takes silence for consent" in said.stdout
    assert set(psutil.Process(os.getpid()).children(recursive=True)) <= before
    assert not [process for process in psutil.process_iter(["cmdline"]) if str(embedded_home) in _line(process)]


def _line(process: psutil.Process) -> str:
    return " ".join(process.info["cmdline"] or ())
