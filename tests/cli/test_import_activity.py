"""`perennial import activity`: what communities did, once each, with what was refused beside the file."""

import csv
from pathlib import Path

import pytest

from adapters.activity import apart
from adapters.activity.batches import BATCH, Batch
from adapters.activity.packed import Packed
from cli import taking_over
from cli.answers import AWAY
from tests.activity.files import export, message
from tests.activity.test_reading_apart import readers
from tests.cli.office import Office

pytestmark = pytest.mark.slow

DAY = "kew/2026-01-05.json"
HEADER = "community,source_id,kind,what,happened_at,people,attendance,corrects\n"
ROWS = "kew,m-1,meeting,Roses,2026-01-05,ada;ben,12,\nkew,p-1,post,Why prune?,2026-01-06,ada,,\n"


@pytest.fixture
def garden(office: Office) -> Office:
    file = office.write(
        "c.csv",
        "id,title,sponsor,started,ended,outcome\nkew,Kew,,2014-03-10,,\nold,Old,,2014-03-10,2020-01-01,sunset\n",
    )
    assert office("import", "communities", file).code == 0
    return office


def test_a_file_is_taken_over_once(garden: Office) -> None:
    file = garden.write("a.csv", HEADER + ROWS)
    assert garden("import", "activity", file).out == "2 new, 0 known already\n"
    before = garden.events()
    again = garden("import", "activity", file)
    assert (again.code, again.out) == (0, "0 new, 2 known already\n")
    assert garden.events() == before
    garden.project()
    (row,) = garden("community", "list", "--open", "--json").json
    assert row["last_sign_of_life"].startswith("2026-01-06")


def test_what_was_refused_before_and_is_mended_stands_beside_no_more(garden: Office) -> None:
    file = garden.write("a.csv", HEADER + ROWS + "kew,m-2,meeting,Roses,2999-01-05,,,\n")
    assert garden("import", "activity", file).code == 3
    assert Path(f"{file}.refused.csv").is_file()
    garden.write("a.csv", HEADER + ROWS + "kew,m-2,meeting,Roses,2026-01-05,,,\n")
    assert garden("import", "activity", file).code == 0
    assert not Path(f"{file}.refused.csv").exists()


def test_what_is_refused_stands_beside_the_file_with_its_line_and_why(garden: Office) -> None:
    bad = (
        "kew,m-1,meeting,Tulips,2026-01-05,,,\n"
        "kew,m-2,meeting,Roses,2999-01-05,,,\n"
        "weavers,m-1,meeting,Looms,2026-01-05,,,\n"
        "old,m-1,meeting,Looms,2016-01-05,,,\n"
        "kew,m-3,meeting,Roses,2026-01-05,,-3,\n"
        "kew,m-4,meeting,Roses,1999-01-05,,,\n"
    )
    file = garden.write("a.csv", HEADER + ROWS + bad)
    said = garden("import", "activity", file, "--json")
    assert said.code == 3
    assert said.json == {
        "new": 2,
        "known": 0,
        "corrected": 0,
        "refused": 6,
        "refused_file": f"{file}.refused.csv",
        "dry_run": False,
    }
    with Path(f"{file}.refused.csv").open(encoding="utf-8") as beside:
        rows = list(csv.DictReader(beside))
    assert [(row["line"], row["why"].split(";")[0]) for row in rows] == [
        ("4", "'m-1' was told before with other content"),
        ("5", "2999-01-05 00:00 UTC has not come yet"),
        ("6", "there is no community 'weavers'"),
        ("7", "old is in stage 'closed'"),
        ("8", "'-3' was given"),
        ("9", "1999-01-05 00:00 UTC is before kew began"),
    ]


def test_what_is_said_of_the_file_beside_is_what_it_holds(garden: Office) -> None:
    file = garden.write("a.csv", HEADER + "kew,m-2,meeting,Roses,2999-01-05,,,\n")
    said = garden("import", "activity", file)
    assert said.err == f"{file}.refused.csv: line, column and why of each row that was refused\n"
    assert Path(f"{file}.refused.csv").read_text(encoding="utf-8").splitlines()[0] == "line,column,why"


def test_of_a_row_that_is_not_utf_8_is_said_how_such_a_file_is_saved(garden: Office) -> None:
    file = garden.write("a.csv", (HEADER + "kew,m-1,meeting,Frühstück,2026-01-05,,,\n").encode("cp1252"))
    assert garden("import", "activity", file).code == 3
    with Path(f"{file}.refused.csv").open(encoding="utf-8") as beside:
        (row,) = csv.DictReader(beside)
    assert (row["column"], row["why"].partition(";")[0]) == (
        "what",
        "'Fr?hst?ck', which is not UTF-8 (save the file as UTF-8, which spreadsheets call 'CSV UTF-8'), was given",
    )


def test_a_correction_replaces_what_was_told(garden: Office) -> None:
    assert garden("import", "activity", garden.write("a.csv", HEADER + ROWS)).code == 0
    corrected = garden.write("b.csv", HEADER + "kew,m-1,meeting,Roses,2026-02-05,ada,13,yes\n")
    assert garden("import", "activity", corrected).out == "0 new, 0 known already, 1 corrected\n"
    assert garden("import", "activity", corrected).out == "0 new, 1 known already\n"
    garden.project()
    assert "took 1 sign of life back, to be corrected: “Roses”" in " ".join(garden("history", "kew").out.split())


def test_a_time_of_a_series_that_was_moved_corrects_what_was_told_of_it(garden: Office) -> None:
    series = "BEGIN:VEVENT\nUID:w\nDTSTART:20260105T100000Z\nSUMMARY:Clinic\nRRULE:FREQ=WEEKLY;COUNT=4\nEND:VEVENT\n"
    moved = series.replace("RRULE:FREQ=WEEKLY;COUNT=4", "RECURRENCE-ID:20260126T100000Z").replace("0105T", "0202T")

    def told(*events: str) -> str:
        file = garden.write("c.ics", "".join(["BEGIN:VCALENDAR\n", *events, "END:VCALENDAR\n"]))
        return garden("import", "activity", file, "--community", "kew").out

    assert told(series) == "4 new, 0 known already\n"
    assert told(series, moved) == "0 new, 3 known already, 1 corrected\n"
    before = garden.events()
    assert told(series, moved) == "0 new, 4 known already\n"
    assert told(series) == "0 new, 4 known already\n", "an older export brings nothing back"
    assert garden.events() == before
    garden.project()
    assert "Last sign             2 Feb 2026" in garden("activity", "vitals", "kew").out


def test_a_look_writes_nothing(garden: Office) -> None:
    before = garden.events()
    said = garden("import", "activity", garden.write("a.csv", HEADER + ROWS), "--dry-run")
    assert (said.code, said.out) == (0, "2 new, 0 known already; nothing was written\n")
    assert garden.events() == before


@pytest.fixture
def large(garden: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file that is read by a process of its own; a row of each batch is wrong."""
    rows = [f"kew,m-{n},meeting,Roses,2026-01-05,ada;ben,{-1 if n % BATCH == 7 else 12},\n" for n in range(5 * BATCH)]
    file = garden.write("a.csv", HEADER + "".join(rows))
    monkeypatch.setattr(apart, "WORTH_IT", Path(file).stat().st_size)
    monkeypatch.setattr(apart, "MEANWHILE", 0)
    return file


def test_a_large_file_is_taken_over_as_a_small_one_is(garden: Office, large: str) -> None:
    told = f"{5 * BATCH - 5:,} new, 0 known already, 5 refused"
    looked = garden("import", "activity", large, "--dry-run")
    assert (looked.code, looked.out) == (3, f"{told}; nothing was written\n")
    said = garden("import", "activity", large)
    assert (said.code, said.out) == (3, f"{told}\n")
    with Path(f"{large}.refused.csv").open(encoding="utf-8") as beside:
        assert [int(row["line"]) for row in csv.DictReader(beside)] == [n * BATCH + 9 for n in range(5)]
    assert readers() == []


def test_where_the_reader_of_a_large_file_is_killed_whole_batches_stay_and_the_rest_comes_later(
    garden: Office, large: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked, seen = apart.unpacked, []

    def and_killed(batch: Packed) -> Batch:
        seen.append(batch.size)
        if len(seen) == 2:
            readers()[0].kill()
        return unpacked(batch)

    with monkeypatch.context() as patched:
        patched.setattr(apart, "unpacked", and_killed)
        said = garden("import", "activity", large)
    assert said.code == AWAY
    assert said.sentence.endswith("was ended by signal 9; run it again: what came in already is known")
    again = garden("import", "activity", large, "--json").json
    assert (again["known"] // (BATCH - 1), again["known"] % (BATCH - 1)) in [(1, 0), (2, 0)]
    assert again["new"] + again["known"] == 5 * (BATCH - 1)


def test_what_the_record_refuses_of_an_export_names_the_day_and_the_message(garden: Office) -> None:
    file = str(export(garden.folder, {"looms/2026-01-05.json": [message(0)], DAY: [message(0, "U!"), []]}))
    assert garden("import", "activity", file).code == 3
    with Path(f"{file}.refused.csv").open(encoding="utf-8") as beside:
        rows = [(row["line"], row["column"]) for row in csv.DictReader(beside)]
    assert sorted(rows) == [
        ("1", "kew/2026-01-05.json people"),
        ("1", "looms/2026-01-05.json row"),
        ("2", "kew/2026-01-05.json message"),
    ]


def test_nothing_beside_the_file_is_a_formula(garden: Office) -> None:
    file = str(export(garden.folder, {"=cmd|calc/2026-01-05.json": [[]]}))
    assert garden("import", "activity", file).code == 3
    with Path(f"{file}.refused.csv").open(encoding="utf-8") as beside:
        assert [row["column"] for row in csv.DictReader(beside)] == ["'=cmd|calc/2026-01-05.json message"]


def test_of_very_many_refused_rows_the_last_are_counted(garden: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_over, "WRITTEN", 2)
    file = garden.write("a.csv", HEADER + "too few\n" * 5)
    assert garden("import", "activity", file, "--json").json["refused"] == 5
    with Path(f"{file}.refused.csv").open(encoding="utf-8") as beside:
        rows = list(csv.DictReader(beside))
    assert [row["line"] for row in rows] == ["2", "3", ""]
    assert rows[-1]["why"] == "3 more were refused; mend what is told above and try again"


def test_the_log_of_git_is_taken_over_for_one_community(garden: Office) -> None:
    log = "commit 4f2a9c1\nAuthor: Ada <ada@example.org>\nDate:   Mon Jan 5 10:00:00 2026 +0100\n\n    Prune\n"
    assert (
        garden("import", "activity", garden.write("log", log), "--community", "kew").out == "1 new, 0 known already\n"
    )
    assert "ada@example.org" not in garden("history", "kew", "--json").out


GIT = "commit 4f2a9c1\nAuthor: Ada <ada@example.org>\nDate:   Mon Jan 5 10:00:00 2026 +0100\n\n    Prune\n"
ICS = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:w\nDTSTART:20260105T100000Z\nSUMMARY:Clinic\nRRULE:FREQ=WEEKLY;COUNT=4\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.org\nEND:VEVENT\nBEGIN:VEVENT\nUID:w\nDTSTART:20260106T100000Z\n"
    "RECURRENCE-ID:20260105T100000Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.org\nEND:VEVENT\nEND:VCALENDAR\n"
)


def test_a_file_that_is_repeated_changes_nothing_whomever_the_directory_knows_by_then(garden: Office) -> None:
    users = [{"id": "U1", "profile": {"email": "ada@example.org"}}]
    files = {
        garden.write("log", GIT): 1,
        garden.write("c.ics", ICS): 4,
        str(export(garden.folder, {"users.json": users, DAY: [message(0)]})): 1,
    }
    for file, number in files.items():
        assert garden("import", "activity", file, "--community", "kew").out == f"{number} new, 0 known already\n"

    def nothing_new() -> None:
        before = garden.events()
        for file, number in files.items():
            said = garden("import", "activity", file, "--community", "kew", "--as", "kim")
            assert (said.code, said.out) == (0, f"0 new, {number} known already\n")
        assert garden.events() == before

    people = garden.write("people.csv", "id,name,roles,address\nada,Ada Probe,,ada@example.org\nkim,Kim,km;admin,\n")
    assert garden("import", "people", people, "--as", "kim").code == 0
    nothing_new()
    learned = garden.write("more", GIT.replace("4f2a9c1", "5f2a9c1"))
    assert garden("import", "activity", learned, "--community", "kew", "--as", "kim").code == 0
    garden.project()
    assert '"ada"' in garden("history", "kew", "--json").out
    files[learned] = 1
    assert garden("person", "erase", "ada", "--reason", "asked for it", "--as", "kim").code == 0
    nothing_new()


def test_a_file_that_is_none_is_refused_in_a_sentence(garden: Office) -> None:
    assert "there is no such file" in garden("import", "activity", "nowhere.csv").sentence
    said = garden("import", "activity", garden.write("a.csv", "a,b\n1,2\n"))
    assert said.code == 2
    assert "lacks the columns source_id, kind" in said.sentence
    said = garden("import", "activity", garden.write("b.csv", HEADER), "--community", "K!")
    assert "there is no community 'K!'" in said.sentence


def test_vital_signs_say_how_alive_a_community_is(garden: Office) -> None:
    assert garden("import", "activity", garden.write("a.csv", HEADER + ROWS)).code == 0
    garden.project()
    assert "Last sign             6 Jan 2026" in garden("activity", "vitals", "kew").out
    said = garden("activity", "vitals", "kew", "--json").json
    assert (said["community"], said["last_sign"], said["outside_core"]) == ("kew", "2026-01-06", None)
    assert "there is no community 'weavers'" in garden("activity", "vitals", "weavers").sentence
