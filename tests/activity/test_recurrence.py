"""A recurring appointment came when its calendar says so, once each, and never takes longer than it is worth."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.activity import recurrence
from adapters.activity.recurrence import Series, came
from tests.activity.files import read, signs, wrong

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\n"
WEEKLY = {"UID": "w", "DTSTART": "20260105T100000Z", "SUMMARY": "Clinic", "RRULE": "FREQ=WEEKLY;COUNT=4"}
CANCELLED = {"RECURRENCE-ID": "20260112T100000Z", "STATUS": "CANCELLED"}
MOVED = {"RECURRENCE-ID": "20260119T100000Z", "DTSTART": "20260121T150000Z", "SUMMARY": "Moved"}


def calendar(folder: Path, *events: Mapping[str, str]) -> Path:
    path = folder / "c.ics"
    blocks = ["\n".join(["BEGIN:VEVENT", *(f"{n}:{v}" for n, v in event.items()), "END:VEVENT"]) for event in events]
    path.write_text(HEAD + "\n".join([*blocks, "END:VCALENDAR\n"]))
    return path


def override(**told: str) -> dict[str, str]:
    return {"UID": "w", "DTSTART": "20260105T100000Z", **told}


def told(path: Path) -> list[tuple[str, str]]:
    return sorted((sign.source_id, f"{sign.happened_at:%m-%d %H:%M}") for sign in signs(path))


@pytest.mark.parametrize("first", [True, False])
def test_what_was_moved_is_told_at_its_new_time_and_what_was_cancelled_is_not(tmp_path: Path, *, first: bool) -> None:
    others = override(**CANCELLED), override(**MOVED)
    assert told(calendar(tmp_path, *([*others, WEEKLY] if first else [WEEKLY, *others]))) == [
        ("w/20260105T1000Z", "01-05 10:00"),
        ("w/20260119T1000Z", "01-21 15:00"),
        ("w/20260126T1000Z", "01-26 10:00"),
    ]


def test_what_was_moved_says_that_it_corrects_what_was_told_before(tmp_path: Path) -> None:
    path = calendar(tmp_path, WEEKLY, override(**MOVED))
    assert {sign.source_id: sign.corrects for sign in signs(path)}["w/20260119T1000Z"] is True
    assert [sign.what for sign in signs(path) if sign.corrects] == ["Moved"]


def test_of_two_changes_of_one_time_the_later_one_counts(tmp_path: Path) -> None:
    once, twice = {**MOVED, "SEQUENCE": "1"}, {**MOVED, "DTSTART": "20260122T150000Z", "SEQUENCE": "2"}
    for order in ([once, twice], [twice, once]):
        path = calendar(tmp_path, WEEKLY, *(override(**change) for change in order))
        assert [at for name, at in told(path) if "0119" in name] == ["01-22 15:00"]


def test_a_change_that_can_not_be_read_leaves_its_time_out(tmp_path: Path) -> None:
    path = calendar(tmp_path, WEEKLY, override(**{**MOVED, "DTSTART": "soon"}))
    assert wrong(path) == ["line 9, DTSTART: 'soon' was given; expected a moment such as 20260331T140000Z"]
    assert len(read(path)) == 1 + 3


def test_after_a_change_of_all_that_follows_nothing_is_told(tmp_path: Path) -> None:
    ranged = {"RECURRENCE-ID;RANGE=THISANDFUTURE": "20260119T100000Z", "DTSTART": "20260120T100000Z"}
    path = calendar(tmp_path, WEEKLY, override(**ranged))
    assert wrong(path)[0].startswith("line 9, RECURRENCE-ID: changes all times that follow")
    assert len(read(path)) == 1 + 2


def test_what_was_put_off_and_has_not_come_is_said_and_what_lies_ahead_anyway_is_not(tmp_path: Path) -> None:
    ahead = {"RECURRENCE-ID": "20261005T100000Z", "DTSTART": "20261006T100000Z"}
    put_off = {"RECURRENCE-ID": "20260112T100000Z", "DTSTART": "20261006T100000Z"}
    assert [name for name, _ in told(calendar(tmp_path, override(**ahead), override(**put_off)))] == [
        "w/20260112T1000Z"
    ]


def test_of_a_long_series_the_latest_are_told_and_the_others_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recurrence, "OFTEN", 3)
    path = calendar(tmp_path, {**WEEKLY, "RRULE": "FREQ=WEEKLY;COUNT=5"}, override(**CANCELLED))
    rows = read(path)
    assert wrong(path) == [
        "line 3, RRULE: came 4 times; the latest 3 are told, and the 1 before 2026-01-19 are left out"
    ]
    assert len(rows) == 1 + 3
    assert wrong(calendar(tmp_path, WEEKLY, override(**CANCELLED))) == []


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("FREQ=MONTHLY;INTERVAL=0;BYMONTH=2", "never gets to another day; expected INTERVAL=1 or more"),
        ("FREQ=DAILY;INTERVAL=-1", "never gets to another day; expected INTERVAL=1 or more"),
        ("FREQ=WEEKLY;BYHOUR=1,2;BYMINUTE=" + ",".join(map(str, range(60))), "came more than 1,000 times; expected"),
        ("FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, range(1, 366))), "is longer than 500 characters; expected a"),
        ("FREQ=YEARLY,DAILY", "is a rule that is not understood; expected"),
    ],
)
def test_a_rule_that_never_ends_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, why: str
) -> None:
    monkeypatch.setattr(recurrence, "BUSY", 1_000)
    (said,) = wrong(calendar(tmp_path, {**WEEKLY, "RRULE": rule}))
    assert said.startswith(f"line 3, RRULE: {why}")


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYSETPOS=2"],
)
def test_a_time_that_never_comes_is_looked_for_in_few_years(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    asked: list[datetime] = []

    def watched(text: str, dtstart: datetime) -> object:
        asked.append(dtstart)
        return rrulestr(text, dtstart=dtstart)

    monkeypatch.setattr(recurrence, "rrulestr", watched)
    now = datetime(2026, 6, 15, tzinfo=UTC)
    assert came(Series(rule, datetime(2026, 1, 5, 10), UTC, now, frozenset())) == ([], 0)
    assert 9999 - asked[0].year < 400


RULES = st.builds(
    ";".join,
    st.tuples(
        st.sampled_from(["FREQ=YEARLY", "FREQ=MONTHLY", "FREQ=WEEKLY"]),
        st.integers(1, 4).map("INTERVAL={}".format),
        st.sampled_from(["BYMONTH=2,3", "BYDAY=MO,FR", "WKST=SU", "BYMONTHDAY=29,-1", "BYDAY=TU;BYSETPOS=-1"]),
    ),
)


@settings(deadline=None)
@given(RULES, st.datetimes(datetime(1890, 1, 1), datetime(2030, 1, 1)), st.integers(0, 40_000))
def test_times_are_those_of_the_library(rule: str, start: datetime, days: int) -> None:
    start = start.replace(microsecond=0)
    now = start.replace(tzinfo=UTC) + timedelta(days=days)
    plain = rrulestr(rule, dtstart=start).between(start, now.replace(tzinfo=None), inc=True)
    times, before = came(Series(rule, start, UTC, now, frozenset()))
    expected = [at.replace(tzinfo=UTC) for at in plain]
    assert (list(times), before) == (expected[-recurrence.OFTEN :], max(0, len(expected) - recurrence.OFTEN))
