"""The page on real communities says what comes out today, and the process finds what plain counting finds."""

import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest

from adapters.activity_csv import read_activity
from cli.backtest_files import read_files
from simulation.backtest.life import Fate, Life
from simulation.backtest.trial import live
from simulation.backtest.variants import variants
from tests.cli.office import Office
from tests.policies.standings import STANDARD
from vocabulary.span import Span

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/backtest-asf.md"
PICTURE = ROOT / "docs/backtest-asf.svg"
DATA = ROOT / "../shared/data/asf"
NOW = datetime(2026, 11, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the public data is not beside the repository")


def commands() -> list[list[str]]:
    """Those that the page itself names."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("    perennial policy backtest")]


def test_the_page_and_its_picture_are_what_its_commands_write_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = Office(tmp_path, "", capsys)
    monkeypatch.chdir(ROOT)
    page, picture = tmp_path / "page.md", tmp_path / "picture.svg"
    page.write_text(without_blocks(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    assert len(commands()) == 3
    for words in commands():
        assert office(*(ours(word, page, picture) for word in words)).code == 0
    assert page.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8"), "run `make backtest`"
    assert picture.read_text(encoding="utf-8") == PICTURE.read_text(encoding="utf-8"), "run `make backtest`"


def ours(word: str, page: Path, picture: Path) -> str:
    return word.replace("docs/backtest-asf.md", str(page)).replace("docs/backtest-asf.svg", str(picture))


def without_blocks(page: str) -> str:
    return re.sub(r"(<!-- (\w+) -->).*?(<!-- end of \2 -->)", r"\1\n\3", page, flags=re.DOTALL)


def test_every_count_that_the_text_names_stands_in_the_tables() -> None:
    page = PAGE.read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", without_blocks(page))
    named = set(re.findall(r"\d+ of \d+", text)) - {"22 of 40", "6 of 38"}  # the note's own, which are not ours
    tables = "\n".join(line for line in page.splitlines() if line.startswith("|"))
    assert len(named) > 8
    assert [count for count in sorted(named) if not re.search(rf"\b{count}\b", tables)] == []


def test_six_months_of_silence_are_those_that_plain_counting_finds_community_by_community() -> None:
    commits = DATA / "commits_monthly.csv"
    (variant,), _ = variants([STANDARD], [], [Span("6 months")])
    lives = read_files(DATA / "podlings.csv", [commits], NOW).gathered.lives
    asked = {
        course.life.id: any(silence.management_asked for silence in course.silences)
        for course in live(variant.rules, lives)
    }
    active = read_activity(commits, NOW).signs
    by_hand = {one.id: longest_pause(one, active[one.id]) >= 6 for one in lives}
    assert asked == by_hand
    caught = {fate: [asked[one.id] for one in lives if one.fate is fate] for fate in (Fate.RETIRED, Fate.GRADUATED)}
    assert [(sum(found), len(found)) for found in caught.values()] == [(12, 26), (4, 23)]


def longest_pause(one: Life, active: tuple[datetime, ...]) -> int:
    """How many months of the calendar in a row have no commit, between the months of its beginning and its end."""
    months = {(day.year, day.month) for day in active}
    pauses = groupby(calendar(one.since, one.until), key=lambda month: month not in months)
    return max((len(list(run)) for pause, run in pauses if pause), default=0)


def calendar(since: datetime, until: datetime) -> Iterator[tuple[int, int]]:
    """Months from one to the other, both included."""
    for number in range(since.year * 12 + since.month - 1, until.year * 12 + until.month):
        yield number // 12, number % 12 + 1


def test_all_busy_ones_were_active_within_two_months_of_their_end() -> None:
    files = [DATA / "commits_monthly.csv", DATA / "clutch_weekly.csv"]
    lives = read_files(DATA / "podlings.csv", files, NOW).gathered.lives
    busy = [course.life for course in live(STANDARD, lives) if course.life.fate is Fate.RETIRED and not course.silences]
    assert len(busy) == 8
    assert max((one.until - one.signs[-1]).days for one in busy) < 60
