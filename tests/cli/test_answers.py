"""What went wrong, in one sentence."""

import pytest

from adapters.activity.apart import ReadingEnded
from cli.answers import AWAY, answer_for
from projections.sharing import RebuildFailed


def test_a_rebuild_that_failed_says_why_and_that_the_old_views_stay(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer_for(RebuildFailed("half of the rebuild failed, and the old views stay: disk full")) == AWAY
    assert capsys.readouterr().err == "half of the rebuild failed, and the old views stay: disk full\n"


def test_a_file_that_was_read_in_part_only_is_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer_for(ReadingEnded("a.csv: the process that reads it has no memory left; run it again")) == AWAY
    assert capsys.readouterr().err == "a.csv: the process that reads it has no memory left; run it again\n"
