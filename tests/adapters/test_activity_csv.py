"""Activity comes in by month or by week, and every row that can't be understood is named with its place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.activity_csv import Activity, read_activity
from vocabulary.refusals import Malformed

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
OWN = "id,month,signs\n"
MONTHLY = "podling,month,commits,authors\n"
WEEKLY = "snapshot_date,podling,start_date,repo_last_update\n"


def read(folder: Path, content: str | bytes) -> Activity:
    file = folder / "a.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_activity(file, NOW)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_month_with_activity_counts_as_its_first_day_and_its_last(tmp_path: Path) -> None:
    found = read(tmp_path, MONTHLY + "a,2020-02,3,1\na,2020-12,1,1\n")
    assert found.signs == {"a": tuple(map(day, ("2020-02-01", "2020-02-29", "2020-12-01", "2020-12-31")))}


def test_both_monthly_forms_say_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, MONTHLY + "a,2020-02,3,1\n") == read(tmp_path, OWN + "a,2020-02,3\n")


def test_a_monthly_file_speaks_of_all_its_communities_from_its_first_month_to_the_end_of_its_last(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, OWN + "a,2020-02,3\nb,2019-11,1\nb,2021-04,0\n")
    assert found.seen == dict.fromkeys("ab", (day("2019-11-01"), day("2021-05-01")))


def test_a_month_without_activity_was_looked_at_all_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, OWN + "a,2020-02,0\n")
    assert (found.signs, set(found.seen)) == ({}, {"a"})


def test_months_may_come_in_any_order(tmp_path: Path) -> None:
    rows = ["a,2020-02,3\n", "b,2020-01,1\n", "a,2019-05,2\n"]
    assert read(tmp_path, OWN + "".join(rows)) == read(tmp_path, OWN + "".join(reversed(rows)))


def test_a_weekly_file_speaks_of_each_community_from_its_first_week_to_its_last(tmp_path: Path) -> None:
    rows = "2020-01-12,b,,2020-01-05\n2020-01-05,a,,2019-12-24\n2020-01-12,a,,2019-12-24\n2020-01-19,a,,\n"
    found = read(tmp_path, WEEKLY + rows)
    assert found.seen == {"a": (day("2020-01-05"), day("2020-01-19")), "b": (day("2020-01-12"), day("2020-01-12"))}
    assert found.signs == {"a": (day("2019-12-24"),), "b": (day("2020-01-05"),)}


def test_ids_are_spelt_our_way(tmp_path: Path) -> None:
    assert set(read(tmp_path, MONTHLY + "Lucene.Net,2020-02,3,1\n").seen) == {"lucene-net"}


def test_the_same_month_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    found = read(tmp_path, OWN + "a,2020-02,0\nA,2020-02,4\n")
    (bad,) = found.bad
    assert str(bad) == "line 3, month: 'a' stands on line 2 already for 2020-02; expected one row for each"
    assert found.signs == {}


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("a,2020-13,1", "month", "'2020-13' was given; expected a month that exists, such as 2021-03"),
        ("a,March,1", "month", "'March' was given"),
        ("a,,1", "month", "nothing was given"),
        ("a,2026-07,1", "month", "2026-07 was given, which has not come yet; expected a month up to 2026-06"),
        ("a,0214-03,1", "month", "expected a month since 1900-01"),
        ("a,2020-03,-1", "signs", "'-1' was given; expected a number such as 0 or 12"),
        ("a,2020-03,", "signs", "nothing was given"),
        ("a,2020-03,1.5", "signs", "'1.5' was given"),
        ("???,2020-03,1", "id", "'???' was given; expected up to 63 letters"),
        (",2020-03,1", "id", "nothing was given"),
        ("a,2020-03", "row", "2 values were given; expected 3"),
        ("a,2020-03,1\x00", "signs", "holds a control character"),
    ],
)
def test_a_bad_row_names_line_column_and_what_was_expected(tmp_path: Path, row: str, column: str, why: str) -> None:
    found = read(tmp_path, f"{OWN}a,2020-01,1\n{row}\na,2020-05,1\n")
    (bad,) = found.bad
    assert (bad.line, bad.column) == (3, column)
    assert why in bad.why
    assert len(found.signs["a"]) == 4


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("2020-01-32,a,,", "snapshot_date", "expected a day that exists"),
        ("2020-01-05,a,,2020-01-06", "repo_last_update", "expected 2020-01-05 or earlier"),
        ("2020-01-05,a,,soon", "repo_last_update", "'soon' was given"),
        ("2020-01-05,,,", "podling", "nothing was given"),
    ],
)
def test_a_bad_row_of_the_weekly_form_too(tmp_path: Path, row: str, column: str, why: str) -> None:
    (bad,) = read(tmp_path, f"{WEEKLY}{row}\n").bad
    assert (bad.column, why in bad.why) == (column, True)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", ":1: is empty; the first line names the columns: id,month,signs"),
        ("id,month\n", ":1: lacks the column signs; expected id,month,signs"),
        ("podling,month\n", ":1: lacks the column commits; expected podling,month,commits,authors"),
        ("snapshot_date,podling\n", ":1: lacks the column repo_last_update"),
        ("id;month;signs\n", "separate the columns by commas, not by semicolons"),
        ("id,month,signs,id\n", ":1: names a column twice"),
        (b"\x00\x01", ":1: is not text in UTF-8"),
    ],
)
def test_a_file_of_none_of_the_forms_is_refused_whole(tmp_path: Path, content: str | bytes, why: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(tmp_path, content)
    assert why in str(refused.value)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="can't be read"):
        read_activity(tmp_path, NOW)


def test_a_header_alone_tells_of_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, OWN) == Activity({}, {}, ())


@settings(derandomize=True)
@given(st.binary(max_size=300))
def test_whatever_the_bytes_each_line_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes
) -> None:
    found = read(tmp_path_factory.getbasetemp(), OWN.encode() + junk)
    assert all(row.line >= 2 for row in found.bad)
