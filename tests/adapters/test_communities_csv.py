"""Every row of a file is a community, or is refused with its place and what was expected."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.communities_csv import Row, read_communities
from adapters.csv_lines import BadRow
from vocabulary.refusals import Malformed
from vocabulary.stages import Outcome

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
OWN = "id,title,sponsor,started,ended,outcome\n"
PODLINGS = "id,name,status,sponsor,mentors,start_date,end_date\n"


def read(folder: Path, content: str | bytes) -> list[Row | BadRow]:
    file = folder / "c.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_communities(file, NOW))


def test_both_forms_are_understood(tmp_path: Path) -> None:
    (own,) = read(tmp_path, OWN + "a,Water,Works,2014-03-10,2016-05-01,sunset\n")
    (theirs,) = read(tmp_path, PODLINGS + "a,Water,retired,Works,3,2014-03-10,2016-05-01\n")
    assert isinstance(own, Row)
    assert isinstance(theirs, Row)
    assert own.community == theirs.community
    assert own.community.outcome is Outcome.SUNSET
    assert (own.word, theirs.word) == ("sunset", "retired")


def test_a_byte_order_mark_spaces_empty_lines_and_windows_ends_do_no_harm(tmp_path: Path) -> None:
    content = "\ufeff" + OWN.replace("\n", "\r\n") + '\r\n a , "Water, cold" ,, 2014-03-10 ,,\r\n\r\n'
    (row,) = read(tmp_path, content.replace(' "Water, cold" ', '"Water, cold"'))
    assert isinstance(row, Row)
    assert (row.line, row.community.id, row.community.title) == (3, "a", "Water, cold")


def test_ids_from_elsewhere_are_spelt_our_way(tmp_path: Path) -> None:
    rows = read(tmp_path, OWN + "mod_ftp,A,,2014-03-10,,\nLucene.Net,B,,2014-03-10,,\n,A title,,2014-03-10,,\n")
    assert [row.community.id for row in rows if isinstance(row, Row)] == ["mod-ftp", "lucene-net", "a-title"]


def test_two_ids_that_become_one_are_told_apart_by_refusing_the_second(tmp_path: Path) -> None:
    _, bad = read(tmp_path, OWN + "mod_ftp,A,,2014-03-10,,\nmod-ftp,B,,2014-03-10,,\n")
    assert str(bad) == "line 3, id: 'mod-ftp' stands on line 2 already; expected one row a community"


def test_starting_and_ending_on_one_day_is_a_life(tmp_path: Path) -> None:
    (row,) = read(tmp_path, OWN + "a,A,,2026-06-01,2026-06-01,sunset\n")
    assert isinstance(row, Row)
    assert row.community.started == row.community.ended


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("a,,,2014-03-10,,", "title", "nothing was given; expected what the community is called"),
        (f"a,{'x' * 201},,2014-03-10,,", "title", "201 characters were given; expected at most 200"),
        (f"a,A,{'x' * 201},2014-03-10,,", "sponsor", "201 characters were given"),
        (f"{'x' * 64},A,,2014-03-10,,", "id", "was given; expected up to 63 letters"),
        ("???,A,,2014-03-10,,", "id", "'???' was given"),
        ("a,A,,,,", "started", "nothing was given; expected a day such as"),
        ("a,A,,10/03/2014,,", "started", "'10/03/2014' was given; expected a day that exists"),
        ("a,A,,2014-02-30,,", "started", "'2014-02-30' was given"),
        ("a,A,,2026-06-02,,", "started", "has not come yet; expected a day up to 2026-06-01"),
        ("a,A,,0214-03-10,,", "started", "expected a day since 1900-01-01"),
        ("a,A,,2014-03-10,2014-03-09,sunset", "ended", "expected 2014-03-10 or later, since it started then"),
        ("a,A,,2014-03-10,2999-01-01,sunset", "ended", "has not come yet"),
        ("a,A,,2014-03-10,2015-01-01,", "outcome", "expected withdrawn or rejected or lapsed or sunset or graduated"),
        ("a,A,,2014-03-10,2015-01-01,bored", "outcome", "'bored' was given"),
        ("a,A,,2014-03-10,,sunset", "ended", "expected the day of its end, since its outcome is sunset"),
        ("a,A", "row", "2 values were given; expected 6"),
        ('a,"A,,2014-03-10,,', "row", "is not CSV"),
        ("a,A\x00B,,2014-03-10,,", "title", "holds a control character"),
        (f"a,{'x' * 200_000},,2014-03-10,,", "row", "is not CSV (field larger than field limit (131072))"),
    ],
)
def test_a_bad_row_names_line_column_and_what_was_expected(tmp_path: Path, row: str, column: str, why: str) -> None:
    first, bad, last = read(tmp_path, f"{OWN}first,A,,2014-03-10,,\n{row}\nlast,B,,2014-03-10,,\n")
    assert isinstance(first, Row)
    assert isinstance(last, Row)
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.column) == (3, column)
    assert why in bad.why


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("a,A,asleep,,1,2014-03-10,", "status", "'asleep' was given; expected graduated or retired or current"),
        ("a,A,retired,,1,2014-03-10,", "end_date", "expected the day on which it retired"),
        ("a,A,current,,1,2014-03-10,2015-01-01", "end_date", "expected nothing, since it is current"),
    ],
)
def test_a_bad_row_of_the_other_form_too(tmp_path: Path, row: str, column: str, why: str) -> None:
    (bad,) = read(tmp_path, f"{PODLINGS}{row}\n")
    assert isinstance(bad, BadRow)
    assert (bad.column, why in bad.why) == (column, True)


def test_bytes_that_are_not_utf8_cost_their_row_only(tmp_path: Path) -> None:
    bad, good = read(tmp_path, OWN.encode() + b"a,Caf\xe9,,2014-03-10,,\nb,Caf\xc3\xa9,,2014-03-10,,\n")
    assert str(bad) == "line 2, title: holds bytes that are not UTF-8; save the file as 'CSV UTF-8'"
    assert isinstance(good, Row)
    assert good.community.title == "Café"


def test_a_long_file_is_read_row_by_row(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    with file.open("w") as out:
        out.write(OWN)
        out.writelines(f"c{number},Title,,2014-03-10,,\n" for number in range(1_000_000))
    rows = read_communities(file, NOW)
    assert next(rows).line == 2  # long before the file's end
    rows.close()  # type: ignore[attr-defined]


@given(st.binary(max_size=400))
def test_whatever_the_bytes_each_line_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert all(row.line >= 2 for row in read(folder, OWN.encode() + junk))
    with pytest.raises(Malformed, match=r"c\.csv:1: "):
        read(folder, junk)
