"""Activity from a calendar (RFC 5545): what was in it, and has come, is a meeting or an event."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from icalendar import Event

from adapters.activity.form import BEGINS_CALENDAR
from adapters.activity.lines import lines_of
from adapters.activity.people import Addresses
from adapters.activity.recurrence import Series, came, each, in_utc, series_of
from adapters.activity.row import Raw
from adapters.csv_lines import BadRow, Wrong, short
from vocabulary.refusals import Malformed
from vocabulary.signs import SignKind

LONGEST: Final = 1_000_000
"""Characters of one appointment."""
UNREADABLE: Final = (ValueError, LookupError, AttributeError, TypeError, OverflowError)
"""What the libraries raise for what is no appointment."""
_EVENTS: Final = {"event", "conference", "workshop", "summit", "training"}


class _Block(NamedTuple):
    """The lines of one appointment."""

    began: int
    lines: list[str]
    size: int
    """In characters; the lines of one that is too long are not all there."""


class _Moved(NamedTuple):
    """What became of one time of a series."""

    sequence: int
    """Of two that tell of the same time, the higher counts."""
    instead: Raw | None
    """None where it was cancelled, has yet to come, or can't be understood."""


class _Recurring(NamedTuple):
    began: int
    uid: str
    fields: dict[str, Any]
    series: Series


def read_calendar(path: Path, now: datetime, addresses: Addresses) -> Iterator[Raw | BadRow]:
    """One sign an appointment, and one each time where it recurs, up to now. Cancelled ones are no signs.

    What recurs is kept, and told at the end: any line of the file may still move one of its times.
    """
    calendar = _Calendar(now, addresses)
    for block in _blocks(path):
        yield from _kept(block.began, calendar.take(block))
    for moved in calendar.moved.values():
        yield from (one.instead for one in moved.values() if one.instead is not None)
    for recurring in calendar.recurring:
        yield from _kept(recurring.began, calendar.times(recurring))


def _blocks(path: Path) -> Iterator[_Block]:
    """Raises `Malformed` where the file as a whole is no calendar."""
    block: list[str] = []
    began = size = 0
    seen = False
    for number, line in lines_of(path):
        text = (line or "").strip("\r")
        if not seen and text.strip():
            if text.strip().upper() != BEGINS_CALENDAR:
                raise Malformed(f"{path}:{number}: {short(text)} was given; expected {BEGINS_CALENDAR}")
            seen = True
        if text.upper() == "BEGIN:VEVENT":
            block, began, size = [], number, 0
        if began and size <= LONGEST:
            block.append(text)
            size += len(text) + 1
        if began and text.upper() == "END:VEVENT":
            yield _Block(began, block, size)
            began = 0
    if began:
        yield _Block(began, [], 0)


def _kept(began: int, rows: Iterator[Raw | BadRow]) -> Iterator[Raw | BadRow]:
    """What is wrong with one appointment costs that one."""
    try:
        yield from rows
    except Wrong as wrong:
        yield BadRow(began, wrong.column, str(wrong))
    except UNREADABLE as error:
        why = f"can't be read ({str(error)[:100]}); expected an appointment of RFC 5545"
        yield BadRow(began, "VEVENT", why)


class _Calendar:
    """What a calendar has told so far."""

    def __init__(self, now: datetime, addresses: Addresses) -> None:
        self._now = now
        self._addresses = addresses
        self.recurring: list[_Recurring] = []
        self.moved: defaultdict[str, dict[datetime, _Moved]] = defaultdict(dict)
        """By UID and the time at which it would have been (UTC)."""
        self._ended: dict[str, datetime] = {}
        """From when on nothing is known of a series (UTC), by UID."""

    def take(self, block: _Block) -> Iterator[Raw | BadRow]:
        """Tells it, or keeps it until all are known."""
        if not block.lines:
            raise Wrong("VEVENT", "has no end; the file was cut off")
        if block.size > LONGEST:
            raise Wrong("VEVENT", f"is longer than {LONGEST:,} characters; expected an appointment")
        event: Any = Event.from_ical("\r\n".join(block.lines))
        original = None if event.get("RECURRENCE-ID") is None else _moment(event, "RECURRENCE-ID")
        if original is None and _is_cancelled(event):
            return
        if not event.get("UID"):
            raise Wrong("UID", "nothing was given; expected what the appointment is called in its calendar")
        uid = str(event["UID"])
        if original is not None:
            self._move(block.began, event, uid, original)
            return
        starts, fields = _moment(event, "DTSTART"), _told(event, self._addresses)
        if event.get("RRULE") is None:
            yield Raw(block.began, {**fields, "source_id": uid, "happened_at": starts})
        else:
            self.recurring.append(_Recurring(block.began, uid, fields, series_of(event, self._now)))

    def _move(self, began: int, event: Any, uid: str, original: datetime) -> None:
        """What was moved, changed or cancelled keeps the name of the time at which it would have been, and corrects
        what may have been told of that before."""
        sequence = int(event.get("SEQUENCE", 0))
        before = self.moved[uid].get(original)
        if before is not None and before.sequence > sequence:
            return
        self.moved[uid][original] = _Moved(sequence, None)
        if event["RECURRENCE-ID"].params.get("RANGE"):
            self._ended[uid] = min(original, self._ended.get(uid, original))
            raise Wrong(
                "RECURRENCE-ID",
                "changes all times that follow (RANGE), which is not understood; none of them is told. "
                "End the series there, and make another",
            )
        if _is_cancelled(event):
            return
        starts, fields = _moment(event, "DTSTART"), _told(event, self._addresses)
        if min(original, starts) <= self._now:
            fields |= {"source_id": _named(uid, original), "happened_at": starts, "corrects": True}
            self.moved[uid][original] = _Moved(sequence, Raw(began, fields))

    def times(self, recurring: _Recurring) -> Iterator[Raw | BadRow]:
        """Each time that a recurring appointment came as it was planned."""
        began, uid, fields, series = recurring
        times = came(series, self.moved.get(uid, ()), self._ended.get(uid))
        for at in times.latest:
            yield Raw(began, {**fields, "source_id": _named(uid, at), "happened_at": at})
        if times.before:
            why = (
                f"came {times.before + len(times.latest):,} times; the latest {len(times.latest):,} are told, "
                f"and the {times.before:,} before {min(times.latest):%Y-%m-%d} are left out"
            )
            yield BadRow(began, "RRULE", why)


def _is_cancelled(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _told(event: Any, addresses: Addresses) -> dict[str, Any]:
    guests = each(event.get("ATTENDEE", []))
    there = [guest for guest in guests if str(guest.params.get("PARTSTAT", "")).upper() == "ACCEPTED"]
    words = {str(word).lower() for one in each(event.get("CATEGORIES")) for word in getattr(one, "cats", ())}
    what = " ".join(str(event.get("SUMMARY") or "An appointment").split())[:500]
    fields: dict[str, Any] = {"kind": SignKind.EVENT if words & _EVENTS else SignKind.MEETING, "what": what}
    if there:
        fields["attendance"] = len(there)
        fields["people"] = [addresses.person(str(guest).lower().removeprefix("mailto:")) for guest in there[:1_000]]
    return fields


def _moment(event: Any, name: str) -> datetime:
    given = event.get(name)
    at = None if isinstance(given, str | None) else getattr(given, "dt", None)
    if isinstance(at, datetime) and at.tzinfo is None and "TZID" in given.params:
        raise Wrong(name, f"{short(str(given.params['TZID']))} is no time zone that is known; write it in UTC")
    if not isinstance(at, date):
        raise Wrong(name, f"{short(str(given or ''))} was given; expected a moment such as 20260331T140000Z")
    return in_utc(at, UTC)


def _named(uid: str, at: datetime) -> str:
    return f"{uid[:180]}/{at:%Y%m%dT%H%MZ}"
