"""Rows of CSV and NDJSON become signs of life; what is wrong with one is said with its line."""

from pathlib import Path

import pytest

from adapters.activity.row import Row
from tests.activity.files import HEADER, read, signs, wrong
from tests.aggregates.examples import day
from vocabulary.refusals import Malformed
from vocabulary.signs import SignKind


def write(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_row_tells_a_sign(tmp_path: Path) -> None:
    first = 'kew,m-1,meeting,"Roses, pruned",2026-01-05T10:00+01:00,ada;ben,12,,\n'
    rows = first + ",a-1,answer,Said why,2026-01-06,,,q-1,yes\n"
    meeting, answer = signs(write(tmp_path, HEADER + rows))
    assert (meeting.what, meeting.people, meeting.attendance) == ("Roses, pruned", ("ada", "ben"), 12)
    assert f"{meeting.happened_at:%Y-%m-%d %H:%M %Z}" == "2026-01-05 09:00 UTC"
    assert (answer.answers, answer.corrects, answer.happened_at) == ("q-1", True, day(5))


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    table = write(tmp_path, HEADER + "kew,m-1,meeting,Roses,2026-01-05,ada,12,,\n")
    objects = (
        '{"community": "kew", "source_id": "m-1", "kind": "meeting", "what": "Roses", "happened_at": "2026-01-05", '
    )
    lines = write(tmp_path, objects + '"people": ["ada"], "attendance": 12, "answers": null}\n', "a.ndjson")
    assert signs(table, None) == signs(lines, None)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("kew,m-1,party,Roses,2026-01-05,,,,", "line 2, kind: 'party' was given; expected meeting, post"),
        ("kew,m-1,meeting,Roses,2026-02-30,,,,", "line 2, happened_at: '2026-02-30' was given; expected a moment"),
        ("kew,m-1,meeting,Roses,0001-01-01T00:00+23:00,,,,", "line 2, happened_at: '0001-01-01"),
        ("kew,m-1,meeting,Roses,2026-01-05,,-3,,", "line 2, attendance: '-3' was given; expected a number from 1"),
        ("kew,m-1,meeting,,2026-01-05,,,,", "line 2, what: nothing was given"),
        ("kew,,meeting,Roses,2026-01-05,,,,", "line 2, source_id: nothing was given"),
        ("kew,m-1,post,Roses,2026-01-05,,3,,", "line 2, attendance: a sign of the kind post has no attendance"),
        ("Kew!,m-1,post,Roses,2026-01-05,,,,", "line 2, community: 'Kew!' was given"),
        ("kew,m-1,post,Ro\x07ses,2026-01-05,,,,", "line 2, what: 'Ro\\x07ses' was given"),
        ("kew,m-1,post,Roses,2026-01-05,a b c,,", "line 2, row: 8 values were given; expected 9"),
        ('kew,m-1,post,"Roses,2026-01-05,,,,', "line 2, row: is not CSV"),
        ("kew,m-1,post,Roses,2026-01-05,Ada Lovelace <a@b>,,,", "line 2, people: "),
        ("kew,m-1,post,Roses,2026-01-05,,,,perhaps", "line 2, corrects: 'perhaps' was given; expected yes or no"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_and_the_next_is_read(tmp_path: Path, row: str, why: str) -> None:
    found = read(write(tmp_path, HEADER + row + "\nkew,m-2,post,Roses,2026-01-05,,,,\n"))
    assert len(found) == 2
    assert str(found[0]).startswith(why)


def test_whose_it_is_must_be_known(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + ",m-1,post,Roses,2026-01-05,,,,\n")
    assert "or --community" in wrong(path, None)[0]
    assert len(signs(path, "kew")) == 1


def test_bytes_that_are_no_text_and_endless_lines_cost_their_row_only(tmp_path: Path) -> None:
    good = b"kew,m-2,post,Roses,2026-01-05,,,,\n"
    rows = b"kew,m-1,post,R\xff,2026-01-05,,,,\n" + b"kew,m-1,post," + b"x" * 5_000_000 + b"\n" + good
    path = write(tmp_path, HEADER.encode() + rows)
    assert [line.split(":")[0] for line in wrong(path)] == ["line 2, what", "line 3, row"]
    assert len(read(path)) == 3
    endless = write(tmp_path, HEADER.encode() + good + b"y" * 9_000_000)
    assert [line.split(":")[0] for line in wrong(endless)] == ["line 3, row"]


def test_a_line_that_is_no_object_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, '[1]\n{"a":\n\n"x"\n{"mood": 1}\n' + "[" * 100_000 + "\n", "a.ndjson")
    assert [line.split(":")[0] for line in wrong(path)] == [f"line {n}, row" for n in (1, 2, 4)] + [
        "line 5, source_id",
        "line 6, row",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is empty"),
        ("source_id,kind,what\n", "lacks the column happened_at"),
        ("source_id,kind,what,happened_at,atendance\n", "atendance is no column that is known"),
    ],
)
def test_a_table_of_another_form_is_refused_whole(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read(write(tmp_path, content))


def test_a_weekly_look_tells_of_the_day_of_the_last_change(tmp_path: Path) -> None:
    rows = "2019-04-07,brpc,2019-04-01\n2019-04-14,brpc,2019-04-01\n2019-04-21,brpc,\n2019-04-28,brpc,2019-05-01\n"
    found = read(write(tmp_path, "snapshot_date,podling,repo_last_update\n" + rows), None)
    first, again, bad = found
    assert isinstance(first, Row)
    assert first[1:] == again[1:]
    assert (first.community, first.sign.kind, first.sign.happened_at.day) == ("brpc", SignKind.PRODUCT, 1)
    assert "line 5, repo_last_update" in str(bad)
