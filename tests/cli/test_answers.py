"""What went wrong, in one sentence."""

import pytest

from cli.answers import AWAY, answer_for
from projections.sharing import RebuildFailed


def test_a_rebuild_that_failed_says_why_and_that_the_old_views_stay(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer_for(RebuildFailed("half of the rebuild failed, and the old views stay: disk full")) == AWAY
    assert capsys.readouterr().err == "half of the rebuild failed, and the old views stay: disk full\n"
