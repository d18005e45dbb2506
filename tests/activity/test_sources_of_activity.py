"""Calendars, chats and the log of changes are read as what they tell, and never further than they may be trusted."""

import json
from pathlib import Path

import pytest

from adapters.activity import export_files
from adapters.activity.form import Format
from adapters.activity.opening import format_of
from tests.activity.files import export, message, read, signs, wrong
from vocabulary.refusals import Malformed
from vocabulary.signs import SignKind

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
{}
END:VCALENDAR
"""
CLINIC = """BEGIN:VEVENT
UID:clinic@example.org
DTSTART;TZID=Europe/Berlin:20260323T100000
SUMMARY:Clinic
ATTENDEE;PARTSTAT=ACCEPTED:mailto:Ada@example.org
ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@example.org
ATTENDEE;PARTSTAT=DECLINED:mailto:cy@example.org
{}END:VEVENT"""
GIT = """commit 4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d (HEAD -> main)
Author: Ada Lovelace <ada@example.org>
Date:   Mon Jan 5 10:00:00 2026 +0100

    Prune the roses

    In winter.

commit 5f2a9c1
Author: Ben <ben@example.org>
Date:   2026-01-06 10:00:00 +0100

    Water them
"""


def calendar(folder: Path, *events: str) -> Path:
    path = folder / "c.ics"
    path.write_text(CALENDAR.format("\n".join(events)))
    return path


def test_an_appointment_is_a_meeting_with_those_who_accepted(tmp_path: Path) -> None:
    (meeting,) = signs(calendar(tmp_path, CLINIC.format("")))
    assert (meeting.kind, meeting.what, meeting.attendance) == (SignKind.MEETING, "Clinic", 2)
    assert meeting.people[0] == "ada"
    assert meeting.people[1].startswith("x-"), "an address never reaches the record"
    assert f"{meeting.happened_at:%m-%d %H:%M}" == "03-23 09:00"


def test_a_recurring_appointment_came_as_often_as_it_came_by_the_clock_on_the_wall(tmp_path: Path) -> None:
    rule = "RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Berlin:20260406T100000\n"
    times = signs(calendar(tmp_path, CLINIC.format(rule)))
    assert [f"{sign.happened_at:%m-%d %H:%M}" for sign in times[:3]] == ["03-23 09:00", "03-30 08:00", "04-13 08:00"]
    assert f"{times[-1].happened_at:%m-%d}" == "06-15", "and not since"
    assert len({sign.source_id for sign in times}) == len(times)


def test_what_was_cancelled_did_not_happen_and_a_summit_is_an_event(tmp_path: Path) -> None:
    events = CLINIC.format("STATUS:CANCELLED\n"), CLINIC.format("CATEGORIES:Summit\n")
    assert [sign.kind for sign in signs(calendar(tmp_path, *events))] == [SignKind.EVENT]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("BEGIN:VEVENT\nUID:a\nSUMMARY:x\nEND:VEVENT", "line 3, DTSTART: nothing was given"),
        ("BEGIN:VEVENT\nDTSTART:20260101T100000Z\nEND:VEVENT", "line 3, UID: nothing was given"),
        ("BEGIN:VEVENT\nUID:a\nDTSTART:2026\nEND:VEVENT", "line 3, DTSTART: '2026' was given"),
        ("BEGIN:VEVENT\nUID:a\nDTSTART:20260101T100000Z\nRRULE:FREQ=WEEKLY;BYDAY=XX\nEND:VEVENT", "line 3, VEVENT: "),
        ("BEGIN:VEVENT\nUID:a\nDTSTART;TZID=Mars:20260101T100000\nEND:VEVENT", "line 3, DTSTART: 'Mars' is no time"),
        ("BEGIN:VEVENT\nUID:a\nDTSTART:20260101T100000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT", "line 3, RRULE: is a rule"),
        ("BEGIN:VEVENT\nUID:a\n" + "X:y\n" * 400_000 + "END:VEVENT", "line 3, VEVENT: is longer"),
        ("BEGIN:VEVENT\nUID:a", "line 3, VEVENT: has no end"),
    ],
)
def test_what_is_wrong_with_an_appointment_is_said(tmp_path: Path, event: str, why: str) -> None:
    (said,) = wrong(calendar(tmp_path, event))
    assert said.startswith(why)


def test_a_change_is_work_on_a_product(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text(GIT)
    first, second = signs(path)
    assert (first.kind, first.what, first.people) == (SignKind.PRODUCT, "Prune the roses", ("ada",))
    assert (first.source_id[:7], second.source_id) == ("4f2a9c1", "5f2a9c1")
    assert [f"{sign.happened_at:%m-%d %H:%M}" for sign in (first, second)] == ["01-05 09:00", "01-06 09:00"]
    path.write_text(GIT.replace("2026-01-06 10:00:00 +0100", "yesterday"))
    assert wrong(path)[0].startswith("line 9, Date: 'yesterday' was given")


DAYS = {
    "users.json": [{"id": "U1", "profile": {"email": "ada@example.org"}}, {"id": "U9"}],
    "channels.json": [],
    "roses/2026-01-05.json": [
        message(0, text="When do we prune?"),
        message(60, "U2", "In winter.", thread_ts="1767603600.000200"),
        message(70, "U1", "Thanks!", thread_ts="1767603600.000200"),
        message(80, "B1", bot_id="B1"),
        message(90, "U3", subtype="channel_join"),
        message(95, "U3", subtype="channel_topic"),
    ],
}


def test_a_channel_tells_posts_questions_and_answers_but_never_what_was_written(tmp_path: Path) -> None:
    question, answer, thanks, joined = signs(export(tmp_path, DAYS), None)
    assert (question.kind, question.people) == (SignKind.QUESTION, ("ada",))
    assert (answer.kind, answer.answers, answer.people) == (SignKind.ANSWER, question.source_id, ("u2",))
    assert (answer.happened_at - question.happened_at).total_seconds() == 60
    assert (thanks.kind, joined.kind) == (SignKind.POST, SignKind.MEMBERSHIP)
    assert not any("prune" in sign.model_dump_json() for sign in (question, answer, thanks))


def test_a_folder_tells_the_same_as_a_zip_and_links_lead_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "roses").mkdir(parents=True)
    for name, content in DAYS.items():
        (folder / name).write_text(json.dumps(content))
    outside = tmp_path / "2026-01-06.json"
    outside.write_text(json.dumps([message(9)]))
    (folder / "roses" / "2026-01-06.json").symlink_to(outside)
    assert signs(folder, None) == signs(export(tmp_path, DAYS), None)


def test_a_zip_reads_nothing_outside_and_nothing_that_never_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (
        read(export(tmp_path, {"../roses/2026-01-05.json": [message(0)], "/roses/2026-01-05.json": [message(0)]})) == []
    )
    monkeypatch.setattr(export_files, "LARGEST", 1 << 20)
    with pytest.raises(Malformed, match="is larger than 1 MiB"):
        read(export(tmp_path, {"roses/2026-01-05.json": " " * (4 << 20)}))
    (tmp_path / "export.zip").write_bytes(b"PK\x03\x04 and nothing else")
    with pytest.raises(Malformed, match="can't be read as a zip"):
        read(tmp_path / "export.zip")


def test_what_is_wrong_in_a_channel_is_said_with_the_day(tmp_path: Path) -> None:
    days = {
        "roses/2026-01-05.json": ["hello", message(0, ts="soon")],
        "roses/2026-01-06.json": "[",
        "roses/x.json": "[",
    }
    assert [said.split(":")[0] for said in wrong(export(tmp_path, days))] == [
        "line 1, roses/2026-01-05.json message",
        "line 2, roses/2026-01-05.json ts",
        "line 1, roses/2026-01-06.json",
    ]


@pytest.mark.parametrize(
    ("name", "begins", "form"),
    [
        ("a.csv", "", Format.CSV),
        ("a.JSONL", "", Format.NDJSON),
        ("a.ics", "", Format.ICALENDAR),
        ("a", "PK\x03\x04", Format.SLACK),
        ("a", '{"a": 1}', Format.NDJSON),
        ("a.txt", "BEGIN:VCALENDAR", Format.ICALENDAR),
        ("a.log", "commit 4f2a9c1d", Format.GIT),
        ("a.txt", "source_id,kind", Format.CSV),
    ],
)
def test_a_form_is_known_by_its_name_or_by_how_it_begins(tmp_path: Path, name: str, begins: str, form: Format) -> None:
    path = tmp_path / name
    path.write_text(begins)
    assert format_of(path) is form
