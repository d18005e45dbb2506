"""Ids in lists are whole, however narrow the terminal, and nothing is wider than it but an id."""

import pytest

from cli.listing import show_list

COLUMNS = ("Task", "Question", "Asked", "Due")


@pytest.mark.parametrize("length", [10, 28, 51, 52, 76, 99, 200])
def test_an_id_stands_in_one_line_and_the_rest_within_the_terminal(
    capsys: pytest.CaptureFixture[str], length: int
) -> None:
    name = "d" * length
    row = (name, "Review the proposal: Data Engineering " * 4, "management: max, ada", "in 13 days (6 Dec 2026)")
    show_list(COLUMNS, [row, row])
    lines = capsys.readouterr().out.splitlines()
    assert sum(name in line for line in lines) == 2
    assert max(len(line) for line in lines if name not in line) <= 100
    assert "2026)" in " ".join(lines), "the last word of the last column"


def test_what_fits_stays_in_one_line_and_the_title_gives_way(capsys: pytest.CaptureFixture[str]) -> None:
    show_list(
        COLUMNS, [("data-engineering.km_review.1", "Review " * 20, "you are asked to agree", "in 13 days (6 Dec 2026)")]
    )
    assert "you are asked to agree   in 13 days (6 Dec 2026)" in capsys.readouterr().out


def test_markup_is_text_and_an_empty_list_a_heading(capsys: pytest.CaptureFixture[str]) -> None:
    show_list(COLUMNS, [("d" * 90, "[red]x[/red]", "km", "now")])
    assert "[red]x[/red]" in capsys.readouterr().out
    show_list(COLUMNS, [])
    assert "Question" in capsys.readouterr().out
