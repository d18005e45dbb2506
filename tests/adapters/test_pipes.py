"""Files are read once, so that they may come out of a pipe."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.activity.opening import format_of
from adapters.activity_csv import read_activity
from adapters.communities_csv import read_communities
from adapters.people_csv import read_people
from cli.line_count import lines
from vocabulary.refusals import Malformed

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
COMMUNITIES = "id,title,sponsor,started,ended,outcome\na,Water,Works,2014-03-10,,\nb,Fire,,2015-01-01,,\n"


@contextmanager
def pipe(content: str) -> Iterator[Path]:
    """What `<(cat FILE)` is to a program."""
    out, into = os.pipe()
    try:
        os.write(into, content.encode())
        os.close(into)
        yield Path(f"/dev/fd/{out}")
    finally:
        os.close(out)


def test_communities_come_out_of_a_pipe() -> None:
    with pipe(COMMUNITIES) as path:
        rows: list[Any] = list(read_communities(path, NOW))
    assert [(row.line, row.community.id) for row in rows] == [(2, "a"), (3, "b")]


def test_people_come_out_of_a_pipe() -> None:
    with pipe("id,name\nann,Ann\nbob,Bob\n") as path:
        rows: list[Any] = list(read_people(path))
    assert [(row.line, row.person.name) for row in rows] == [(2, "Ann"), (3, "Bob")]


def test_activity_comes_out_of_a_pipe() -> None:
    with pipe("id,month,signs\na,2026-01,3\n") as path:
        assert set(read_activity(path, NOW).signs) == {"a"}


def test_a_pipe_is_not_read_to_see_how_long_it_is_or_what_it_holds() -> None:
    with pipe(COMMUNITIES) as path:
        assert lines(path) is None
        with pytest.raises(Malformed, match="say what comes out of it: --format"):
            format_of(path)
        assert path.read_text() == COMMUNITIES


def test_nothing_in_a_pipe_is_a_file_without_a_header() -> None:
    with pipe("") as path, pytest.raises(Malformed, match="is empty"):
        read_people(path)  # at once, before anything else is done


def test_a_file_is_wrong_before_its_first_row_is_used(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("id;title\n")
    with pytest.raises(Malformed, match="lacks the columns"):
        read_communities(path, NOW)
    path.write_text(COMMUNITIES)
    assert lines(path) == 2
