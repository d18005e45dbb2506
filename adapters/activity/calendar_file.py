"""Activity from a calendar (RFC 5545): what was in it, and has come, is a meeting or an event."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

from dateutil.rrule import rrulestr
from icalendar import Event

from adapters.activity.form import BEGINS_CALENDAR
from adapters.activity.lines import lines_of
from adapters.activity.people import Addresses
from adapters.activity.row import Raw
from adapters.csv_lines import BadRow, Wrong, short
from vocabulary.refusals import Malformed
from vocabulary.signs import SignKind

LONGEST: Final = 1_000_000
"""Characters of one appointment."""
OFTEN: Final = 5_000
"""Times that a recurring appointment may have come."""
UNREADABLE: Final = (ValueError, LookupError, AttributeError, TypeError, OverflowError)
"""What the libraries raise for what is no appointment."""
_EVENTS: Final = {"event", "conference", "workshop", "summit", "training"}
_RULES: Final = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"}


def read_calendar(path: Path, now: datetime, addresses: Addresses) -> Iterator[Raw | BadRow]:
    """One sign an appointment, and one each time where it recurs, up to now. Cancelled ones are no signs."""
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
            try:
                yield from _signs(began, block, size, now, addresses)
            except Wrong as wrong:
                yield BadRow(began, wrong.column, str(wrong))
            except UNREADABLE as error:
                why = f"can't be read ({str(error)[:100]}); expected an appointment of RFC 5545"
                yield BadRow(began, "VEVENT", why)
            began = 0
    if began:
        yield BadRow(began, "VEVENT", "has no end; the file was cut off")


def _signs(began: int, block: list[str], size: int, now: datetime, addresses: Addresses) -> Iterator[Raw]:
    if size > LONGEST:
        raise Wrong("VEVENT", f"is longer than {LONGEST:,} characters; expected an appointment")
    event: Any = Event.from_ical("\r\n".join(block))
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    if not event.get("UID"):
        raise Wrong("UID", "nothing was given; expected what the appointment is called in its calendar")
    starts = _moment(event, "DTSTART")
    fields = _told(event, addresses)
    uid = str(event["UID"])
    if event.get("RECURRENCE-ID") is not None:
        uid = _named(uid, _moment(event, "RECURRENCE-ID"))
    if event.get("RRULE") is None:
        yield Raw(began, {**fields, "source_id": uid, "happened_at": starts})
        return
    for at in _times(event, now):
        yield Raw(began, {**fields, "source_id": _named(uid, at), "happened_at": at})


def _told(event: Any, addresses: Addresses) -> dict[str, Any]:
    guests = event.get("ATTENDEE", [])
    guests = guests if isinstance(guests, list) else [guests]
    came = [guest for guest in guests if str(guest.params.get("PARTSTAT", "")).upper() == "ACCEPTED"]
    categories = event.get("CATEGORIES")
    words = {str(word).lower() for one in _each(categories) for word in getattr(one, "cats", ())}
    what = " ".join(str(event.get("SUMMARY") or "An appointment").split())[:500]
    fields: dict[str, Any] = {"kind": SignKind.EVENT if words & _EVENTS else SignKind.MEETING, "what": what}
    if came:
        fields["attendance"] = len(came)
        fields["people"] = [addresses.person(str(guest).lower().removeprefix("mailto:")) for guest in came[:1_000]]
    return fields


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _moment(event: Any, name: str) -> datetime:
    given = event.get(name)
    at = None if isinstance(given, str | None) else getattr(given, "dt", None)
    if isinstance(at, datetime):
        if at.tzinfo is None and "TZID" in given.params:
            raise Wrong(name, f"{short(str(given.params['TZID']))} is no time zone that is known; write it in UTC")
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    if isinstance(at, date):
        return datetime.combine(at, time(), UTC)
    raise Wrong(name, f"{short(str(given or ''))} was given; expected a moment such as 20260331T140000Z")


def _times(event: Any, now: datetime) -> Iterator[datetime]:
    """Each time up to now; by the clock of the time zone that the appointment is written in."""
    rule = event["RRULE"]
    if isinstance(rule, list):
        raise Wrong("RRULE", "stands there twice; expected one rule")
    freq = {str(one).upper() for one in rule.get("FREQ", [])}
    by_date = {"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE", "BYSECOND", "BYEASTER"}
    if not freq <= _RULES or not freq or (freq == {"DAILY"} and by_date & set(rule)):
        raise Wrong("RRULE", "is a rule that is not understood; expected YEARLY, MONTHLY, WEEKLY or plain DAILY")
    written = event["DTSTART"].dt
    local = written if isinstance(written, datetime) else datetime.combine(written, time())
    zone = local.tzinfo or UTC
    plain = {key: value for key, value in rule.items() if key != "UNTIL"}
    text = type(rule)(plain).to_ical().decode()
    until = min([now, *(_as_moment(end, zone) for end in rule.get("UNTIL", []))])
    left_out = {_as_moment(one.dt, zone) for dates in _each(event.get("EXDATE")) for one in getattr(dates, "dts", ())}
    times: Any = rrulestr(text, dtstart=local.replace(tzinfo=None))
    for at in islice(times.replace(until=until.astimezone(zone).replace(tzinfo=None)), OFTEN):
        moment = at.replace(tzinfo=zone).astimezone(UTC)
        if moment not in left_out:
            yield moment


def _as_moment(at: Any, zone: Any) -> datetime:
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _named(uid: str, at: datetime) -> str:
    return f"{uid[:180]}/{at:%Y%m%dT%H%MZ}"
